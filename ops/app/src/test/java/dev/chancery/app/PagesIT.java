package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.chancery.app.browser.Chromium;
import dev.chancery.app.browser.People;
import dev.chancery.app.browser.Visitor;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of the console, found by following its own links as each person may: it opens, it has no barrier that counts, the browser
 * complains of nothing, and it fits a desk and a phone, by day and by night. Pictures are left in {@code target/screenshots}.
 */
class PagesIT {

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%s', tier: worker, location: cloud,
                 inputPrice: "0.25", outputPrice: "2.00", contextTokens: 100000, maxOutputTokens: 1000}
              - {id: embedded/extractive, provider: embedded, model: extractive, tier: filter, location: local,
                 contextTokens: 100000, maxOutputTokens: 4096}
            workflows:
              - {id: assistance, purpose: Answers customers of a bank, gate: autonomous, tiers: [worker, filter]}
              - {id: letters, purpose: Letters that a person releases, gate: human-in-the-loop, rubric: politeness}
              - {id: lending, purpose: Rates who asks for a loan, gate: shadow}
            agents:
              - {id: clerk, owner: Customer service, purpose: Speaks with customers, workflows: [assistance, letters, lending],
                 budgets: {task: "0.50", day: "5.00"}}
            redaction: {restricted: [US_SSN]}
            rubrics:
              - {id: politeness, version: 1, checks: [{dimension: courtesy, contains: [kind regards]}]}
            feedback: {minimumReviewed: 30}
            """;

    private static final List<String> QUESTIONS = List.of(
            "Which documents do I need for a mortgage? Write to bob@example.org or call +49 30 23125 4711",
            "I lost my card in Vienna. Kind regards",
            "When does the branch open on Saturday?",
            "My number is 536-22-8214, what do you know of me?");

    /** How many links of one kind are followed: pages that differ in an id alone are of one kind. */
    private static final int OF_ONE_KIND = 1;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;
    private static Chromium chromium;
    private static People people;

    @BeforeAll
    static void start() throws Exception {
        Chromium.assumeInstalled();
        upstream = new SimulatedUpstream(0);
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
        chancery = ChanceryProcess.start(directory.resolve("home"));
        chromium = Chromium.start();
        people = new People(chancery);
        for (String workflow : List.of("assistance", "letters", "lending")) {
            for (String question : QUESTIONS) {
                HttpResponse<String> answer = chancery.chat(
                        ChanceryProcess.JSON.writeValueAsString(Map.of(
                                "model",
                                "auto",
                                "max_tokens",
                                200,
                                "messages",
                                List.of(Map.of("role", "user", "content", question)))),
                        "Chancery-Workflow",
                        workflow);
                assertThat(answer.statusCode()).isIn(200, 400);
            }
        }
        Eventually.holds(
                PATIENCE,
                () -> chancery.get("/api/tasks?workflow=lending").path("tasks").size() == QUESTIONS.size());
        made("POST", "/api/rules/eu-2026-1744/adoption", "{'reason': 'The law since 27 July 2026'}");
        made("POST", "/api/systems", """
                {'system': 'credit', 'name': 'Credit rating', 'purpose': 'Rates who asks for a loan', 'owner': 'Lending',
                 'provider': 'Acme', 'roles': ['DEPLOYER'], 'status': 'IN_SERVICE', 'memberStates': ['DE'],
                 'parts': [{'kind': 'WORKFLOW', 'id': 'lending'}]}
                """);
        made("POST", "/api/incidents", """
                {'awareAt': '%s', 'awareBy': 'deployer', 'category': 'a', 'death': false, 'causal': 'likely', 'memberStates': ['DE'],
                 'description': 'A loan was refused by mistake', 'systems': ['credit']}
                """.formatted(Instant.now().minus(Duration.ofDays(1))));
        made("POST", "/api/policy/drafts", """
                {'changes': [{'pointer': '/feedback/minimumReviewed', 'value': 40}], 'reason': 'More customers'}
                """);
        made("POST", "/api/bias/uses", """
                {'use': 'u-1', 'purpose': 'Are the young refused more often', 'categories': ['age'], 'conditions':
                 {'otherDataInsufficient': 'Other data do not say it', 'reuseLimits': 'Pseudonyms', 'accessControls': 'Two persons',
                  'noTransfer': 'Given to nobody', 'deletion': 'With the study', 'recordedReason': 'Record of processing 7'},
                 'responsible': 'Model risk', 'until': '2030-01-01T00:00:00Z'}
                """);
        String dataset = dataset();
        made("POST", "/api/bias/checks", """
                {'dataset': '%s', 'favourable': ['granted'], 'attributes': [{'attribute': 'age', 'groups':
                 [{'group': 'young', 'below': 25}, {'group': 'others', 'atLeast': 25}], 'privileged': ['others']}],
                 'bounds': [{'metric': 'DISPARATE_IMPACT', 'least': 0.8}], 'owner': 'Model risk', 'days': 30}
                """.formatted(dataset));
        made("PUT", "/api/schedules/weekly", "{'kind': 'audit_pack', 'cron': '0 0 6 * * MON', 'whole': true}");
        made("POST", "/api/holds", "{'workflow': 'lending', 'reason': 'A letter of a lawyer'}");
        made("POST", "/api/packs", "{}");
        Eventually.holds(PATIENCE, () -> chancery.get("/api/exports").toString().contains("READY"));
    }

    /** Ages and decisions of 200 persons who do not exist. */
    private static String dataset() {
        StringBuilder csv = new StringBuilder("decision,age\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i % 3 == 0 || i % 50 < 20 ? "refused" : "granted")
                    .append(',')
                    .append(19 + i % 50)
                    .append('\n');
        }
        HttpResponse<String> taken = ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url()
                        + "/api/bias/datasets?use=u-1&name=loans&workflow=lending&outcome=decision&attributes=age"))
                .header("Authorization", "Bearer " + chancery.firstRun("apiToken"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(csv.toString())));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        return ChanceryProcess.JSON.readTree(taken.body()).path("dataset").asString();
    }

    private static void made(String method, String path, String body) {
        HttpResponse<String> answer = chancery.api(method, path, body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 299);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (chancery != null) {
            chancery.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    /** Accounts and the role that each has. */
    private static Map<String, String> accounts() {
        Map<String, String> accounts = new LinkedHashMap<>();
        accounts.put("officer", "COMPLIANCE_OFFICER");
        accounts.put("caio", "AI_OFFICER");
        accounts.put("reader", "REVIEWER");
        accounts.put("keeper", "ADMINISTRATOR");
        accounts.put("authority", "REGULATOR");
        accounts.put("chair", "BOARD");
        accounts.put("auditor", "AUDITOR");
        return accounts;
    }

    @Test
    void everyPageOpensFitsAndHasNoBarrier() {
        List<String> wrong = new ArrayList<>();
        Set<String> looked = new LinkedHashSet<>();

        // when each person goes wherever the pages lead
        accounts().forEach((account, role) -> {
            String first = people.known(account, role, role.equals("AUDITOR") ? "credit" : null);
            try (Visitor visitor = chromium.visitor(chancery.url())) {
                people.signIn(visitor, account, first);
                walk(visitor, looked, wrong);
                visitor.complaints().forEach(said -> wrong.add(account + ": " + said));
            }
        });

        // then every page is there for somebody, and everything on it for whoever reads it
        assertThat(looked)
                .contains(
                        "/operations",
                        "/tasks",
                        "/tasks/*",
                        "/review",
                        "/review/*",
                        "/workflows",
                        "/workflows/*",
                        "/agents",
                        "/agents/*",
                        "/tools",
                        "/budgets",
                        "/systems",
                        "/systems/*",
                        "/systems/*/classification",
                        "/systems/*/registration",
                        "/obligations",
                        "/obligations/law",
                        "/controls",
                        "/controls/*",
                        "/incidents",
                        "/incidents/*",
                        "/models",
                        "/models/lineage",
                        "/bias",
                        "/bias/checks/*",
                        "/policy",
                        "/policy/drafts/new",
                        "/oversight",
                        "/board",
                        "/exports",
                        "/exports/*",
                        "/exports/pack",
                        "/schedules/*",
                        "/replays",
                        "/log",
                        "/log/events",
                        "/log/events/*",
                        "/reconciliation",
                        "/erasures",
                        "/abandoned",
                        "/people",
                        "/people/*",
                        "/account",
                        "/account/roles",
                        "/visit");
        assertThat(wrong).isEmpty();
    }

    /**
     * Follows links from the first page on, and notes what is not as it should be.
     *
     * @param looked kinds of pages that were looked at, by whomever
     */
    private static void walk(Visitor visitor, Set<String> looked, List<String> wrong) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of("/"));
        while (!next.isEmpty()) {
            String path = next.removeFirst();
            if (!seen.add(path)) {
                continue;
            }
            int status = visitor.open(path);
            Page page = visitor.page();
            if (status >= 400) {
                wrong.add(path + " answers " + status);
                continue;
            }
            if (page.locator("h1").count() != 1) {
                wrong.add(path + " has " + page.locator("h1").count() + " headings of the first order");
            }
            if (looked.add(kind(path))) {
                wrong.addAll(visitor.barriers());
                wrong.addAll(
                        visitor.pictures("page" + kind(path).replace('/', '-').replace("*", "one")));
            }
            for (String link : links(page)) {
                if (kinds.merge(kind(link), 1, Integer::sum) <= OF_ONE_KIND) {
                    next.addLast(link);
                }
            }
        }
    }

    /** The pages that this one leads to; not what is downloaded, nor the same page with other parameters. */
    @SuppressWarnings("unchecked")
    private static List<String> links(Page page) {
        List<String> found = (List<String>) page.evaluate("""
                [...document.querySelectorAll('a[href]')]
                  .filter(a => a.origin === location.origin && !a.hasAttribute('download'))
                  .map(a => a.pathname + a.search)""");
        return found.stream()
                .distinct()
                .filter(link -> !link.startsWith("/api/")
                        && !link.startsWith("/assets/")
                        && !link.startsWith("/verifier")
                        && !link.contains("/download"))
                .toList();
    }

    /** A path with what names one thing left out, without parameters. */
    private static String kind(String link) {
        String path = link.split("\\?", 2)[0];
        if (List.of(
                                "/bias/checks/new",
                                "/exports/pack",
                                "/exports/board-report",
                                "/incidents/new",
                                "/log/events",
                                "/models/lineage")
                        .contains(path)
                || path.startsWith("/account/")
                || path.startsWith("/obligations/")
                || path.startsWith("/policy/drafts/")) {
            return path;
        }
        return path.replaceFirst("/proof/[0-9]+$", "/proof/*")
                .replaceFirst("^(/log/events|/bias/[a-z]+|/policy/versions|/[a-z]+)/[^/]+", "$1/*");
    }
}
