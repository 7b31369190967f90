package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.BiasCommand.DefineSuite;
import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairsApiTest extends WebTest {

    private static final String SUITE = """
            {"workflow": "card-support", "agent": "probe", "templates": [{"text": "A teacher, {attribute}, asks.",
              "paraphrases": ["It is asked by a teacher, {attribute}."]}], "attribute": "age",
             "values": ["35 years old", "61 years old"], "repeats": 10,
             "answers": {"kind": "WORD", "favourable": ["granted"]},
             "bounds": [{"metric": "COUNTERFACTUAL_DIFFERENCE", "least": -0.05}], "owner": "Model risk", "days": 30}
            """;

    @BeforeEach
    void register() {
        journal.agent = "probe";
    }

    private HttpResponse<String> define(String id, String suite) throws Exception {
        return program().send("PUT", "/api/bias/pairs/" + id, suite);
    }

    @Test
    void definesASuite() throws Exception {
        // when
        HttpResponse<String> answer = define("age", SUITE);

        // then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        BiasSuite suite = journal.of(DefineSuite.class).getFirst().suite();
        assertThat(suite.subject()).isEqualTo(new BiasSubject(BiasSubject.Kind.WORKFLOW, "card-support"));
        assertThat(suite.prompts()).hasSize(40);
        assertThat(suite.model()).isEqualTo("auto");
        assertThat(suite.everyDays()).isNull();
        assertThat(suite.rules()).isEqualTo(BiasPairRules.USUAL);
        assertThat(suite.favourable().version()).isEqualTo(AnswerRule.VERSION);
        assertThat(suite.text(suite.prompts().getLast())).isEqualTo("It is asked by a teacher, 61 years old.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "workflow": "card-support"      | "workflow": "other"                          | 404 not-found
            "workflow": "card-support",     |                                              | 400 invalid-request
            "probe"                         | "nobody"                                     | 404 not-found
            A teacher, {attribute}, asks.   | A teacher asks.                              | 400 invalid-request
            by a teacher, {attribute}.      | by a teacher.                                | 400 invalid-request
            "templates": [                  | "templates": [null,                          | 400 invalid-request
            "61 years old"                  | null                                         | 400 invalid-request
            "61 years old"                  | "35 years old"                               | 400 invalid-request
            "61 years old"                  | "ann@example.org"                            | 400 invalid-request
            A teacher, {attribute}, asks.   | ann@example.org, {attribute}, asks.          | 400 invalid-request
            "repeats": 10                   | "repeats": 251                               | 400 invalid-request
            "repeats": 10                   | "repeats": 0                                 | 400 invalid-request
            "repeats": 10                   | "repeats": "many"                            | 400 invalid-request
            "repeats": 10                   | "repeats": 10, "everyDays": 0                | 400 invalid-request
            "repeats": 10                   | "repeats": 10, "maxOutputTokens": 0          | 400 invalid-request
            "repeats": 10                   | "rules": {"minimumTemplates": 1}             | 400 invalid-request
            "WORD"                          | "WORDS"                                      | 400 invalid-request
            ["granted"]                     | []                                           | 400 invalid-request
            ["granted"]                     | ["granted"], "characters": 0                 | 400 invalid-request
            COUNTERFACTUAL_DIFFERENCE       | DISPARATE_IMPACT                             | 400 invalid-request
            "days": 30                      | "days": 0                                    | 400 invalid-request
            , "owner": "Model risk"         |                                              | 400 invalid-request
            "repeats": 10                   | "system": "lending"                          | 409 other-subject
            """)
    void saysWhatIsWrongWithASuite(String said, String instead, String problem) throws Exception {
        // given a suite of the id 'letters' that belongs to a system
        String suite = SUITE.replace(said, instead == null ? "" : instead);
        assertThat(suite).isNotEqualTo(SUITE);

        // then
        assertThat(problem(define(problem.endsWith("other-subject") ? "letters" : "age", suite)))
                .isEqualTo(problem);
        assertThat(journal.of(DefineSuite.class)).isEmpty();
    }

    @Test
    void asksForARunAndTellsWhereItStands() throws Exception {
        // when
        HttpResponse<String> started = program().send("POST", "/api/bias/pairs/letters/runs", "");

        // then
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        assertThat(started.headers().firstValue("Location")).hasValue("/api/bias/pairs/letters/runs/letters-1");
        assertThat(journal.of(StartPairs.class).getFirst().scheduled()).isFalse();
        assertThat(json(program().get("/api/bias/pairs/letters/runs"))
                        .at("/runs/0/state")
                        .asString())
                .isEqualTo("RUNNING");
        assertThat(json(program().get("/api/bias/pairs/letters")).path("agent").asString())
                .isEqualTo("probe");
        assertThat(problem(program().send("POST", "/api/bias/pairs/none/runs", "")))
                .isEqualTo("404 not-found");
        assertThat(problem(program().get("/api/bias/pairs/letters/runs/letters-9")))
                .isEqualTo("404 not-found");
        assertThat(problem(program().get("/api/bias/pairs/age/runs/letters-1"))).isEqualTo("404 not-found");
    }

    @Test
    void letsNobodyInWithoutACredential() throws Exception {
        assertThat(stranger().send("PUT", "/api/bias/pairs/age", SUITE).statusCode())
                .isIn(401, 403);
        assertThat(stranger().get("/api/bias/pairs").statusCode()).isEqualTo(401);
        assertThat(journal.of(DefineSuite.class)).isEmpty();
    }

    @Test
    void keepsTheMetricsOfPairsAndOfCasesApart() throws Exception {
        assertThat(problem(program()
                        .send(
                                "PUT",
                                "/api/bias/bounds",
                                "{\"workflow\":\"card-support\",\"bounds\":[{\"metric\":\"COUNTERFACTUAL_FLIP_RATE\",\"most\":0.1}],"
                                        + "\"owner\":\"risk\",\"days\":30,\"reason\":\"decided\"}")))
                .isEqualTo("400 invalid-request");
        assertThat(problem(program()
                        .send(
                                "POST",
                                "/api/bias/checks",
                                "{\"dataset\":\"d-1\",\"favourable\":[\"granted\"],\"attributes\":[{\"attribute\":\"sex\"}],"
                                        + "\"metrics\":[\"COUNTERFACTUAL_DIFFERENCE\"]}")))
                .isEqualTo("400 invalid-request");
    }
}
