package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.BiasCommand.DefineSuite;
import dev.chancery.contracts.command.BiasCommand.PermitUse;
import dev.chancery.contracts.command.BiasCommand.SetBounds;
import dev.chancery.contracts.fact.BiasTemplate;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BiasFormsPageTest extends WebTest {

    private static final String CSV = "name,decision,sex,right\nAnn,granted,f,granted\nBob,refused,m,granted\n";

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]+", "");
    }

    private static String fields(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> with(Map<String, String> values, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return changed;
    }

    private <T> T sent(Class<T> type) {
        assertThat(journal.of(type)).hasSize(1);
        T command = journal.of(type).getFirst();
        journal.entries.clear();
        return command;
    }

    private Visitor officer() throws Exception {
        return new Visitor().signedIn("officer");
    }

    private static Map<String, String> use() {
        Map<String, String> use = new LinkedHashMap<>();
        use.put("use", "u-1");
        use.put("purpose", "Are the young refused more often");
        use.put("categories", "age\r\n\r\n place of birth ");
        use.put("otherDataInsufficient", "Other data do not say it");
        use.put("reuseLimits", "Pseudonyms, no re-use");
        use.put("accessControls", "Two persons");
        use.put("noTransfer", "Given to nobody");
        use.put("deletion", "With the study");
        use.put("recordedReason", "Record of processing 7");
        use.put("responsible", "Model risk");
        use.put("until", "2027-06-30");
        return use;
    }

    @Test
    void makesTheRecordOfArticle4aThatTheApiMakes() throws Exception {
        // given
        Visitor officer = officer();
        String form = keep("bias-use-form", officer.get("/bias/uses/new"));

        // when
        HttpResponse<String> made = officer.form("/bias/uses", fields(use()));
        PermitUse byForm = sent(PermitUse.class);
        program("officer")
                .send(
                        "POST",
                        "/api/bias/uses",
                        "{\"use\":\"u-1\",\"purpose\":\"Are the young refused more often\",\"categories\":[\"age\",\"place of birth\"],"
                                + "\"conditions\":{\"otherDataInsufficient\":\"Other data do not say it\",\"reuseLimits\":\"Pseudonyms, no re-use\","
                                + "\"accessControls\":\"Two persons\",\"noTransfer\":\"Given to nobody\",\"deletion\":\"With the study\","
                                + "\"recordedReason\":\"Record of processing 7\"},\"responsible\":\"Model risk\",\"until\":\"2027-06-30T00:00:00Z\"}");
        PermitUse byApi = sent(PermitUse.class);

        // then
        assertThat(form)
                .contains("(a) Why other data do not do", "(f) Where the reason is on record", "pseudonyms among it")
                .doesNotContain("style=", "<script>", "onclick", "role=\"alert\"");
        assertThat(location(made)).isEqualTo("/bias#uses");
        assertThat(byForm)
                .usingRecursiveComparison()
                .ignoringFields("at")
                .withComparatorForType(Instant::compareTo, Instant.class)
                .isEqualTo(byApi);
        assertThat(officer.get("/bias").body()).contains("The record u-1 is made.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            use            | u 1                  | Give 'use'
            purpose        | " "                  | Give 'purpose'
            reuseLimits    | ""                   | Give 'reuseLimits' in 1 to 2000 characters
            categories     | ann@example.org      | 'categories' seems to hold personal data
            responsible    | ""                   | Give 'responsible'
            until          | tomorrow             | Give 'until' as a day
            until          | ""                   | Give 'conditions'
            """)
    void saysBesideTheFormWhatIsWrongWithARecordAndKeepsTheRest(String field, String value, String told)
            throws Exception {
        // given
        Visitor officer = officer();
        officer.get("/bias/uses/new");

        // when
        HttpResponse<String> wrong = officer.form("/bias/uses", fields(with(use(), field, value)));
        keep("bias-use-wrong", wrong);

        // then
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .contains(
                        told.replace("'", "&#39;"),
                        "role=\"alert\"",
                        "aria-invalid=\"true\"",
                        ">Two persons</textarea>");
        assertThat(journal.of(PermitUse.class)).isEmpty();
    }

    private static Map<String, String> dataset() {
        Map<String, String> dataset = new LinkedHashMap<>();
        dataset.put("use", "u-1");
        dataset.put("name", "Loans of October");
        dataset.put("workflow", "card-support");
        dataset.put("system", "");
        dataset.put("outcome", "decision");
        dataset.put("label", "right");
        dataset.put("score", "");
        dataset.put("task", "");
        dataset.put("attributes", "sex\r\n");
        return dataset;
    }

    @Test
    void takesInTheDataSetThatTheApiTakesIn() throws Exception {
        // given
        Visitor officer = officer();
        String form = keep("bias-dataset-form", officer.get("/bias/datasets/new?use=u-1"));
        byte[] file = CSV.getBytes(StandardCharsets.UTF_8);

        // when
        HttpResponse<String> taken = officer.upload("/bias/datasets", dataset(), file);
        BiasWork.Upload byForm = sent(BiasWork.Upload.class);
        Visitor program = program("officer");
        program.send(program.request(
                        "/api/bias/datasets?use=u-1&name=Loans+of+October&workflow=card-support&outcome=decision&label=right&attributes=sex")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(file)));
        BiasWork.Upload byApi = sent(BiasWork.Upload.class);

        // then
        assertThat(form).contains("data-most=\"16777216\"", "enctype=\"multipart/form-data\"", "card-support");
        assertThat(location(taken)).isEqualTo("/bias#uses");
        assertThat(byForm).usingRecursiveComparison().ignoringFields("dataset").isEqualTo(byApi);
        assertThat(byForm.toString()).doesNotContain("Ann");
        assertThat(officer.get("/bias").body()).contains("The data set is taken in");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            use        | u-9     | 400 | There is no Article 4a record of that id.
            system     | hiring  | 400 | Give either 'workflow' or 'system'
            workflow   | other   | 404 | other
            outcome    | ''      | 400 | Give 'outcome'
            attributes | ''      | 400 | Give 'outcome' and 'attributes'
            attributes | age     | 400 | The header has no column 'age'
            score      | sex     | 400 | each another column
            """)
    void saysBesideTheFormWhatIsWrongWithADataSetAndKeepsTheRest(String field, String value, int status, String told)
            throws Exception {
        // given
        Visitor officer = officer();
        officer.get("/bias/datasets/new");

        // when
        HttpResponse<String> wrong =
                officer.upload("/bias/datasets", with(dataset(), field, value), CSV.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> empty = officer.upload("/bias/datasets", dataset(), new byte[0]);

        // then
        assertThat(wrong.statusCode()).isEqualTo(status);
        assertThat(wrong.body())
                .contains(
                        told.replace("'", "&#39;"), "role=\"alert\"", "value=\"Loans of October\"", "choose it again");
        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(empty.body()).contains("No &#39;file&#39; was chosen", ">sex");
        assertThat(journal.of(BiasWork.Upload.class)).isEmpty();
    }

    @Test
    void saysHowLargeADataSetMayBe() throws Exception {
        // given
        Visitor officer = officer();
        officer.get("/bias/datasets/new");

        // when
        HttpResponse<String> large = officer.upload("/bias/datasets", dataset(), new byte[(16 << 20) + 1]);

        // then
        assertThat(large.statusCode()).isEqualTo(400);
        assertThat(large.body()).contains("A data set has at most 16 MiB.", "value=\"Loans of October\"");
    }

    private static Map<String, String> bounds() {
        Map<String, String> bounds = new LinkedHashMap<>();
        bounds.put("workflow", "card-support");
        bounds.put("system", "");
        bounds.put("least-DISPARATE_IMPACT", "0.8");
        bounds.put("most-DISPARATE_IMPACT", "");
        bounds.put("least-STATISTICAL_PARITY_DIFFERENCE", "-0.05");
        bounds.put("most-STATISTICAL_PARITY_DIFFERENCE", "0.05");
        bounds.put("owner", "Model risk");
        bounds.put("days", "30");
        bounds.put("reason", "Decided by the board");
        return bounds;
    }

    @Test
    void setsTheBoundsThatTheApiSets() throws Exception {
        // given
        Visitor officer = officer();
        String form = keep("bias-bounds-form", officer.get("/bias/bounds/new"));

        // when
        HttpResponse<String> set = officer.form("/bias/bounds", fields(bounds()));
        SetBounds byForm = sent(SetBounds.class);
        program("officer")
                .send(
                        "PUT",
                        "/api/bias/bounds",
                        "{\"workflow\":\"card-support\",\"bounds\":[{\"metric\":\"STATISTICAL_PARITY_DIFFERENCE\",\"least\":-0.05,\"most\":0.05},"
                                + "{\"metric\":\"DISPARATE_IMPACT\",\"least\":0.8}],\"owner\":\"Model risk\",\"days\":30,"
                                + "\"reason\":\"Decided by the board\"}");
        SetBounds byApi = sent(SetBounds.class);

        // then
        assertThat(form).contains("scoring impact ratio").doesNotContain("counterfactual difference");
        assertThat(location(set)).isEqualTo("/bias#bounds");
        assertThat(byForm).isEqualTo(byApi);
        assertThat(officer.get("/bias").body()).contains("The bounds are set.");
    }

    @Test
    void beginsWithTheBoundsThatAreSet() throws Exception {
        // given
        Visitor officer = officer();
        String page = officer.get("/bias").body();

        // when
        String subject = SampleDuties.bounds().bounds().getFirst().subject().id();
        String form = officer.get("/bias/bounds/new?workflow=" + subject).body();
        String other = officer.get("/bias/bounds/new?system=" + subject).body();

        // then
        assertThat(page).contains("/bias/bounds/new?workflow=" + subject);
        assertThat(form)
                .contains("name=\"least-DISPARATE_IMPACT\" value=\"0.8\"", "value=\"model risk\"", "value=\"14\"");
        assertThat(other).doesNotContain("value=\"0.8\"").contains("name=\"system\"", "value=\"" + subject + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            workflow               | ''     | 400 | Give either 'workflow' or 'system'
            workflow               | other  | 404 | other
            most-DISPARATE_IMPACT  | 0,9    | 400 | Give 'most-DISPARATE_IMPACT' as a number
            most-DISPARATE_IMPACT  | NaN    | 400 | Give 'most-DISPARATE_IMPACT' as a number
            most-DISPARATE_IMPACT  | 0.1    | 400 | The least is not above the most
            days                   | soon   | 400 | Give 'days' as a whole number
            days                   | ''     | 400 | Give 'bounds'
            days                   | 0      | 400 | A finding is due a day from now at the earliest
            reason                 | ''     | 400 | Give a 'reason'
            """)
    void saysBesideTheFormWhatIsWrongWithBoundsAndKeepsTheRest(String field, String value, int status, String told)
            throws Exception {
        // given
        Visitor officer = officer();
        officer.get("/bias/bounds/new");

        // when
        HttpResponse<String> wrong = officer.form("/bias/bounds", fields(with(bounds(), field, value)));
        keep("bias-bounds-wrong", wrong);

        // then
        assertThat(wrong.statusCode()).isEqualTo(status);
        assertThat(wrong.body())
                .contains(
                        told.replace("'", "&#39;"),
                        "role=\"alert\"",
                        "name=\"least-STATISTICAL_PARITY_DIFFERENCE\" value=\"-0.05\"",
                        "value=\"Model risk\"");
        assertThat(journal.of(SetBounds.class)).isEmpty();
    }

    private static Map<String, String> suite() {
        Map<String, String> suite = new LinkedHashMap<>();
        suite.put("version", "");
        suite.put("suite", "age");
        suite.put("workflow", "card-support");
        suite.put("system", "lending");
        suite.put("agent", "probe");
        suite.put("model", "");
        suite.put("instructions", "Answer granted\r\nor refused.");
        suite.put(
                "templates",
                "A teacher, {attribute}, asks.\r\n\r\nFor a loan.\r\n~ It is asked by a teacher, {attribute}.\r\n---\r\nA cook, {attribute}, asks.\r\n");
        suite.put("attribute", "age");
        suite.put("values", "35 years old\r\n61 years old\r\n");
        suite.put("repeats", "10");
        suite.put("maxOutputTokens", "");
        suite.put("kind", "LABEL");
        suite.put("favourable", "granted");
        suite.put("unfavourable", "refused\r\nnot, for now");
        suite.put("characters", "500");
        suite.put("least-COUNTERFACTUAL_DIFFERENCE", "-0.05");
        suite.put("most-COUNTERFACTUAL_FLIP_RATE", "0.1");
        suite.put("owner", "Model risk");
        suite.put("days", "30");
        suite.put("minimumPairs", "");
        suite.put("minimumTemplates", "2");
        suite.put("significance", "");
        suite.put("everyDays", "7");
        return suite;
    }

    @Test
    void definesTheSuiteThatTheApiDefines() throws Exception {
        // given
        journal.agent = "probe";
        Visitor officer = officer();
        String form = keep("bias-suite-form", officer.get("/bias/pairs/new"));

        // when
        HttpResponse<String> defined = officer.form("/bias/pairs", fields(suite()));
        String told = officer.get(location(defined)).body();
        DefineSuite byForm = sent(DefineSuite.class);
        program("officer").send("PUT", "/api/bias/pairs/age", """
                {"workflow": "card-support", "system": "lending", "agent": "probe", "instructions": "Answer granted\\nor refused.",
                 "templates": [{"text": "A teacher, {attribute}, asks.\\n\\nFor a loan.",
                                "paraphrases": ["It is asked by a teacher, {attribute}."]},
                               {"text": "A cook, {attribute}, asks."}],
                 "attribute": "age", "values": ["35 years old", "61 years old"], "repeats": 10,
                 "answers": {"kind": "LABEL", "favourable": ["granted"], "unfavourable": ["refused", "not, for now"], "characters": 500},
                 "bounds": [{"metric": "COUNTERFACTUAL_DIFFERENCE", "least": -0.05}, {"metric": "COUNTERFACTUAL_FLIP_RATE", "most": 0.1}],
                 "owner": "Model risk", "days": 30, "rules": {"minimumTemplates": 2}, "everyDays": 7}
                """);
        DefineSuite byApi = sent(DefineSuite.class);

        // then
        assertThat(form)
                .contains("A line of <code>---</code>", "200 when nothing is typed", "counterfactual flip rate")
                .doesNotContain("disparate impact");
        assertThat(location(defined)).isEqualTo("/bias/pairs/age");
        assertThat(told).contains("The suite is defined.", "/bias/pairs/new?suite=age");
        assertThat(byForm).isEqualTo(byApi);
        assertThat(byForm.suite().templates().getFirst())
                .isEqualTo(new BiasTemplate(
                        "A teacher, {attribute}, asks.\n\nFor a loan.",
                        List.of("It is asked by a teacher, {attribute}.")));
    }

    @Test
    void definesASuiteAnewFromWhatItIsAndNoneThatNobodyLookedAt() throws Exception {
        // given
        journal.agent = "probe";
        Visitor officer = officer();
        String form = keep("bias-suite-anew", officer.get("/bias/pairs/new?suite=letters"));
        Map<String, String> letters = with(with(suite(), "suite", "letters"), "system", "hiring");

        // when
        HttpResponse<String> unseen = officer.form("/bias/pairs", fields(letters));
        HttpResponse<String> older = officer.form("/bias/pairs", fields(with(letters, "version", "0")));
        HttpResponse<String> anew = officer.form("/bias/pairs", fields(with(letters, "version", "1")));

        // then
        assertThat(form)
                .contains(
                        ">A teacher, {attribute}, asks.</textarea>",
                        ">35 years old\n61 years old</textarea>",
                        "value=\"hiring\"",
                        "readonly=\"readonly\"",
                        "name=\"version\" value=\"1\"")
                .doesNotContain("would be changed by it");
        assertThat(unseen.statusCode()).isEqualTo(409);
        assertThat(unseen.body()).contains("There is a suite &#39;letters&#39;.", ">granted</textarea>");
        assertThat(older.statusCode()).isEqualTo(409);
        assertThat(older.body()).contains("was defined anew meanwhile");
        assertThat(location(anew)).isEqualTo("/bias/pairs/letters");
        assertThat(journal.of(DefineSuite.class)).hasSize(1);
        assertThat(officer.get("/bias/pairs/new?suite=none").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            suite                           | an age                | 400 | Give 'suite'
            suite                           | new                   | 400 | Give 'suite' another name
            workflow                        | ''                    | 400 | Give 'workflow'
            agent                           | nobody                | 404 | nobody
            templates                       | ''                    | 400 | A suite has templates.
            templates                       | A teacher asks.       | 400 | Each template, and each paraphrase
            templates                       | ~ Asks, {attribute}.  | 400 | Give 'text'
            values                          | 35 years old          | 400 | An attribute has 2 to 10 values
            repeats                         | 1001                  | 400 | A run has at most 1000 prompts
            repeats                         | many                  | 400 | Give 'repeats' as a whole number
            kind                            | ''                    | 400 | Give 'answers'
            kind                            | GUESS                 | 400 | Give 'kind' as one of word, label, pattern
            significance                    | 2                     | 400 | significance
            least-COUNTERFACTUAL_DIFFERENCE | low                   | 400 | as a number
            everyDays                       | 400                   | 400 | Runs begin 1 to 366 days apart.
            """)
    void saysBesideTheFormWhatIsWrongWithASuiteAndKeepsTheRest(String field, String value, int status, String told)
            throws Exception {
        // given
        journal.agent = "probe";
        Visitor officer = officer();
        officer.get("/bias/pairs/new");

        // when
        HttpResponse<String> wrong = officer.form("/bias/pairs", fields(with(suite(), field, value)));
        keep("bias-suite-wrong", wrong);

        // then
        assertThat(wrong.statusCode()).isEqualTo(status);
        assertThat(wrong.body())
                .contains(
                        told.replace("'", "&#39;"),
                        "role=\"alert\"",
                        "refused\nnot, for now</textarea>".replace("\n", "\r\n"),
                        "value=\"500\"");
        assertThat(journal.of(DefineSuite.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reviewer", "ai-officer"})
    void letsNobodyElseMakeThem(String account) throws Exception {
        // given
        Visitor visitor = new Visitor().signedIn(account);
        journal.agent = "probe";

        // when
        String page = visitor.get("/bias").body();

        // then
        assertThat(page)
                .doesNotContain("href=\"/bias/uses/new", "href=\"/bias/datasets/new", "href=\"/bias/bounds/new");
        for (String path : List.of("/bias/uses", "/bias/datasets", "/bias/bounds", "/bias/pairs")) {
            assertThat(visitor.get(path + "/new").statusCode()).as(path).isEqualTo(403);
        }
        visitor.get("/account");
        assertThat(visitor.form("/bias/uses", fields(use())).statusCode()).isEqualTo(403);
        assertThat(visitor.form("/bias/bounds", fields(bounds())).statusCode()).isEqualTo(403);
        assertThat(visitor.form("/bias/pairs", fields(suite())).statusCode()).isEqualTo(403);
        assertThat(visitor.upload("/bias/datasets", dataset(), CSV.getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(403);
        assertThat(journal.entries).isEmpty();
    }
}
