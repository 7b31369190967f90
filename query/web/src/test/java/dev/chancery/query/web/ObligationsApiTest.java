package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.DutyCommand;
import dev.chancery.contracts.command.DutyCommand.DeclareQuality;
import dev.chancery.contracts.command.DutyCommand.RecordDuty;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.query.contracts.ControlQuery.FindObligations;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ObligationsApiTest extends WebTest {

    private static final String DONE = "{\"duty\":\"workers_told\",\"what\":\"told at the meeting\","
            + "\"reference\":\"minutes 4\",\"on\":\"2026-11-02\"}";

    private HttpResponse<String> post(String path, String body) throws Exception {
        return program().send("POST", path, body);
    }

    @ParameterizedTest
    @CsvSource({
        "SATISFIED, hiring, task-outcomes, '[11,12]'",
        "failing, hiring, incident-clocks, [21]",
        "stale, company, ai-literacy, [7]",
        "no_evidence, hiring, declared-quality, []"
    })
    void controlsInAStateAreShownWithTheEventsThatProveIt(String state, String system, String control, String positions)
            throws Exception {
        // when
        JsonNode found = json(program().get("/api/controls?state=" + state));

        // then
        assertThat(found.get("systems")
                        .valueStream()
                        .filter(each -> !each.get("controls").isEmpty()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.get("system").asString()).isEqualTo(system);
                    assertThat(each.get("controls")).hasSize(1);
                    JsonNode only = each.get("controls").get(0);
                    assertThat(only.get("control").asString()).isEqualTo(control);
                    assertThat(only.get("state").asString()).isEqualToIgnoringCase(state);
                    assertThat(only.get("evidence").get("positions").toString()).isEqualTo(positions);
                    assertThat(only.get("why").asString()).isNotEmpty();
                });
    }

    @Test
    void controlsAreAskedOfOneSystemOrByTheirName() throws Exception {
        // when
        JsonNode hiring = json(program().get("/api/controls?system=hiring"));
        JsonNode one = json(program().get("/api/controls/incident-clocks?system=hiring"));

        // then
        assertThat(hiring.at("/systems/0/controls")).hasSize(3);
        assertThat(one.at("/systems/0/controls")).hasSize(1);
        assertThat(one.at("/systems/0/controls/0/bindsFrom").asString()).isEqualTo("2027-12-02");
        assertThat(one.at("/position").asLong()).isEqualTo(40);
    }

    @Test
    void obligationsAreToldForTodayOrAnotherDay() throws Exception {
        // when
        JsonNode today = json(program().get("/api/obligations"));
        JsonNode later = json(program().get("/api/obligations?on=2027-12-02"));

        // then
        FindObligations asked = journal.of(FindObligations.class).getFirst();
        assertThat(asked.on()).isEqualTo(asked.today());
        assertThat(today.at("/on").asString()).isEqualTo(asked.today().toString());
        assertThat(later.at("/systems/0/obligations/0/applies").asBoolean()).isTrue();
        assertThat(later.at("/systems/0/obligations/0/controls/0").asString()).isEqualTo("task-outcomes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/controls?state=green       | 400 invalid-request | satisfied, failing, stale, no_evidence, not_applicable
            /api/controls?system=other      | 404 not-found       | GET /api/controls
            /api/controls/other             | 404 not-found       | GET /api/controls
            /api/controls/ai-literacy?system=hiring | 404 not-found | GET /api/controls
            /api/obligations?on=someday     | 400 invalid-request | 2027-12-02
            /api/obligations?on=1027-12-02  | 400 invalid-request | between 2000 and 2200
            """)
    void saysWhatIsWrongWithAQuestion(String path, String problem, String why) throws Exception {
        HttpResponse<String> answer = program().get(path);
        assertThat(problem(answer)).as(answer.body()).isEqualTo(problem);
        assertThat(json(answer).get("detail").asString()).contains(why);
    }

    @Test
    void whatIsDoneOutsideIsKeptWithItsReference() throws Exception {
        // when
        HttpResponse<String> workers = post("/api/obligations/hiring/performed", DONE);
        HttpResponse<String> literacy = post(
                "/api/obligations/company/performed",
                "{\"duty\":\"AI_LITERACY\",\"what\":\"a course with ann@example.org\",\"reference\":\"course 7\"}");

        // then
        assertThat(List.of(workers.statusCode(), literacy.statusCode())).containsOnly(200);
        assertThat(json(workers).at("/systems/0/system").asString()).isEqualTo("hiring");
        assertThat(journal.of(RecordDuty.class).getFirst())
                .isEqualTo(new RecordDuty(
                        "hiring",
                        RecordedDuty.WORKERS_TOLD,
                        "told at the meeting",
                        "minutes 4",
                        LocalDate.of(2026, 11, 2),
                        "admin"));
        assertThat(journal.of(RecordDuty.class).getLast().what()).isEqualTo("a course with [EMAIL_ADDRESS_1]");
        assertThat(journal.of(RecordDuty.class).getLast().duty()).isEqualTo(RecordedDuty.AI_LITERACY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hiring  | "workers_told"        | "parties_told"    | 400 invalid-request | ai_literacy, workers_told
            hiring  | "workers_told"        | null              | 400 invalid-request | 'duty'
            hiring  | "workers_told"        | "ai_literacy"     | 400 invalid-request | 'company'
            company | "workers_told"        | "workers_told"    | 400 invalid-request | for a system of the register
            hiring  | "told at the meeting" | ""                | 400 invalid-request | 'what'
            hiring  | "minutes 4"           | null              | 400 invalid-request | 'reference'
            hiring  | "minutes 4"           | "ann@example.org" | 400 invalid-request | personal data
            hiring  | "2026-11-02"          | "2199-11-02"      | 400 invalid-request | in the future
            hiring  | "2026-11-02"          | "yesterday"       | 400 invalid-request | 'on'
            nobody  | "workers_told"        | "workers_told"    | 404 not-found       | GET /api/controls
            a%20b   | "workers_told"        | "workers_told"    | 404 not-found       | GET /api/controls
            """)
    void saysWhatIsWrongWithADuty(String system, String said, String instead, String problem, String why)
            throws Exception {
        // when
        HttpResponse<String> answer = post("/api/obligations/" + system + "/performed", DONE.replace(said, instead));

        // then
        assertThat(problem(answer)).as(answer.body()).isEqualTo(problem);
        assertThat(json(answer).get("detail").asString()).contains(why);
        assertThat(journal.of(DutyCommand.class)).isEmpty();
    }

    @Test
    void anAccuracyIsDeclaredForASystem() throws Exception {
        // when
        HttpResponse<String> answer = post(
                "/api/obligations/hiring/quality",
                "{\"metric\":\"verdicts_passed\",\"minimum\":0.9,\"reference\":\"instructions 3\"}");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(journal.of(DeclareQuality.class))
                .containsExactly(
                        new DeclareQuality("hiring", QualityMetric.VERDICTS_PASSED, 0.9, "instructions 3", "admin"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hiring  | {"metric": "accuracy", "minimum": 0.9, "reference": "r"}          | 400 invalid-request | verdicts_passed, left_unchanged
            hiring  | {"metric": "verdicts_passed", "minimum": 0, "reference": "r"}     | 400 invalid-request | 'minimum'
            hiring  | {"metric": "verdicts_passed", "minimum": 1.01, "reference": "r"}  | 400 invalid-request | 'minimum'
            hiring  | {"metric": "verdicts_passed", "minimum": "NaN", "reference": "r"} | 400 invalid-request | 'minimum'
            hiring  | {"metric": "verdicts_passed", "minimum": "high", "reference": "r"} | 400 invalid-request | Give 'minimum' as a number
            hiring  | {"metric": "verdicts_passed", "minimum": 0.9}                     | 400 invalid-request | 'reference'
            company | {"metric": "verdicts_passed", "minimum": 0.9, "reference": "r"}   | 400 invalid-request | of the register
            nobody  | {"metric": "verdicts_passed", "minimum": 0.9, "reference": "r"}   | 404 not-found       | GET /api/controls
            """)
    void saysWhatIsWrongWithADeclaration(String system, String body, String problem, String why) throws Exception {
        // when
        HttpResponse<String> answer = post("/api/obligations/" + system + "/quality", body);

        // then
        assertThat(problem(answer)).as(answer.body()).isEqualTo(problem);
        assertThat(json(answer).get("detail").asString()).contains(why);
        assertThat(journal.of(DutyCommand.class)).isEmpty();
    }
}
