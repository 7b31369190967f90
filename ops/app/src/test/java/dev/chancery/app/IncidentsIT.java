package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Incidents and controls over HTTP, on the record that they are about. */
class IncidentsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant AWARE =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(3));

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;
    private static String task;

    @BeforeAll
    static void start() {
        upstream = new SimulatedUpstream(0);
        new SimulatedPolicy(upstream).model("echo").agent("default", "1000").write(directory.resolve("home"));
        chancery = ChanceryProcess.start(directory.resolve("home"));
        task = chancery.chat(
                        "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"May I have a loan?\"}]}",
                        "Chancery-Subject",
                        "customer-42")
                .headers()
                .firstValue("Chancery-Task")
                .orElseThrow();
        register("desk", "default");
        register("idle", "nothing");
    }

    @AfterAll
    static void stop() {
        chancery.close();
        upstream.close();
    }

    private static void register(String system, String workflow) {
        done(
                "/api/systems",
                "{'system': '" + system
                        + "', 'name': 'Loans', 'purpose': 'Answers', 'roles': ['DEPLOYER'], 'owner': 'credit', 'provider': 'Acme',"
                        + " 'status': 'IN_SERVICE', 'memberStates': ['DE'], 'parts': [{'kind': 'WORKFLOW', 'id': '"
                        + workflow + "'}]}");
    }

    private static JsonNode done(String path, String body) {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
        return ChanceryProcess.JSON.readTree(answer.body());
    }

    private static HttpResponse<String> post(String path, String body) {
        return chancery.api("POST", path, body.replace('\'', '"'));
    }

    private static String told(String category, boolean death, String causal, String about) {
        return "{'awareAt': '" + AWARE + "', 'awareBy': 'deployer', 'category': '" + category + "', 'death': " + death
                + ", 'causal': '" + causal + "', 'memberStates': ['DE'], 'description': 'a loan was refused', " + about
                + "}";
    }

    private static String path(JsonNode incident) {
        return "/api/incidents/" + incident.at("/summary/incident").asString();
    }

    private static JsonNode control(String system, String id) {
        return chancery.get("/api/controls/" + id + "?system=" + system)
                .path("systems")
                .path(0)
                .path("controls")
                .path(0);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            a,          false, likely,    15,   Art. 73(2), OPEN
            a,          true,  likely,    10,   Art. 73(4), OPEN
            b,          false, likely,    2,    Art. 73(3), MISSED
            widespread, false, suspected, 2,    Art. 73(3), MISSED
            c,          false, excluded,  none, Art. 3(49), NOT_REQUIRED
            """)
    void theClockCountsFromAwareness(
            String category, boolean death, String causal, Integer days, String basis, String state) {
        // when
        JsonNode incident = done("/api/incidents", told(category, death, causal, "'workflows': ['elsewhere']"));

        // then
        JsonNode clock = incident.at("/summary/clock");
        assertThat(incident.at("/summary/state").asString()).isEqualTo(state);
        assertThat(clock.path("basis").asString()).isEqualTo(basis);
        if (days == null) {
            assertThat(clock.path("due").isNull()).isTrue();
            assertThat(incident.at("/summary/secondsLeft").isNull()).isTrue();
        } else {
            Instant due = AWARE.plus(Duration.ofDays(days));
            assertThat(clock.path("days").asInt()).isEqualTo(days);
            assertThat(Instant.parse(clock.path("due").asString())).isEqualTo(due);
            assertThat(incident.at("/summary/secondsLeft").asLong())
                    .isBetween(
                            Duration.between(Instant.now(), due).toSeconds() - 60,
                            Duration.between(Instant.now(), due).toSeconds() + 60);
        }
    }

    @Test
    void anIncidentHoldsItsEvidenceUntilItIsReportedAndWhatWasPlannedIsDone() {
        // given
        JsonNode opened =
                done("/api/incidents", told("a", false, "suspected", "'systems': ['desk'], 'tasks': ['" + task + "']"));
        String incident = path(opened);

        // then what it is about is held before the answer, and nothing of it is erased
        assertThat(opened.path("holds")
                        .valueStream()
                        .map(hold -> hold.at("/scope/kind").asString()))
                .containsExactlyInAnyOrder("TASK", "WORKFLOW");
        assertThat(opened.at("/links/systems/0").asString()).isEqualTo("desk");
        assertThat(opened.at("/links/tasks/0").asString()).isEqualTo(task);
        String erasure = done("/api/erasures", "{'subject': 'customer-42', 'reason': 'Art. 17'}")
                .path("erasure")
                .asString();
        Eventually.holds(
                PATIENCE,
                () -> chancery.get("/api/erasures/" + erasure)
                        .path("state")
                        .asString()
                        .equals("REFUSED"));
        String hold = opened.at("/holds/0/hold").asString();
        assertThat(post("/api/holds/" + hold + "/lift", "{'reason': 'done'}").statusCode())
                .isEqualTo(409);

        // when
        JsonNode anew = done(
                incident + "/assessments",
                "{'category': 'a', 'death': true, 'causal': 'likely', 'reason': 'She has died'}");
        JsonNode planned = done(
                incident + "/actions",
                "{'what': 'a limit', 'owner': 'credit', 'due': '" + AWARE + "', 'alters': true}");
        String action = planned.at("/actions/0/action").asString();

        // then
        assertThat(anew.path("clocks")
                        .valueStream()
                        .map(clock -> clock.at("/state").asString()))
                .containsExactly("SUPERSEDED", "OPEN");
        assertThat(planned.at("/actions/0/overdue").asBoolean()).isTrue();
        assertThat(planned.at("/summary/duties").toString()).contains("26(5)", "73(4)", "73(6)", "overdue");
        assertThat(post(incident + "/close", "{'finding': 'found'}").body()).contains("corrective action is not done");
        HttpResponse<String> early = post(
                incident + "/reports",
                "{'authority': 'market_surveillance', 'name': 'BNetzA', 'complete': false, 'reference': '17', 'at': '"
                        + AWARE.minusSeconds(60) + "'}");
        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(early.body()).contains("before somebody was aware");

        // when
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        done(incident + "/informed", "{'operator': 'provider', 'reference': 'mail 4', 'at': '" + now + "'}");
        done(
                incident + "/alterations",
                "{'authority': 'market_surveillance', 'name': 'BNetzA', 'action': '" + action
                        + "', 'alteration': 'a limit', 'reference': '18', 'at': '" + now + "'}");
        done(incident + "/actions/" + action + "/done", "{'result': 'it holds'}");
        HttpResponse<String> unreported = post(incident + "/close", "{'finding': 'a limit was missing'}");
        JsonNode reported = done(
                incident + "/reports",
                "{'authority': 'market_surveillance', 'name': 'BNetzA', 'complete': true, 'reference': '17', 'at': '"
                        + now + "'}");
        JsonNode closed = done(incident + "/close", "{'finding': 'a limit was missing'}");

        // then
        assertThat(unreported.statusCode()).isEqualTo(409);
        assertThat(unreported.body()).contains("has to be reported");
        assertThat(reported.at("/summary/state").asString()).isEqualTo("MET");
        assertThat(reported.path("summary").path("duties")).isEmpty();
        assertThat(closed.at("/closing/finding").asString()).isEqualTo("a limit was missing");
        assertThat(post(incident + "/informed", "{'operator': 'importer', 'reference': 'r', 'at': '" + now + "'}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(post("/api/holds/" + hold + "/lift", "{'reason': 'it is closed'}")
                        .statusCode())
                .isEqualTo(200);

        // and the verifier's jar comes to the same clocks from the record
        AuditPack.Run replayed =
                AuditPack.of(chancery, directory.resolve("pack.zip")).replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
    }

    @Test
    void eachStateOfAControlIsProvedByEvents() {
        // given a literacy measure of long ago, and an incident that was not reported in time
        done(
                "/api/obligations/company/performed",
                "{'duty': 'ai_literacy', 'what': 'a course', 'reference': 'course 7', 'on': '"
                        + LocalDate.now(ZoneOffset.UTC).minusYears(3) + "'}");
        JsonNode incident = done("/api/incidents", told("b", false, "likely", "'systems': ['idle']"));

        // when
        Eventually.holds(
                PATIENCE,
                () -> control("desk", "task-outcomes").path("state").asString().equals("SATISFIED"));
        Eventually.holds(
                PATIENCE,
                () -> control("idle", "incident-clocks")
                        .path("state")
                        .asString()
                        .equals("FAILING"));
        Eventually.holds(
                PATIENCE,
                () -> control("company", "ai-literacy").path("state").asString().equals("STALE"));
        JsonNode nothing = control("idle", "task-outcomes");

        // then
        assertThat(positions(control("desk", "task-outcomes")))
                .isNotEmpty()
                .isSubsetOf(chancery.get("/api/tasks/" + task + "/events")
                        .path("events")
                        .valueStream()
                        .map(event -> event.path("position").asLong())
                        .toList());
        assertThat(positions(control("idle", "incident-clocks")))
                .containsExactly(incident.at("/clocks/0/position").asLong());
        assertThat(positions(control("company", "ai-literacy")))
                .singleElement()
                .satisfies(position -> assertThat(chancery.api("GET", "/api/log/proof/" + position, "")
                                .body())
                        .startsWith("c2sp.org/tlog-proof@v1"));
        assertThat(nothing.path("state").asString()).isEqualTo("NO_EVIDENCE");
        assertThat(positions(nothing)).isEmpty();
        assertThat(List.of(
                        control("desk", "task-outcomes"),
                        control("idle", "incident-clocks"),
                        control("company", "ai-literacy"),
                        nothing))
                .allMatch(control -> !control.path("why").asString().isBlank());

        // when
        done(
                "/api/obligations/company/performed",
                "{'duty': 'ai_literacy', 'what': 'a course', 'reference': 'course 8'}");

        // then
        Eventually.holds(
                PATIENCE,
                () -> control("company", "ai-literacy").path("state").asString().equals("SATISFIED"));
    }

    /** Where in the log the events are that prove a control. */
    private static List<Long> positions(JsonNode control) {
        return control.at("/evidence/positions")
                .valueStream()
                .map(JsonNode::asLong)
                .toList();
    }
}
