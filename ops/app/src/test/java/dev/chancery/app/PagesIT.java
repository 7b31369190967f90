package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.chancery.app.browser.Chromium;
import dev.chancery.app.browser.People;
import dev.chancery.app.browser.Visitor;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
 * Every page of the console, found by following its own links as each person may: it opens, it has no barrier that counts, it fits a desk
 * and a phone, by day and by night. Pictures are in {@code target/screenshots}.
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
            """;

    private static final List<String> QUESTIONS = List.of(
            "Which documents do I need for a mortgage? Write to bob@example.org or call +49 30 23125 4711",
            "I lost my card in Vienna. Kind regards",
            "When does the branch open on Saturday?",
            "My number is 536-22-8214, what do you know of me?");

    /** Pages that are looked at as pictures besides those of the menu. One of each kind is enough. */
    private static final int LINKS_OF_ONE_KIND = 1;

    private static final int MOST_PAGES = 80;

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
                Duration.ofSeconds(60),
                () -> chancery.get("/api/tasks?workflow=lending").path("tasks").size() == QUESTIONS.size());
        made("POST", "/api/rules/eu-2026-1744/adoption", "{\"reason\": \"The law since 27 July 2026\"}");
        made("POST", "/api/systems", """
                {"system": "credit", "name": "Credit rating", "purpose": "Rates who asks for a loan", "owner": "Lending",
                 "provider": "Acme", "roles": ["DEPLOYER"], "status": "IN_SERVICE", "memberStates": ["DE"],
                 "parts": [{"kind": "WORKFLOW", "id": "lending"}]}
                """);
        made("POST", "/api/packs", "{}");
    }

    /** What this installation of the test needs; whoever may do it differs, so the status is told. */
    private static void made(String method, String path, String body) {
        HttpResponse<String> answer = chancery.api(method, path, body);
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

    /** Roles and the account that has each. */
    private static Map<String, String> accounts() {
        Map<String, String> accounts = new LinkedHashMap<>();
        accounts.put("ADMINISTRATOR", "keeper");
        accounts.put("COMPLIANCE_OFFICER", "officer");
        accounts.put("AI_OFFICER", "caio");
        accounts.put("REVIEWER", "reader");
        accounts.put("REGULATOR", "authority");
        accounts.put("BOARD", "chair");
        accounts.put("AUDITOR", "auditor");
        return accounts;
    }

    @Test
    void everyPageOpensFitsAndHasNoBarrier() {
        List<String> wrong = new ArrayList<>();
        Map<String, Set<String>> seen = new LinkedHashMap<>();
        Set<String> looked = new LinkedHashSet<>();
        accounts().forEach((role, account) -> {
            String first = people.known(account, role, role.equals("AUDITOR") ? "credit" : null);
            try (Visitor visitor = chromium.visitor(chancery.url())) {
                people.signIn(visitor, account, first);
                seen.put(account, walk(visitor, role, looked, wrong));
                visitor.complaints().stream()
                        .filter(said -> !said.contains("status of 4"))
                        .forEach(said -> wrong.add(role + " " + said));
            }
        });

        // then every page of the menu was there for somebody
        assertThat(seen.values().stream().flatMap(Set::stream).map(PagesIT::kind))
                .contains(
                        "/operations",
                        "/tasks",
                        "/tasks/*",
                        "/review",
                        "/workflows",
                        "/workflows/*",
                        "/agents",
                        "/tools",
                        "/budgets",
                        "/systems",
                        "/obligations",
                        "/controls",
                        "/incidents",
                        "/models",
                        "/bias",
                        "/policy",
                        "/oversight",
                        "/board",
                        "/exports",
                        "/replays",
                        "/log",
                        "/reconciliation",
                        "/erasures",
                        "/abandoned",
                        "/people",
                        "/account");
        assertThat(wrong).isEmpty();
        pictures(seen, wrong);
        assertThat(wrong).isEmpty();
    }

    /**
     * Follows links from the first page on, a few of each kind, and notes what is not as it should be.
     *
     * @param looked kinds of pages whose barriers were looked for, by whomever
     */
    private static Set<String> walk(Visitor visitor, String role, Set<String> looked, List<String> wrong) {
        Set<String> seen = new LinkedHashSet<>();
        Map<String, Integer> kinds = new LinkedHashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of("/"));
        while (!next.isEmpty() && seen.size() < MOST_PAGES) {
            String path = next.removeFirst();
            if (!seen.add(path)) {
                continue;
            }
            int status = visitor.open(path);
            if (status >= 400) {
                wrong.add(role + " " + path + " answers " + status);
                continue;
            }
            Page page = visitor.page();
            if (page.locator("h1").count() != 1) {
                wrong.add(role + " " + path + " has " + page.locator("h1").count() + " h1");
            }
            if (looked.add(kind(path))) {
                visitor.barriers().forEach(barrier -> wrong.add(role + " " + barrier));
            }
            for (String link : links(page)) {
                if (kinds.merge(kind(link), 1, Integer::sum) <= LINKS_OF_ONE_KIND) {
                    next.addLast(link);
                }
            }
        }
        return seen;
    }

    /** The pages that this one leads to; not what is downloaded, nor what ends the session. */
    @SuppressWarnings("unchecked")
    private static List<String> links(Page page) {
        List<String> found = (List<String>) page.evaluate("""
                [...document.querySelectorAll('a[href]')]
                  .filter(a => a.origin === location.origin && !a.hasAttribute('download'))
                  .map(a => a.pathname + a.search)""");
        return found.stream()
                .distinct()
                .filter(link -> !link.contains("?")
                        && !link.startsWith("/api/")
                        && !link.startsWith("/assets/")
                        && !link.startsWith("/verifier")
                        && !link.contains("/download")
                        && !link.startsWith("/oauth2/"))
                .toList();
    }

    /** A path with what names one thing left out. */
    private static String kind(String path) {
        return path.replaceAll(
                        "^(/(?:tasks|workflows|agents|systems|incidents|controls|exports|models|people|bias|review|board|replays|log|policy))/[^/]+",
                        "$1/*");
    }

    /** One picture of each kind of page, in each light and width. */
    private static void pictures(Map<String, Set<String>> seen, List<String> wrong) {
        Set<String> shot = new LinkedHashSet<>();
        for (Map.Entry<String, Set<String>> person : seen.entrySet()) {
            List<String> pages = person.getValue().stream()
                    .filter(path -> !path.equals("/"))
                    .filter(path -> shot.add(kind(path)))
                    .toList();
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int width : List.of(1440, 390)) {
                    try (Visitor visitor = chromium.visitor(chancery.url(), width, scheme)) {
                        people.signIn(visitor, person.getKey());
                        for (String path : pages) {
                            visitor.open(path);
                            if (scheme == ColorScheme.DARK && width == 1440) {
                                visitor.faint().forEach(barrier -> wrong.add("dark " + barrier));
                            }
                            try {
                                visitor.shoot(
                                        "page" + kind(path).replace('/', '-').replace("*", "one"));
                            } catch (AssertionError e) {
                                wrong.add(String.valueOf(e.getMessage()));
                            }
                        }
                    }
                }
            }
        }
    }
}
