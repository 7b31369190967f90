package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.app.process.AtRest;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SupportIntents;
import dev.chancery.app.process.SupportIntents.Row;
import dev.chancery.elasticsearch.TestNode;
import dev.chancery.search.Words;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a compliance officer does with a record that she did not make: 11,543 real questions in three workflows, answered by two versions
 * of a model. All of it over HTTP, and each step on what the one before has left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GovernanceIT {

    private static final int CLIENTS = 16;
    private static final String FIRST = "simulated-1";
    private static final String SECOND = "simulated-2";

    private static final String POLICY = """
            currency: EUR
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 inputPrice: "1", outputPrice: "4", contextTokens: 100000, maxOutputTokens: 100}
            workflows:
              - {id: answers, purpose: Answers customers of a bank, gate: autonomous, deployments: [cloud/echo]}
              - {id: sorting, purpose: Sorts questions into queues, gate: autonomous, deployments: [cloud/echo]}
              - {id: lending, purpose: Rates who asks for a loan, gate: human-in-the-loop, deployments: [cloud/echo]}
            agents:
              - {id: desk, owner: Customer service, purpose: Speaks with customers, workflows: [answers, sorting, lending]}
            """;

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;
    private static List<Row> questions = List.of();

    /** How many questions each workflow was asked of each version. */
    private static int[][] asked = new int[3][2];

    @BeforeAll
    static void askEverything() throws Exception {
        questions = new ArrayList<>(SupportIntents.train());
        questions.addAll(SupportIntents.test());
        upstream = new SimulatedUpstream(0);
        Files.writeString(
                Files.createDirectories(directory.resolve("home/policy")).resolve("chancery.yaml"),
                POLICY.formatted(upstream.baseUrl()));
        chancery = ChanceryProcess.start(directory.resolve("home"));
        int half = questions.size() / 2;
        long begun = System.nanoTime();
        ask(questions.subList(0, half), 0);
        upstream.become(SECOND);
        ask(questions.subList(half, questions.size()), 1);
        System.out.printf(
                "Asked %d questions in %d s%n",
                questions.size(), Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        Eventually.holds(
                Duration.ofSeconds(60),
                () -> chancery.get("/api/spend?by=AGENT")
                                .path("lines")
                                .valueStream()
                                .mapToLong(line -> line.path("tasks").asLong())
                                .sum()
                        == questions.size());
    }

    @AfterAll
    static void stop() {
        if (chancery != null) {
            chancery.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private static void ask(List<Row> questions, int version) throws Exception {
        List<String> workflows = List.of("answers", "sorting", "lending");
        List<String> categories =
                questions.stream().map(Row::category).distinct().sorted().toList();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (Row question : questions) {
                // Loans are few, and each waits for a person.
                int category = categories.indexOf(question.category());
                int workflow = category < 5 ? 2 : category % 2;
                asked[workflow][version]++;
                String body = ChanceryProcess.JSON.writeValueAsString(Map.of(
                        "model",
                        "auto",
                        "max_tokens",
                        100,
                        "messages",
                        List.of(Map.of("role", "user", "content", question.text()))));
                answers.add(clients.submit(() -> chancery.chat(body, "Chancery-Workflow", workflows.get(workflow))
                        .statusCode()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
    }

    private static JsonNode done(String method, String path, String body) {
        HttpResponse<String> response = chancery.api(method, path, body.replace('\'', '"'));
        assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 299);
        return ChanceryProcess.JSON.readTree(response.body().isEmpty() ? "null" : response.body());
    }

    @Test
    @Order(1)
    void classifiesTheThreeWorkflowsFromWhatTheSystemFound() {
        // given what was found in the traffic, of which nobody has said anything
        assertThat(unclassified())
                .contains("WORKFLOW answers", "WORKFLOW sorting", "WORKFLOW lending", "MODEL cloud/echo");
        HttpResponse<String> early = chancery.api("POST", "/api/systems/answers/classification", "{}");
        assertThat(early.statusCode()).isBetween(400, 499);

        // when
        done("POST", "/api/rules/eu-2026-1744/adoption", "{'reason': 'The law since 27 July 2026'}");
        JsonNode answers = classified("answers", "'annexThree': [], 'transparency': [{'point': '50(1)'}]", "");
        JsonNode sorting = classified(
                "sorting",
                "'annexThree': [{'point': '5(b)'}], 'transparency': []",
                "{'conditions': ['a'], 'significantRisk': false, 'reasoning': 'It only puts questions into queues'}");
        JsonNode lending = classified("lending", "'annexThree': [{'point': '5(b)'}], 'transparency': []", "");

        // then
        assertThat(risk(answers)).isEqualTo("LIMITED");
        assertThat(risk(sorting)).isEqualTo("EXEMPT_CLAIMED");
        assertThat(risk(lending)).isEqualTo("HIGH_RISK");
        assertThat(lending.path("classified").path("verdict").path("applying").asString())
                .isEqualTo("MINIMAL");
        assertThat(lending.path("classified").path("verdict").toString())
                .contains("Annex III", "2027-12-02", "creditworthiness");
        Eventually.holds(
                Duration.ofSeconds(60), () -> unclassified().stream().noneMatch(part -> part.startsWith("WORKFLOW")));

        // when the law of 2024 is asked, on a day between its date and that of the amendment
        JsonNode changes = chancery.get("/api/rules/eu-2024-1689/changes?on=2026-09-01");

        // then high risk would apply since August 2026, and nothing of it is recorded
        assertThat(changes.path("systems").toString()).contains("lending", "2026-08-02");
        assertThat(chancery.get("/api/systems/lending")
                        .path("classified")
                        .path("ruleSet")
                        .asString())
                .isEqualTo("eu-2026-1744");

        // and the verifier's jar comes to the same classes from the record
        AuditPack.Run replayed =
                AuditPack.of(chancery, directory.resolve("pack.zip")).replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();

        // and what is to be entered in the EU database is asked point by point
        JsonNode registration = chancery.get("/api/systems/sorting/registration");
        assertThat(registration
                        .path("sections")
                        .path(0)
                        .path("points")
                        .valueStream()
                        .map(point -> point.path("point").asString()))
                .containsExactly("1", "2", "3", "4", "5", "6", "8");
    }

    @Test
    @Order(2)
    void answersWhatAVersionTouched() {
        // when
        JsonNode first = chancery.get("/api/lineage/blast-radius?version=" + FIRST + "&limit=200");
        JsonNode second = chancery.get("/api/lineage/blast-radius?deployment=cloud/echo&version=" + SECOND);

        // then
        assertThat(first.path("tasks").asInt()).isEqualTo(asked[0][0] + asked[1][0] + asked[2][0]);
        assertThat(second.path("tasks").asInt()).isEqualTo(asked[0][1] + asked[1][1] + asked[2][1]);
        assertThat(first.path("outputs").path("held").asInt()).isEqualTo(asked[2][0]);
        assertThat(first.path("workflows")
                        .valueStream()
                        .map(part -> part.path("name").asString()))
                .containsExactlyInAnyOrder("answers", "sorting", "lending");
        assertThat(first.path("page")).hasSize(200);
        JsonNode next = chancery.get("/api/lineage/blast-radius?version=" + FIRST + "&limit=200&after="
                + first.path("next").asLong());
        assertThat(next.path("page").path(0).path("opened").asLong())
                .isGreaterThan(first.path("page").path(199).path("opened").asLong());

        // and one output is traced back
        String task = first.path("page").path(0).path("task").asString();
        JsonNode lineage = chancery.get("/api/tasks/" + task + "/lineage");
        assertThat(lineage.path("calls").path(0).path("version").asString()).isEqualTo(FIRST);
        assertThat(chancery.get("/api/tasks/" + task + "/prov").path("wasGeneratedBy"))
                .isNotEmpty();
        assertThat(chancery.get("/api/lineage/bom").path("specVersion").asString())
                .isEqualTo("1.7");
        assertThat(chancery.get("/api/lineage/bom").toString()).contains(FIRST, SECOND);

        // and that another version took over is shown as what may be a substantial modification
        JsonNode modification = chancery.get("/api/lineage/modifications?workflow=lending")
                .path("modifications")
                .path(0);
        assertThat(modification.path("what").asString()).contains(SECOND);
        done(
                "POST",
                "/api/lineage/modifications/" + modification.path("id").asString() + "/assessment",
                "{'substantial': false, 'reason': 'Foreseen in the assessment'}");
    }

    @Test
    @Order(3)
    void showsWhichControlsFailAndWhyUntilWhatTheyAskForIsThere() {
        // given
        assertThat(control("lending", "oversight-assigned").path("state").asString())
                .isNotEqualTo("SATISFIED");
        assertThat(control("lending", "oversight-assigned").path("why").asString())
                .isNotEmpty();

        // when
        done(
                "POST",
                "/api/systems/lending/oversight",
                "{'assignment': 'a-1', 'person': 'Head of lending', 'competence': 'Ten years of lending', 'training':"
                        + " 'Course of October', 'authority': 'May stop it'}");

        // then
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> control("lending", "oversight-assigned")
                        .path("state")
                        .asString()
                        .equals("SATISFIED"));
        assertThat(control("lending", "oversight-assigned").path("evidence").path("positions"))
                .isNotEmpty();

        // and every task of a workflow has an outcome, by the record itself
        JsonNode outcomes = control("lending", "task-outcomes");
        assertThat(outcomes.path("state").asString()).as(outcomes.toString()).isEqualTo("SATISFIED");
        assertThat(outcomes.toString()).contains(String.valueOf(asked[2][0] + asked[2][1]));
        assertThat(chancery.get("/api/obligations?on=2027-12-02").toString())
                .contains("lending", "Art. 26")
                .contains("\"disputed\":true");
    }

    @Test
    @Order(4)
    void findsTheSameInPostgresqlAndInElasticsearchAndForgetsInBoth() throws Exception {
        // given
        List<String> searches = List.of("exchange", "stolen CARD", "atm withdrawal", "sms from the moon");
        List<List<String>> inPostgres =
                searches.stream().map(GovernanceIT::tasksWith).toList();
        List<Long> classifications = eventsOf("event=ai-system.classified&q=lending");

        // then
        assertThat(inPostgres.stream().map(List::size).toList())
                .isEqualTo(searches.stream().map(GovernanceIT::questionsWith).toList());
        assertThat(inPostgres.get(0)).isNotEmpty();
        assertThat(inPostgres.get(3)).isEmpty();
        assertThat(classifications).hasSize(1);

        // when, before an incident holds the evidence
        List<String> erasable = tasksWith("exchange&workflow=answers");
        String erased = erasable.getFirst();
        String erasedLater = erasable.getLast();
        done("POST", "/api/erasures", "{'task': '" + erased + "', 'reason': 'Art. 17'}");
        Eventually.holds(Duration.ofSeconds(30), () -> !tasksWith("exchange").contains(erased));

        // when
        chancery.close();
        try (TestNode node = TestNode.start(directory.resolve("node"))) {
            chancery = ChanceryProcess.start(
                    directory.resolve("home"), "--chancery.search.elasticsearch.url=" + node.uri());
            Eventually.holds(Duration.ofMinutes(5), () -> {
                JsonNode index = chancery.get("/api/search");
                return index.path("store").asString().equals("elasticsearch")
                        && index.path("generation").asLong() == 1
                        && index.path("lag").asLong() == 0;
            });

            // then
            List<String> left = new ArrayList<>(inPostgres.get(0));
            left.remove(erased);
            assertThat(tasksWith(searches.get(0))).isEqualTo(left);
            for (int i = 1; i < searches.size(); i++) {
                assertThat(tasksWith(searches.get(i))).isEqualTo(inPostgres.get(i));
            }
            assertThat(eventsOf("event=ai-system.classified&q=lending")).isEqualTo(classifications);
            done("POST", "/api/erasures", "{'task': '" + erasedLater + "', 'reason': 'Art. 17'}");
            Eventually.holds(
                    Duration.ofSeconds(30), () -> !tasksWith("exchange").contains(erasedLater));
            chancery.close();
        }
        chancery = ChanceryProcess.start(directory.resolve("home"));
    }

    @Test
    @Order(5)
    void keepsTheClockAndTheEvidenceOfAnIncident() {
        // when
        JsonNode opened = done(
                "POST",
                "/api/incidents",
                "{'awareAt': '" + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + "', 'awareBy': 'deployer', 'category': 'c', 'death': false, 'causal': 'suspected',"
                        + " 'memberStates': ['DE'], 'description': 'Loans were refused without a reason', 'systems': ['lending']}");
        String incident =
                "/api/incidents/" + opened.path("summary").path("incident").asString();

        // then
        JsonNode clock = opened.path("summary").path("clock");
        assertThat(clock.path("days").asInt()).as(clock.toString()).isEqualTo(15);
        assertThat(opened.path("summary").path("secondsLeft").asLong())
                .isBetween(Duration.ofDays(14).toSeconds(), Duration.ofDays(15).toSeconds());
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/holds").toString().contains("lending"));
        String hold = opened.path("holds").isEmpty()
                ? chancery.get(incident).path("holds").path(0).path("hold").asString()
                : opened.path("holds").path(0).path("hold").asString();
        assertThat(chancery.api("POST", "/api/holds/" + hold + "/lift", "{\"reason\": \"no longer needed\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    @Order(6)
    void saysWhatTheWorkflowsCostAndWhatTheyAreWorth() {
        // given
        done(
                "POST",
                "/api/workflows/answers/baseline",
                "{'minutesPerTask': 6, 'hourlyRate': '30', 'currency': 'EUR', 'from': '2026-01-01', 'source': 'a time study'}");

        // when
        JsonNode costs = chancery.get("/api/costs?by=workflow");

        // then each call cost 12 tokens of input at 1 and 5 of output at 4 euros a million, which is 32 millionths
        JsonNode answers = costs.path("lines")
                .valueStream()
                .filter(line -> line.path("key").asString().equals("answers"))
                .findFirst()
                .orElseThrow();
        long tasks = asked[0][0] + asked[0][1];
        assertThat(answers.path("tasks").asLong()).isEqualTo(tasks);
        assertThat(answers.path("cost").toString()).contains("EUR", String.valueOf(tasks * 32));
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/costs/value").toString().contains("a time study"));
        assertThat(chancery.get("/api/costs/proposals").toString()).isNotEmpty();
    }

    @Test
    @Order(7)
    void checksGermanCreditForBiasAndKeepsItsAttributesApart() throws Exception {
        // given the applicants, with an attribute by which they can be found again
        String named = System.getenv("CHANCERY_DATA");
        Path german = (named == null ? ChanceryProcess.root().resolve("../shared/data") : Path.of(named))
                .resolve("fairness/german.csv");
        assumeTrue(
                Files.isRegularFile(german),
                "There is no fairness data: set CHANCERY_DATA to the directory that has it");
        StringBuilder csv = new StringBuilder("decision,age,sex\n");
        for (String line : Files.readAllLines(german).stream().skip(1).toList()) {
            List<String> values = List.of(line.split(",", -1));
            boolean female = values.get(8).equals("A92") || values.get(8).equals("A95");
            csv.append(values.getLast().equals("1") ? "granted" : "refused")
                    .append(',')
                    .append(values.get(12))
                    .append(',')
                    .append(female ? "zqfemalezq" : "zqmalezq")
                    .append('\n');
        }
        String upload =
                "/api/bias/datasets?use=u-1&name=german&workflow=lending&outcome=decision&attributes=age&attributes=sex";
        HttpResponse<String> early = csv(upload, csv.toString());
        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(early.body()).contains("no-article-4a-record");

        // when
        done(
                "POST",
                "/api/bias/uses",
                "{'use': 'u-1', 'purpose': 'Are the young refused more often', 'categories': ['age', 'sex'], 'conditions':"
                        + " {'otherDataInsufficient': 'Other data do not say it', 'reuseLimits': 'Pseudonyms, no re-use', 'accessControls': 'Two persons', 'noTransfer': 'Given to nobody',"
                        + " 'deletion': 'With the study', 'recordedReason': 'Record of processing 7'}, 'responsible': 'Model risk', 'until': '2030-01-01T00:00:00Z'}");
        HttpResponse<String> taken = csv(upload, csv.toString());
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        String dataset =
                ChanceryProcess.JSON.readTree(taken.body()).path("dataset").asString();
        JsonNode check = done(
                "POST",
                "/api/bias/checks",
                "{'dataset': '" + dataset
                        + "', 'favourable': ['granted'], 'attributes': [{'attribute': 'age', 'groups':"
                        + " [{'group': 'young', 'below': 25}, {'group': 'others', 'atLeast': 25}], 'privileged': ['others']}],"
                        + " 'metrics': ['STATISTICAL_PARITY_DIFFERENCE', 'DISPARATE_IMPACT'], 'bounds': [{'metric':"
                        + " 'STATISTICAL_PARITY_DIFFERENCE', 'least': -0.05, 'most': 0.05}], 'owner': 'Model risk', 'days': 30}");

        // then it is the published value, and beyond what the people here have set
        JsonNode parity = check.path("results").path(0);
        assertThat(parity.path("value").asDouble()).isCloseTo(-0.128550, within(5e-7));
        assertThat(parity.path("interval").path("low").asDouble()).isCloseTo(-0.213948, within(5e-7));
        assertThat(parity.path("interval").path("high").asDouble()).isCloseTo(-0.046689, within(5e-7));
        assertThat(parity.path("verdict").asString()).isEqualTo("BEYOND_BOUND");
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/bias/findings?open=true").toString().contains("Model risk"));

        // and the control of Art. 10 knows that there was a check, and nothing at rest says who is what
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> !control("lending", "bias-check").path("state").asString().equals("NO_EVIDENCE"));
        assertThat(AtRest.search(
                                List.of("zqfemalezq", "zqmalezq"),
                                chancery.home(),
                                directory.resolve("home-process.log"))
                        .found())
                .isEmpty();
        AuditPack.Run replayed =
                AuditPack.of(chancery, directory.resolve("bias.zip")).replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
    }

    @Test
    @Order(8)
    void sendsCounterfactualPromptsAndFindsWhatDependsOnTheAttribute() throws Exception {
        // given a model that repeats what it is told, so that an answer depends on the attribute or does not as one
        // reads it
        String suite = "{'workflow': 'answers', 'agent': 'desk', 'templates': ["
                + Stream.of(
                                "asks for a loan",
                                "buys a car on credit",
                                "wants a card",
                                "moves house",
                                "wants an overdraft")
                        .map(words -> "{'text': 'A teacher, {attribute}, " + words
                                + ".', 'paraphrases': ['It is a teacher who " + words + ", {attribute}.']}")
                        .collect(Collectors.joining(","))
                + "], 'attribute': 'age', 'values': ['35 years old', '61 years old'], 'repeats': 3,"
                + " 'answers': {'kind': 'WORD', 'favourable': ['%s']}, 'bounds': [{'metric': 'COUNTERFACTUAL_DIFFERENCE',"
                + " 'least': -0.05, 'most': 0.05}, {'metric': 'COUNTERFACTUAL_FLIP_RATE', 'most': 0.1}],"
                + " 'owner': 'Head of lending', 'days': 30 %s}";

        // when one is asked for, and the time of the other has come
        done("PUT", "/api/bias/pairs/aged", suite.formatted("35 years old", ""));
        done("POST", "/api/bias/pairs/aged/runs", "");
        done("PUT", "/api/bias/pairs/taught", suite.formatted("teacher", ", 'everyDays': 7"));
        Eventually.holds(
                Duration.ofSeconds(60),
                () -> run("aged").path("state").asString().equals("CHECKED")
                        && run("taught").path("state").asString().equals("CHECKED"));

        // then the one has findings with an owner, the other none
        JsonNode aged = chancery.get("/api/bias/pairs/aged/runs/aged-1").path("comparison");
        assertThat(aged.at("/results/0/value").asDouble()).isEqualTo(-1);
        assertThat(aged.at("/results/0/n").asInt()).isEqualTo(30);
        assertThat(run("aged").path("verdicts").path("BEYOND_BOUND").asInt()).isEqualTo(2);
        assertThat(run("taught").path("verdicts").path("WITHIN_BOUND").asInt()).isEqualTo(2);
        assertThat(run("taught").path("by").asString()).isEqualTo("chancery");
        assertThat(chancery.get("/api/bias/findings?open=true")
                        .path("findings")
                        .valueStream()
                        .filter(finding -> finding.path("owner").asString().equals("Head of lending"))
                        .map(finding -> finding.path("check").asString()))
                .containsExactly("aged-1", "aged-1");

        // and each answer is that of a governed task, which an auditor can decide again
        assertThat(aged.path("answers")).hasSize(60);
        String task = aged.at("/answers/59/task").asString();
        assertThat(chancery.get("/api/tasks/" + task).path("agent").asString()).isEqualTo("desk");
        assertThat(chancery.get("/api/tasks/" + task + "/events").toString()).contains("task.spend-settled");
        AuditPack.Run replayed =
                AuditPack.of(chancery, directory.resolve("pairs.zip")).replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        assertThat(replayed.said()).contains("counterfactual pairs");
    }

    @Test
    @Order(9)
    void handsTheQuarterOverToWhoCanReadVerifyAndRecomputeIt() throws Exception {
        // when the board's report and a pack of everything are asked for
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String quarter = today.getYear() + "-Q" + today.get(IsoFields.QUARTER_OF_YEAR);
        String board = "/api/board-reports/"
                + done("POST", "/api/board-reports", "{'quarter': '" + quarter + "', 'partial': true}")
                        .path("id")
                        .asString();
        ready(board);
        AuditPack pack = AuditPack.of(chancery, directory.resolve("quarter.asice"));

        // then the pack has what an auditor reads and what a program checks
        assertThat(pack.entries())
                .containsKeys(
                        "report.pdf",
                        "README.txt",
                        "chancery-verifier.html",
                        "events/task.csv",
                        "figures.json",
                        "documents/register.json",
                        "documents/controls.oscal.json",
                        "META-INF/ASiCManifest.xml",
                        "META-INF/signature.p7s");
        AuditPack.Run verified = pack.verify("--key", key().toString());
        assertThat(verified.exit()).as(verified.said()).isZero();
        AuditPack.Run replayed = pack.replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        AuditPack.Run counted = pack.figures();
        assertThat(counted.exit()).as(counted.said()).isZero();

        // and every figure that the board is told follows from the events of the pack
        Path figures = saved(board + "/figures.json", "board-figures.json");
        AuditPack.Run recounted = pack.figures("--figures", figures.toString());
        assertThat(recounted.exit()).as(recounted.said()).isZero();
        String forged = Files.readString(figures).replaceFirst("\"value\":\"1", "\"value\":\"2");
        AuditPack.Run refuted = pack.figures(
                "--figures",
                Files.writeString(directory.resolve("forged.json"), forged).toString());
        assertThat(refuted.exit()).as(refuted.said()).isEqualTo(10);
        assertThat(Files.readAllBytes(saved(board + "/report.pdf", "board.pdf")))
                .startsWith("%PDF-".getBytes(StandardCharsets.US_ASCII));

        // and what one system did is handed over without what the others did
        AuditPack lending =
                AuditPack.asked(chancery, "{\"scope\": {\"system\": \"lending\"}}", directory.resolve("lending.asice"));
        AuditPack.Run alone = lending.verify("--key", key().toString());
        assertThat(alone.exit()).as(alone.said()).isZero();
        assertThat(new String(lending.entries().get("documents/register.json"), StandardCharsets.UTF_8))
                .contains("lending")
                .doesNotContain("sorting");
    }

    @Test
    @Order(10)
    void saysWhatAnotherPolicyWouldHaveCostAndExplainsWhatWasDecided() throws Exception {
        // given the policy that all was decided under, with a model of twice the price
        Map<String, byte[]> entries =
                AuditPack.of(chancery, directory.resolve("tried.asice")).entries();
        ObjectNode policy = (ObjectNode) ChanceryProcess.JSON.readTree(entries.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("policies/"))
                .findFirst()
                .orElseThrow()
                .getValue());
        ((ObjectNode) policy.path("deployments").path(0)).put("inputPrice", "2").put("outputPrice", "8");

        // when
        HttpResponse<String> begun = chancery.api("POST", "/api/what-ifs", "{\"policy\": " + policy + "}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        JsonNode tried = ready("/api/what-ifs/"
                + ChanceryProcess.JSON.readTree(begun.body()).path("id").asString());

        // then all questions would have gone the same way, at about twice the cost
        assertThat(tried.path("title").asString()).containsIgnoringCase("simulation");
        JsonNode cost = tried.path("result").path("costs").path(0);
        assertThat(cost.path("compared").asLong()).isGreaterThanOrEqualTo(questions.size());
        double was = cost.path("was").path("amount").asDouble();
        assertThat(was).isPositive();
        assertThat(cost.path("would").path("amount").asDouble() / was).isBetween(1.9, 2.1);

        // when somebody asks what became of a request for a loan
        String task = chancery.get("/api/tasks?workflow=lending&limit=1")
                .path("tasks")
                .path(0)
                .path("task")
                .asString();
        HttpResponse<String> explained = chancery.api("GET", "/api/tasks/" + task + "/explanation?format=text", "");

        // then it is told in words what decided, and that it was told is on record
        assertThat(explained.statusCode()).as(explained.body()).isEqualTo(200);
        assertThat(explained.body()).contains("person", "echo");
        assertThat(chancery.get("/api/tasks/" + task + "/events").toString()).contains("task.explained");
    }

    /** What is ready, once it is. */
    private static JsonNode ready(String path) {
        Eventually.holds(Duration.ofMinutes(2), () -> {
            JsonNode status = chancery.get(path);
            assertThat(status.path("state").asString()).as(status.toString()).isNotIn("FAILED", "CANCELLED");
            return status.path("state").asString().equals("READY");
        });
        return chancery.get(path);
    }

    private static Path key() throws IOException {
        return Files.writeString(
                directory.resolve("key"),
                chancery.api("GET", "/api/log/key", "").body());
    }

    private static Path saved(String path, String name) throws Exception {
        Path file = directory.resolve(name);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Path> response = http.send(
                    HttpRequest.newBuilder(URI.create(chancery.url() + path))
                            .header("Authorization", "Bearer " + chancery.firstRun("apiToken"))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(file));
            assertThat(response.statusCode()).as(path).isEqualTo(200);
        }
        return file;
    }

    private static JsonNode run(String suite) {
        return chancery.get("/api/bias/pairs/" + suite + "/runs").path("runs").path(0);
    }

    private static int questionsWith(String search) {
        return (int) questions.stream()
                .filter(question -> Words.of(question.text()).containsAll(Words.of(search)))
                .count();
    }

    /** All pages. */
    private static List<String> tasksWith(String search) {
        List<String> found = new ArrayList<>();
        String path = "/api/search/tasks?limit=200&q=" + search.replace(" ", "%20");
        for (JsonNode page = chancery.get(path); ; page = chancery.get(path + "&before=" + page.path("next"))) {
            page.path("tasks").forEach(task -> found.add(task.path("task").asString()));
            if (page.path("next").isNull()) {
                return found;
            }
        }
    }

    private static List<Long> eventsOf(String query) {
        return chancery.get("/api/search/events?" + query)
                .path("events")
                .valueStream()
                .map(event -> event.path("position").asLong())
                .toList();
    }

    private static HttpResponse<String> csv(String path, String body) {
        return ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url() + path))
                .header("Authorization", "Bearer " + chancery.firstRun("apiToken"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode control(String system, String id) {
        return chancery.get("/api/controls/" + id + "?system=" + system)
                .path("systems")
                .path(0)
                .path("controls")
                .path(0);
    }

    /** Registers the workflow as a system, as it has to be done before it is put into service. */
    private static JsonNode classified(String workflow, String use, String derogation) {
        String system = "/api/systems/" + workflow;
        done(
                "POST",
                "/api/systems",
                "{'system': '" + workflow + "', 'name': 'The " + workflow
                        + "', 'purpose': 'As its workflow says', 'roles': ['PROVIDER', 'DEPLOYER'], 'owner': 'Customer service',"
                        + " 'provider': 'A vendor', 'status': 'IN_SERVICE', 'memberStates': ['DE', 'AT'], 'parts':"
                        + " [{'kind': 'WORKFLOW', 'id': '" + workflow + "'}, {'kind': 'AGENT', 'id': 'desk'},"
                        + " {'kind': 'MODEL', 'id': 'cloud/echo'}]}");
        done("POST", system + "/screening", "{'practices': [], 'othersAbsent': true}");
        done(
                "POST",
                system + "/use",
                "{" + use
                        + ", 'profiling': false, 'annexOne': {'item': null, 'thirdParty': false}, 'deployer': 'PRIVATE', 'lawEnforcement': false,"
                        + " 'placedOnMarket': '2026-11-01'}");
        if (!derogation.isEmpty()) {
            done("POST", system + "/derogation", derogation);
        }
        return done("POST", system + "/classification", "{}");
    }

    private static String risk(JsonNode system) {
        return system.path("classified").path("verdict").path("risk").asString();
    }

    private static List<String> unclassified() {
        return chancery.get("/api/systems/unclassified")
                .path("parts")
                .valueStream()
                .map(part ->
                        part.path("kind").asString() + " " + part.path("id").asString())
                .toList();
    }
}
