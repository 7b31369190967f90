package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.command.IncidentCommand.AnnounceAlteration;
import dev.chancery.contracts.command.IncidentCommand.CloseIncident;
import dev.chancery.contracts.command.IncidentCommand.OpenIncident;
import dev.chancery.contracts.command.IncidentCommand.PlanCorrectiveAction;
import dev.chancery.contracts.command.IncidentCommand.ReassessIncident;
import dev.chancery.contracts.command.IncidentCommand.RecordCorrectiveActionDone;
import dev.chancery.contracts.command.IncidentCommand.RecordIncidentReport;
import dev.chancery.contracts.command.IncidentCommand.RecordOperatorInformed;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.query.contracts.IncidentQuery.FindIncidents;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class IncidentsApiTest extends WebTest {

    private static final String TOLD = """
            {"awareAt": "2026-11-20T09:30:00.1234567+01:00", "awareBy": "deployer", "category": "c", "death": false, "causal": "likely",
             "memberStates": ["EL", "at", "AT"], "description": "ann@example.org was refused without a reason",
             "systems": ["hiring"], "tasks": ["01JDX8Q2M7-held"], "workflows": ["card-support"],
             "models": [{"deployment": "cloud/m", "modelVersion": "m-1"}]}
            """;

    private HttpResponse<String> post(String path, String body) throws Exception {
        return program().send("POST", path, body);
    }

    /** The path of an incident that was opened. */
    private String opened() throws Exception {
        HttpResponse<String> answer = post("/api/incidents", TOLD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void anIncidentIsToldWithWhatItIsAboutAndItsEvidenceIsHeldBeforeTheAnswer() throws Exception {
        // when
        HttpResponse<String> answer = post("/api/incidents", TOLD);

        // then
        OpenIncident told = journal.of(OpenIncident.class).getFirst();
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/incidents/" + told.incident());
        assertThat(told.awareness())
                .isEqualTo(new Awareness(
                        Instant.parse("2026-11-20T08:30:00.123456Z"), "+01:00", Awareness.Party.DEPLOYER));
        assertThat(told.assessment())
                .isEqualTo(
                        new IncidentAssessment(IncidentCategory.FUNDAMENTAL_RIGHTS, false, CausalStatus.LIKELY, false));
        assertThat(told.memberStates()).containsExactly("AT", "GR");
        assertThat(told.description()).isEqualTo("[EMAIL_ADDRESS_1] was refused without a reason");
        assertThat(told.links())
                .isEqualTo(new IncidentLinks(
                        List.of("hiring"),
                        List.of(new TaskId(Sample.HELD)),
                        List.of(new WorkflowId("card-support")),
                        List.of(new LinkedModel("cloud/m", "m-1"))));
        assertThat(told.by()).isEqualTo("admin");
        assertThat(journal.entries).containsSubsequence(told, new TestApp.Held(told.incident()));
        JsonNode incident = json(answer);
        assertThat(incident.at("/summary/article").asString()).isEqualTo("3(49)(c)");
        assertThat(incident.at("/summary/secondsLeft").asLong()).isEqualTo(86_400);
        assertThat(incident.at("/links/tasks/0").asString()).isEqualTo(Sample.HELD);
        assertThat(incident.at("/holds/0/scope/id").asString()).isEqualTo("card-support");
        assertThat(incident.at("/clocks/0/position").asLong()).isEqualTo(17);
    }

    @Test
    void anIncidentIsOnTheRecordEvenWhenItsEvidenceCannotBeHeldYet() throws Exception {
        // given
        journal.evidenceAway = true;

        // when
        HttpResponse<String> answer = post("/api/incidents", TOLD);

        // then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(journal.of(OpenIncident.class)).hasSize(1);
    }

    @Test
    void nothingIsToldWhileTheRecordIsDown() throws Exception {
        // given
        journal.recordDown = true;

        // when
        HttpResponse<String> answer = post("/api/incidents", TOLD);

        // then
        assertThat(problem(answer)).isEqualTo("503 audit-unavailable");
        assertThat(journal.of(TestApp.Held.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a, HEALTH",
        "B, CRITICAL_INFRASTRUCTURE",
        "d, PROPERTY_OR_ENVIRONMENT",
        "widespread, WIDESPREAD_INFRINGEMENT",
        "fundamental_rights, FUNDAMENTAL_RIGHTS"
    })
    void aCategoryIsNamedByItsLetterOrItsName(String said, IncidentCategory category) throws Exception {
        // when
        post("/api/incidents", TOLD.replace("\"category\": \"c\"", "\"category\": \"" + said + "\""));

        // then
        assertThat(journal.of(OpenIncident.class).getFirst().assessment().category())
                .isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "2026-11-20T09:30:00.1234567+01:00" | "2026-11-20T09:30:00"     | 400 invalid-request | date, time and zone
            "2026-11-20T09:30:00.1234567+01:00" | "2199-11-20T09:30:00Z"    | 400 invalid-request | in the future
            "2026-11-20T09:30:00.1234567+01:00" | "1999-11-20T09:30:00Z"    | 400 invalid-request | date, time and zone
            "2026-11-20T09:30:00.1234567+01:00" | null                      | 400 invalid-request | 'awareAt'
            "deployer"                          | "importer"                | 400 invalid-request | provider, deployer
            "category": "c"                     | "category": "e"           | 400 invalid-request | Art. 3(49)
            "death": false                      | "death": null             | 400 invalid-request | 'death'
            "death": false                      | "death": "perhaps"        | 400 invalid-request | 'death'
            "likely"                            | "certain"                 | 400 invalid-request | under_investigation
            ["EL", "at", "AT"]                  | []                        | 400 invalid-request | 'memberStates'
            ["EL", "at", "AT"]                  | ["US"]                    | 400 invalid-request | 'US' is no Member State
            ["EL", "at", "AT"]                  | [null]                    | 400 invalid-request | no Member State
            ann@example.org was refused without a reason | ` `             | 400 invalid-request | 'description'
            ["hiring"]                          | ["a b"]                   | 400 invalid-request | 'systems'
            ["hiring"]                          | [null]                    | 400 invalid-request | 'systems'
            ["card-support"]                    | ["ann@example.org"]       | 400 invalid-request | personal data
            "01JDX8Q2M7-held"                   | "no-such-task"            | 404 not-found       | no-such-task
            "modelVersion": "m-1"               | "modelVersion": null      | 400 invalid-request | 'modelVersion'
            {"deployment": "cloud/m", "modelVersion": "m-1"} | null         | 400 invalid-request | 'models'
            """)
    void saysWhatIsWrongWithAnIncident(String said, String instead, String problem, String why) throws Exception {
        // when
        HttpResponse<String> answer = post("/api/incidents", TOLD.replace(said, instead));

        // then
        assertThat(problem(answer)).as(answer.body()).isEqualTo(problem);
        assertThat(json(answer).get("detail").asString()).contains(why);
        assertThat(journal.of(IncidentCommand.class)).isEmpty();
    }

    @Test
    void anIncidentIsAboutSomethingAndNotAboutEverything() throws Exception {
        // given
        String about = TOLD.substring(TOLD.indexOf("\"systems\""), TOLD.lastIndexOf('}'));
        String many =
                IntStream.range(0, 201).mapToObj(n -> "\"s-" + n + "\"").collect(Collectors.joining(",", "[", "]"));

        // when
        HttpResponse<String> nothing = post("/api/incidents", TOLD.replace(about, "\"systems\": []"));
        HttpResponse<String> tooMuch = post("/api/incidents", TOLD.replace(about, "\"systems\": " + many));

        // then
        assertThat(List.of(problem(nothing), problem(tooMuch))).containsOnly("400 invalid-request");
        assertThat(nothing.body()).contains("'systems', 'tasks', 'workflows' or 'models'");
        assertThat(tooMuch.body()).contains("200 things at most");
    }

    @Test
    void whatHappensToAnIncidentIsRecordedStepByStep() throws Exception {
        // given
        String incident = opened();
        String id = incident.substring("/api/incidents/".length());

        // when
        List<HttpResponse<String>> answers = List.of(
                post(
                        incident + "/assessments",
                        "{\"category\":\"a\",\"death\":true,\"causal\":\"established\",\"reason\":\"she died\"}"),
                post(
                        incident + "/informed",
                        "{\"operator\":\"provider\",\"reference\":\"mail 4\",\"at\":\"2026-11-20T10:00:00Z\"}"),
                post(
                        incident + "/reports",
                        "{\"authority\":\"market_surveillance\",\"name\":\"BNetzA\",\"complete\":false,"
                                + "\"reference\":\"17\",\"at\":\"2026-11-21T10:00:00Z\"}"),
                post(
                        incident + "/actions",
                        "{\"what\":\"a limit\",\"owner\":\"ward\",\"due\":\"2026-12-24T00:00:00Z\",\"alters\":true}"),
                post(
                        incident + "/alterations",
                        "{\"authority\":\"ai_office\",\"name\":\"AI Office\",\"alteration\":\"a limit\","
                                + "\"reference\":\"18\",\"at\":\"2026-11-22T10:00:00Z\"}"),
                post(incident + "/actions/a-1/done", "{\"result\":\"it holds\"}"),
                post(incident + "/close", "{\"finding\":\"a limit was missing\"}"));

        // then
        assertThat(answers)
                .allMatch(answer -> answer.statusCode() == 200)
                .allMatch(answer ->
                        json(answer).at("/summary/incident").asString().equals(id));
        String planned = journal.of(PlanCorrectiveAction.class).getFirst().action();
        assertThat(journal.of(IncidentCommand.class).stream().skip(1))
                .containsExactly(
                        new ReassessIncident(
                                id,
                                null,
                                new IncidentAssessment(IncidentCategory.HEALTH, true, CausalStatus.ESTABLISHED, false),
                                "she died",
                                "admin"),
                        new RecordOperatorInformed(
                                id, Operator.PROVIDER, "mail 4", Instant.parse("2026-11-20T10:00:00Z"), "admin"),
                        new RecordIncidentReport(
                                id,
                                new Authority(Authority.Kind.MARKET_SURVEILLANCE, "BNetzA"),
                                false,
                                "17",
                                Instant.parse("2026-11-21T10:00:00Z"),
                                "admin"),
                        new PlanCorrectiveAction(
                                id, planned, "a limit", "ward", Instant.parse("2026-12-24T00:00:00Z"), true, "admin"),
                        new AnnounceAlteration(
                                id,
                                new Authority(Authority.Kind.AI_OFFICE, "AI Office"),
                                null,
                                "a limit",
                                "18",
                                Instant.parse("2026-11-22T10:00:00Z"),
                                "admin"),
                        new RecordCorrectiveActionDone(id, "a-1", "it holds", "admin"),
                        new CloseIncident(id, "a limit was missing", "admin"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            assessments    | {"category": "a", "causal": "likely", "reason": "r"}                                            | 'death'
            assessments    | {"category": "a", "death": true, "causal": "likely"}                                            | 'reason'
            assessments    | {"awareAt": "now", "category": "a", "death": true, "causal": "likely", "reason": "r"}           | 'awareAt'
            reports        | {"authority": "market_surveillance", "name": "n", "reference": "r", "at": "2026-11-21T10:00:00Z"} | 'complete'
            reports        | {"authority": "police", "name": "n", "complete": true, "reference": "r", "at": "2026-11-21T10:00:00Z"} | market_surveillance, ai_office
            reports        | {"authority": "ai_office", "complete": true, "reference": "r", "at": "2026-11-21T10:00:00Z"}    | 'name'
            reports        | {"authority": "ai_office", "name": "n", "complete": true, "at": "2026-11-21T10:00:00Z"}         | 'reference'
            reports        | {"authority": "ai_office", "name": "n", "complete": true, "reference": "r", "at": "2199-11-21T10:00:00Z"} | future
            informed       | {"operator": "user", "reference": "r", "at": "2026-11-21T10:00:00Z"}                            | provider, importer, distributor, deployer
            informed       | {"operator": "importer", "reference": "r"}                                                      | 'at'
            actions        | {"what": "w", "owner": "o", "due": "2026-12-24T00:00:00Z"}                                      | 'alters'
            actions        | {"what": "w", "owner": "o", "alters": false}                                                    | 'due'
            actions        | {"what": "w", "owner": "ann@example.org", "due": "2026-12-24T00:00:00Z", "alters": false}       | Name a role or a team
            actions        | {"owner": "o", "due": "2026-12-24T00:00:00Z", "alters": false}                                  | 'what'
            actions/a/done | {}                                                                                              | 'result'
            alterations    | {"authority": "ai_office", "name": "n", "reference": "r", "at": "2026-11-21T10:00:00Z"}         | 'alteration'
            close          | {}                                                                                              | 'finding'
            close          | []                                                                                              | object
            """)
    void saysWhatIsWrongWithAStep(String step, String body, String why) throws Exception {
        // given
        String incident = opened();

        // when
        HttpResponse<String> answer = post(incident + "/" + step, body);

        // then
        assertThat(problem(answer)).as(answer.body()).isEqualTo("400 invalid-request");
        assertThat(json(answer).get("detail").asString()).contains(why);
        assertThat(journal.of(IncidentCommand.class)).hasSize(1);
    }

    @Test
    void whatTheIncidentDoesNotAllowIsAConflictWithItsReason() throws Exception {
        // given
        String incident = opened();

        // when
        HttpResponse<String> answer = post(incident + "/close", "{\"finding\":\"found\"}");

        // then
        assertThat(problem(answer)).isEqualTo("409 not-now");
        assertThat(answer.body()).contains("has to be reported");
    }

    @Test
    void incidentsAreListedAndOneThatIsNotThereIsNotFound() throws Exception {
        // given
        String incident = opened();

        // when
        JsonNode all = json(program().get("/api/incidents?open=true"));

        // then
        assertThat(all.at("/incidents/0/clock/basis").asString()).isEqualTo("Art. 73(2)");
        assertThat(journal.of(FindIncidents.class).getFirst().open()).isTrue();
        assertThat(json(program().get(incident)).at("/description").asString()).contains("refused without a reason");
        assertThat(problem(program().get("/api/incidents/i-9"))).isEqualTo("404 not-found");
        assertThat(problem(post("/api/incidents/i-9/close", "{\"finding\":\"found\"}")))
                .isEqualTo("404 not-found");
        HttpResponse<String> unsaid = program().get("/api/incidents?open=perhaps");
        assertThat(problem(unsaid)).isEqualTo("400 invalid-request");
        assertThat(unsaid.body()).contains("true or false");
    }
}
