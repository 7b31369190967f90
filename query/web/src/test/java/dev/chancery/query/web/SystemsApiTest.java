package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.RuleSetCommand.AdoptRuleSet;
import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.command.SystemCommand;
import dev.chancery.contracts.command.SystemCommand.AssessUse;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.command.SystemCommand.DescribeSystem;
import dev.chancery.contracts.command.SystemCommand.RecordRisk;
import dev.chancery.contracts.command.SystemCommand.RegisterSystem;
import dev.chancery.contracts.command.SystemCommand.ScreenPractices;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UsePoint;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SystemsApiTest extends WebTest {

    private static final String HIRING = """
            {"system": "hiring", "name": "Hiring", "purpose": "Sorts what ann@example.org sends", "roles": ["PROVIDER", "DEPLOYER"],
             "owner": "hr", "provider": "Acme", "status": "PLANNED", "memberStates": ["DE"],
             "parts": [{"kind": "WORKFLOW", "id": "hiring"}]}
            """;

    private HttpResponse<String> post(String path, String body) throws Exception {
        return program().send("POST", path, body);
    }

    @Test
    void registersASystemWithoutPersonalData() throws Exception {
        // when
        HttpResponse<String> answer = post("/api/systems", HIRING);

        // then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/systems/hiring");
        assertThat(journal.of(RegisterSystem.class)).singleElement().satisfies(command -> {
            assertThat(command.description().purpose()).isEqualTo("Sorts what [EMAIL_ADDRESS_1] sends");
            assertThat(command.description().roles()).containsExactly(AiRole.PROVIDER, AiRole.DEPLOYER);
            assertThat(command.description().parts())
                    .containsExactly(new SystemPart(SystemPart.Kind.WORKFLOW, "hiring"));
            assertThat(command.status()).isEqualTo(SystemStatus.PLANNED);
        });
        assertThat(json(answer).get("outdated").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "system": "hiring"  | "system": "a b"                 | 400
            "system": "hiring"  | "system": "unclassified"        | 400
            "PLANNED"           | "RUNNING"                       | 400
            "PLANNED"           | null                            | 400
            "PROVIDER"          | "BOSS"                          | 400
            "name": "Hiring"    | "name": ""                      | 400
            "owner": "hr"       | "owner": "ann@example.org"      | 400
            "kind": "WORKFLOW"  | "kind": null                    | 400
            "WORKFLOW"          | "PLANET"                        | 400
            ["DE"]              | [null]                          | 400
            """)
    void refusesWhatIsNoSystem(String said, String instead, int status) throws Exception {
        // when
        HttpResponse<String> answer = post("/api/systems", HIRING.replace(said, instead));

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("urn:chancery:problem:invalid-request");
        assertThat(journal.of(SystemCommand.class)).isEmpty();
    }

    @Test
    void screensByTheAdoptedRulesAndTakesTheOthersAsAbsent() throws Exception {
        // when
        HttpResponse<String> answer = post(
                "/api/systems/hiring/screening",
                "{\"practices\":[{\"practice\":\"f\",\"verdict\":\"EXCEPTED\",\"exception\":\"SAFETY\"}],\"othersAbsent\":true}");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(journal.of(ScreenPractices.class)).singleElement().satisfies(command -> {
            assertThat(command.ruleSet()).isEqualTo("rules-1");
            assertThat(command.practices())
                    .containsExactly(
                            new ScreenedPractice("f", Verdict.EXCEPTED, "SAFETY", null),
                            new ScreenedPractice("a", Verdict.ABSENT, null, null));
        });
    }

    @Test
    void leavesUnknownWhatIsNotSaidAboutTheUse() throws Exception {
        // when
        post("/api/systems/hiring/use", "{\"annexThree\":[{\"point\":\"4(a)\"}],\"placedOnMarket\":\"2026-10-01\"}");

        // then
        assertThat(journal.of(AssessUse.class)).singleElement().satisfies(command -> {
            assertThat(command.use().annexThree()).containsExactly(new UsePoint("4(a)", null));
            assertThat(command.use().profiling()).isNull();
            assertThat(command.use().annexOne()).isNull();
            assertThat(command.use().transparency()).isNull();
            assertThat(command.use().placedOnMarket()).isEqualTo(LocalDate.of(2026, 10, 1));
        });
        assertThat(post("/api/systems/hiring/use", "{\"annexOne\":{}}").statusCode())
                .isEqualTo(200);
        assertThat(journal.of(AssessUse.class).getLast().use().annexOne()).isEqualTo(new AnnexOneUse(null, false));
        assertThat(post("/api/systems/hiring/use", "{\"annexThree\":[{\"point\":null}]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/api/systems/hiring/use", "{\"placedOnMarket\":\"soon\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status                     | {"to": "SUSPENDED", "reason": "a risk"}
            derogation                 | {"conditions": ["a"], "significantRisk": false, "reasoning": "it sorts"}
            classification             | {"on": "2026-11-29"}
            impact                     | {"processes": "a", "periodAndFrequency": "b", "persons": "c", "risks": "d", "oversight": "e", "measures": "f"}
            impact/1/notification      | {"authority": "BNetzA"}
            oversight                  | {"assignment": "a-1", "person": "hr-lead", "competence": "c", "training": "t", "authority": "stops it"}
            oversight/a-1/relief       | {"reason": "moved"}
            instructions               | {"fields": [{"point": "a", "text": "Acme"}]}
            annex-iv                   | {"fields": [{"point": "2(b)", "text": "It ranks."}]}
            registration               | {"section": "A", "fields": [{"point": "6", "text": "in and out"}]}
            database                   | {"section": "A", "number": "EU-1"}
            """)
    void doesEachThingOnceAndSaysThatItIsNotThereOfOthers(String action, String body) throws Exception {
        // when
        HttpResponse<String> done = post("/api/systems/hiring/" + action, body);
        HttpResponse<String> nowhere = post("/api/systems/nobody/" + action, body);
        HttpResponse<String> empty = post("/api/systems/hiring/" + action, "[]");

        // then
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(journal.of(SystemCommand.class))
                .extracting(SystemCommand::system)
                .containsExactly("hiring", "nobody");
    }

    @Test
    void recordsAHazardOnlyWhole() throws Exception {
        // given
        String whole = """
                {"hazard": "h-1", "description": "d", "interest": "i", "source": "INTENDED_USE", "likelihood": "LOW", "severity": "HIGH",
                 "measure": "m", "kind": "DESIGN", "residual": "LOW",
                 "test": {"metric": "ratio", "threshold": "0.8", "definedOn": "2026-11-01"}}
                """;

        // then
        assertThat(post("/api/systems/hiring/risks", whole).statusCode()).isEqualTo(200);
        assertThat(journal.of(RecordRisk.class).getFirst().entry().test().threshold())
                .isEqualTo("0.8");
        assertThat(post("/api/systems/hiring/risks", whole.replace("\"severity\": \"HIGH\",", ""))
                        .body())
                .contains("Give 'severity'");
    }

    @Test
    void classifiesOnlyByAdoptedRules() throws Exception {
        // given
        journal.rulesAdopted = false;

        // then
        assertThat(problem(post("/api/systems/hiring/classification", "{}"))).isEqualTo("409 no-rules");
        assertThat(journal.of(ClassifySystem.class)).isEmpty();
    }

    @Test
    void saysWhatThereIs() throws Exception {
        assertThat(program().get("/api/systems").body()).contains("\"unclassified\":3");
        assertThat(program().get("/api/systems/unclassified").body()).contains("\"why\":\"NO_SYSTEM\"");
        assertThat(program().get("/api/systems/hiring").body()).contains("\"system\":\"hiring\"");
        assertThat(problem(program().get("/api/systems/other"))).isEqualTo("404 not-found");
        assertThat(problem(program().get("/api/systems?limit=0"))).isEqualTo("400 invalid-request");
        assertThat(stranger().get("/api/systems").statusCode()).isEqualTo(401);
    }

    @Test
    void describesASystemAnewWithAReason() throws Exception {
        // when
        HttpResponse<String> unreasoned = program().send("PUT", "/api/systems/hiring", HIRING);
        HttpResponse<String> done = program()
                .send("PUT", "/api/systems/hiring", HIRING.replace("\"name\"", "\"reason\": \"renamed\", \"name\""));

        // then
        assertThat(problem(unreasoned)).isEqualTo("400 invalid-request");
        assertThat(unreasoned.body()).contains("'reason'");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(journal.of(DescribeSystem.class)).singleElement().satisfies(command -> {
            assertThat(command.description().purpose()).isEqualTo("Sorts what [EMAIL_ADDRESS_1] sends");
            assertThat(command.reason()).isEqualTo("renamed");
        });
    }

    @Test
    void saysWhichServicesAreLookedForAndWhatWasFound() throws Exception {
        // when
        JsonNode catalogue = json(program().get("/api/shadow-ai/catalogue"));

        // then
        assertThat(catalogue.get("sha256").asString()).hasSize(64);
        assertThat(catalogue.get("services").toString()).contains("chatgpt.com");
        assertThat(program().get("/api/shadow-ai").statusCode()).isEqualTo(200);
        HttpResponse<String> form = program()
                .send(program()
                        .request("/api/shadow-ai/imports")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("host=a")));
        assertThat(problem(form)).isEqualTo("415 bad-log");
    }

    @Test
    void exportsTheRegistrationFieldByField() throws Exception {
        // when
        JsonNode registration = json(program().get("/api/systems/hiring/registration"));

        // then
        assertThat(registration.get("note").asString()).contains("older than the facts");
        JsonNode section = registration.get("sections").get(0);
        assertThat(section.get("article").asString()).isEqualTo("Art. 49(2)");
        assertThat(section.get("missing").asInt()).isEqualTo(1);
        assertThat(section.get("points").toString())
                .contains("{\"point\":\"1\",\"title\":\"provider\",\"value\":\"missing\",\"standing\":\"MISSING\"}")
                .contains("\"value\":\"missing\",\"standing\":\"OPTIONAL\"")
                .contains("\"value\":\"The hiring\",\"standing\":\"DERIVED\"");
        assertThat(problem(program().get("/api/systems/fresh/registration"))).isEqualTo("409 not-classified");
    }

    @Test
    void tellsWhatAnotherRuleSetWouldChangeAndRecordsNothing() throws Exception {
        // when
        JsonNode now = json(program().get("/api/rules/rules-2/changes?on=2026-11-29"));
        JsonNode later = json(program().get("/api/rules/rules-2/changes?on=2027-12-02"));
        JsonNode same = json(program().get("/api/rules/rules-1/changes"));

        // then
        JsonNode system = now.get("systems").get(1);
        assertThat(system.get("before").asString()).isEqualTo("MINIMAL");
        assertThat(system.get("after").asString()).isEqualTo("HIGH_RISK");
        assertThat(system.get("changes").toString())
                .contains("{\"field\":\"risk\",\"before\":\"MINIMAL\",\"after\":\"HIGH_RISK\"}")
                .contains("\"field\":\"reasons.annex-iii.4(a).from\",\"before\":null,\"after\":\"2027-12-02\"")
                .doesNotContain("\"field\":\"applying\"");
        assertThat(later.get("systems").get(1).get("changes").toString())
                .contains("{\"field\":\"applying\",\"before\":\"MINIMAL\",\"after\":\"HIGH_RISK\"}");
        assertThat(same.get("unchanged").asInt()).isEqualTo(2);
        assertThat(journal.entries).isEmpty();
        assertThat(problem(program().get("/api/rules/rules-9/changes"))).isEqualTo("404 not-found");
        assertThat(problem(program().get("/api/rules/rules-2/changes?on=never")))
                .isEqualTo("400 invalid-request");
    }

    @Test
    void adoptsARuleSetAndClassifiesEverySystemThatIsLeftAgain() throws Exception {
        // when
        HttpResponse<String> answer = post("/api/rules/rules-2/adoption", "{\"reason\":\"it is in force\"}");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("classified").toString()).isEqualTo("[\"hiring\"]");
        assertThat(journal.of(AdoptRuleSet.class))
                .singleElement()
                .extracting(AdoptRuleSet::version)
                .isEqualTo("rules-2");
        assertThat(journal.of(ClassifySystem.class))
                .singleElement()
                .satisfies(command -> assertThat(command.ruleSet()).isEqualTo("rules-2"));
        assertThat(post("/api/rules/rules-2/adoption", "{}").statusCode()).isEqualTo(400);
        assertThat(program().get("/api/rules").body()).contains("\"adopted\":\"rules-1\"", "\"rules-2\"");
        assertThat(program().get("/api/rules/rules-2").body()).isEqualTo("{\"version\":\"rules-2\"}");
    }

    @Test
    void countsAiInALogAndKeepsNobody() throws Exception {
        // given
        String log = "Date (UTC),User,URL,Bytes\r\n"
                + "2026-11-20 10:00:00,ann@example.org,https://chatgpt.com/c/secret-1,100\r\n"
                + "2026-11-20 11:00:00,Ann@example.org,https://chatgpt.com/c/secret-2,50\r\n"
                + "2026-11-20 09:00:00,bob@example.org,https://ab.chatgpt.com:443/,7\r\n"
                + "2026-11-20 09:00:00,bob@example.org,https://intranet.example/,7\r\n"
                + "2026-11-20 09:00:00,bob@example.org,,7\r\n";

        // when
        HttpResponse<String> first = importing(log);
        HttpResponse<String> again = importing(log);

        // then
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).get("imported").asBoolean()).isFalse();
        ImportShadowAi command = journal.of(ImportShadowAi.class).getFirst();
        assertThat(List.of(command.lines(), command.unknown(), command.unreadable()))
                .containsExactly(5L, 1L, 1L);
        assertThat(command.services())
                .containsExactly(new ServiceUse(
                        "ChatGPT",
                        "OpenAI",
                        3,
                        2L,
                        157L,
                        Instant.parse("2026-11-20T09:00:00Z"),
                        Instant.parse("2026-11-20T11:00:00Z")));
        assertThat(command.toString()).doesNotContain("ann", "bob", "secret", "intranet");
    }

    private HttpResponse<String> importing(String log) throws Exception {
        return program()
                .send(program()
                        .request("/api/shadow-ai/imports")
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(log)));
    }

    @ParameterizedTest
    @CsvSource({"'a,b', No column names a host", "'host', and no line", "'host,user\nx', 1 values"})
    void refusesWhatIsNoLog(String log, String problem) throws Exception {
        // when
        HttpResponse<String> answer = importing(log.replace("\\n", "\n"));

        // then
        assertThat(problem(answer)).isEqualTo("400 bad-log");
        assertThat(answer.body()).contains(problem);
    }
}
