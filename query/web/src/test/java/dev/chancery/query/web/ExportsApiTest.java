package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.query.web.exports.XlsxFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

@Import(ItemsApi.class)
class ExportsApiTest extends WebTest {

    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /** Each list of the API, and where in its JSON the items are; {@code .} is the answer itself, {@code one} an answer without a list. */
    private static final String LISTS = """
            /api/erasures                              erasures
            /api/erasures/{id}                         one
            /api/exports                               exports
            /api/exports/{export}                      one
            /api/schedules                             schedules
            /api/schedules/{schedule}                  one
            /api/holds                                 holds
            /api/obligations                           systems.obligations
            /api/controls                              systems.controls
            /api/controls/{id}                         systems.controls
            /api/reviews                               reviews
            /api/agents                                agents
            /api/agents/{id}/rules                     grants
            /api/fleet                                 deployments
            /api/search                                one
            /api/search/tasks?q=x                      tasks
            /api/search/events?q=x                     events
            /api/tools                                 servers.tools
            /api/costs                                 lines
            /api/costs/value                           workflows
            /api/costs/anomalies                       anomalies
            /api/costs/proposals                       proposals
            /api/costs/baselines                       workflows.baselines
            /api/oversight                             reviewers
            /api/policy/drafts                         drafts
            /api/policy/versions                       versions
            /api/policy/files                          files
            /api/policy/review-counts                  models
            /api/abandoned                             abandoned
            /api/dead-letters                          letters
            /api/views                                 one
            /api/views/fingerprints                    one
            /api/prices                                deployments
            /api/prices/imports                        imports
            /api/prices/changes                        deployments
            /api/judge/agreement                       rubrics
            /api/kill                                  pulled
            /api/tasks                                 tasks
            /api/tasks/{task}                          one
            /api/tasks/{task}/events                   events
            /api/tasks/{task}/output                   one
            /api/tasks/{task}/lineage                  calls
            /api/incidents                             incidents
            /api/incidents/{incident}                  one
            /api/workflows                             workflows
            /api/workflows/{id}                        one
            /api/budgets                               budgets
            /api/budgets/balances                      balances
            /api/operations                            spans
            /api/policies                              policies
            /api/models                                versions
            /api/spend                                 lines
            /api/bias/pairs                            suites
            /api/bias/pairs/{suite}                    one
            /api/bias/pairs/{suite}/runs               runs
            /api/bias/pairs/{suite}/runs/{run}         one
            /api/bias/uses                             uses
            /api/bias/uses/{use}                       one
            /api/bias/datasets/{dataset}               one
            /api/bias/bounds                           bounds
            /api/bias/checks                           checks
            /api/bias/checks/{check}                   one
            /api/bias/findings                         findings
            /api/bias/findings/{finding}               one
            /api/rules                                 versions
            /api/rules/{version}/changes               systems
            /api/systems                               systems
            /api/systems/unclassified                  parts
            /api/systems/{system}                      one
            /api/systems/{system}/registration         sections.points
            /api/shadow-ai                             services
            /api/shadow-ai/catalogue                   services
            /api/lineage/versions                      versions
            /api/lineage/quality                       lines
            /api/lineage/prompts                       prompts
            /api/lineage/blast-radius?deployment=d     page
            /api/lineage/modifications                 modifications
            /api/log/events                            events
            /api/log/events/{position}                 one
            /api/people                                accounts
            /api/people/{account}                      one
            /api/account                               grants
            /api/account/roles                         .
            /api/account/tokens                        .
            /api/visits                                visits
            /api/visits/{visit}                        one
            /api/log/rotations                         .
            /api/log/witnesses                         .
            /api/log/status                            one
            /api/log/audit                             one
            /api/log/consistency?from=1                one
            /api/reconciliation?provider=openai        rows
            /api/reconciliation/tasks?provider=openai&day=2026-11-01&model=m  calls
            /api/operations/items                                 items
            /api/operations/items/newest                          items
            /api/operations/items/odd                             odds
            """;

    /** What is a document with a form of its own. */
    private static final List<String> NO_TABLES = List.of(
            "/api/calendar.ics",
            "/api/examples",
            "/api/exports/{id}/download",
            "/api/lineage/blast-radius/prov",
            "/api/lineage/bom",
            "/api/log/checkpoint",
            "/api/log/checkpoint/cosigned",
            "/api/log/key",
            "/api/log/proof/{position}",
            "/api/log/tile/{*path}",
            "/api/policy/diff",
            "/api/policy/versions/{version}",
            "/api/reconciliation/table.csv",
            "/api/rules/{version}",
            "/api/tasks/{id}/prov");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    private static Map<String, String> lists() {
        Map<String, String> lists = new TreeMap<>();
        LISTS.lines().map(line -> line.split("\\s+")).forEach(list -> lists.put(list[0], list[1]));
        return lists;
    }

    private String path(String pattern, String incident) {
        return pattern.replace("{task}", Sample.RELEASED)
                .replace("{incident}", incident)
                .replace("{suite}", "letters")
                .replace("{run}", "letters-1")
                .replace("{use}", "u-1")
                .replace("{dataset}", "d-1")
                .replace("{check}", "check-1")
                .replace("{finding}", "finding-1")
                .replace("{export}", SampleExporting.READY)
                .replace("{schedule}", "weekly")
                .replace("{version}", "rules-2")
                .replace("{system}", "hiring")
                .replace("{position}", "1")
                .replace("{account}", MemoryAccounts.ADMIN)
                .replace("{visit}", "visit-1")
                .replace("workflows/{id}", "workflows/card-support")
                .replace("agents/{id}", "agents/support-bot")
                .replace("controls/{id}", "controls/ai-literacy");
    }

    private HttpResponse<String> accept(String path, String type) throws Exception {
        Visitor program = program();
        return program.send(program.request(path).header("Accept", type).GET());
    }

    private XlsxFile xlsx(String path) throws Exception {
        HttpRequest request = program().request(path).GET().build();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(XLSX);
        return XlsxFile.read(answer.body());
    }

    /** Rows of a CSV file, read by nothing that wrote it: RFC 4180. */
    private static List<List<String>> csv(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase("text/csv;header=present;charset=UTF-8");
        return csv(answer.body());
    }

    private static List<List<String>> csv(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        var cells = Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|([^\",\\r\\n]*))(,|\\r\\n)")
                .matcher(text);
        int end = 0;
        while (end < text.length() && cells.find(end) && cells.start() == end) {
            row.add(cells.group(1) == null ? cells.group(2) : cells.group(1).replace("\"\"", "\""));
            if (cells.group(3).equals("\r\n")) {
                rows.add(row);
                row = new ArrayList<>();
            }
            end = cells.end();
        }
        assertThat(end).as("this is CSV: %s", text).isEqualTo(text.length());
        assertThat(rows).allSatisfy(each -> assertThat(each).hasSameSizeAs(rows.getFirst()));
        return rows;
    }

    private static Stream<JsonNode> items(JsonNode answer, String list) {
        if (list.equals("one")) {
            return Stream.of(answer);
        }
        if (list.equals(".")) {
            return answer.valueStream();
        }
        Stream<JsonNode> found = Stream.of(answer);
        for (String name : list.split("\\.")) {
            found = found.flatMap(owner -> owner.get(name).valueStream());
        }
        return list.equals("models") ? found.flatMap(JsonNode::valueStream) : found;
    }

    @Test
    void everyAnswerOfTheApiIsAListOrADocument() {
        // given
        List<String> patterns = mappings.getHandlerMethods().keySet().stream()
                .filter(mapping ->
                        mapping.getMethodsCondition().getMethods().toString().contains("GET"))
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .filter(pattern -> pattern.startsWith("/api/"))
                .map(pattern -> NO_TABLES.contains(pattern) ? pattern : pattern.replaceAll("\\{[^}]*}", "{}"))
                .toList();

        // then a new one has its place in this test
        assertThat(patterns)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                NO_TABLES.stream(),
                                lists().keySet().stream()
                                        .map(path ->
                                                path.replaceAll("\\?.*", "").replaceAll("\\{[^}]*}", "{}")))
                        .toList());
    }

    @Test
    void everyListIsATableOfAsManyRowsAsItHasItems() throws Exception {
        // given
        journal.modelsThere = true;
        journal.agent = "support-bot";
        program().send("POST", "/api/erasures", "{\"subject\":\"p-1\",\"reason\":\"asked\"}");
        String erasure = journal.of(RequestErasure.class).getFirst().erasure();
        String incident = json(program()
                        .send(
                                "POST",
                                "/api/incidents",
                                "{\"awareAt\":\"2026-11-20T09:30:00+01:00\",\"awareBy\":\"deployer\",\"category\":\"a\",\"death\":true,"
                                        + "\"causal\":\"suspected\",\"memberStates\":[\"DE\"],\"description\":\"A wrong dose.\","
                                        + "\"systems\":[\"hiring\"]}"))
                .at("/summary/incident")
                .asString();

        for (Map.Entry<String, String> list : lists().entrySet()) {
            String path = path(list.getKey(), incident).replace("{id}", erasure);

            // when
            HttpResponse<String> asJson = program().get(path);
            List<List<String>> rows = csv(accept(path, "text/csv"));
            XlsxFile file = xlsx(path + (path.contains("?") ? "&" : "?") + "format=xlsx");

            // then
            assertThat(asJson.statusCode()).as(path).isEqualTo(200);
            List<JsonNode> items = items(json(asJson), list.getValue()).toList();
            assertThat(rows).as(path).hasSize(items.size() + 1);
            assertThat(file.rows(1)).as(path).isEqualTo(items.size() + 1);
            if (!items.isEmpty() && items.getFirst().isObject()) {
                List<String> named = rows.getFirst().stream()
                        .map(name -> name.replaceAll("\\..*", ""))
                        .distinct()
                        .toList();
                if (list.getKey().endsWith("registration")) {
                    assertThat(named)
                            .containsExactly(
                                    "section",
                                    "article",
                                    "restricted",
                                    "number",
                                    "field",
                                    "value",
                                    "standing",
                                    "missing");
                } else {
                    assertThat(named).as(path).containsAll(items.getFirst().propertyNames());
                }
            }
        }
    }

    @Test
    void aListWithoutItemsHasItsHeader() throws Exception {
        assertThat(csv(program().get("/api/costs?from=1999-01-01&to=1999-01-31&format=csv")))
                .singleElement()
                .satisfies(header -> assertThat(header)
                        .startsWith("key", "tasks")
                        .contains("cost", "cost.currency", "perTask.currency"));
    }

    @Test
    void cellsSayWhatTheJsonSays() throws Exception {
        // when
        List<List<String>> rows = csv(program().get("/api/operations/items?format=csv&limit=10"));

        // then
        assertThat(rows.getFirst()).containsExactly("number", "text", "price", "price.currency");
        assertThat(rows.get(1)).containsExactly("0", "'=cmd|' /C calc'!A0", "1.234567", "EUR");
        assertThat(rows.get(2)).containsExactly("1", "a \"b\", c", "", "");
        assertThat(rows.get(3)).containsExactly("2", "d\r\ne", "1.234569", "EUR");
        assertThat(rows.get(4)).containsExactly("3", "Grüße 你好 🙂", "", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv                                 | csv
            application/json                         | json
            */*                                      | json
            text/csv, application/json               | csv
            application/json, text/csv               | json
            text/csv;q=0.5, application/json         | json
            text/csv;q=0.5, */*                      | json
            text/csv, */*;q=0.8                      | csv
            text/html, application/xml;q=0.9, */*;q=0.8 | json
            """)
    void whatIsAcceptedFirstIsAnswered(String accepted, String format) throws Exception {
        // when
        HttpResponse<String> answer = accept("/api/holds", accepted);

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains(format);
    }

    @Test
    void aFileHasTheNameOfItsListAndTheDay() throws Exception {
        // given
        LocalDate today = LocalDate.now(ZoneOffset.UTC);

        // then
        assertThat(name("/api/holds?format=csv")).isEqualTo("holds-" + today + ".csv");
        assertThat(name("/api/tasks?format=xlsx&limit=2")).isEqualTo("tasks-page-" + today + ".xlsx");
        assertThat(name("/api/tasks/" + Sample.HELD + "/events?format=csv"))
                .isEqualTo("tasks-" + Sample.HELD + "-events-" + today + ".csv");
        assertThat(name("/api/abandoned?format=csv&list=days")).isEqualTo("abandoned-days-" + today + ".csv");
    }

    private String name(String path) throws Exception {
        return program()
                .get(path)
                .headers()
                .firstValue("Content-Disposition")
                .orElse("")
                .replaceAll("attachment; filename=\"(.*)\"", "$1");
    }

    @Test
    void otherListsOfAnAnswerAreAskedForByName() throws Exception {
        assertThat(csv(program().get("/api/abandoned?format=csv&list=days")))
                .containsExactly(List.of("day", "act", "count"), List.of("1970-01-01", "TASK", "1"));
        assertThat(csv(program().get("/api/systems/hiring?format=csv&list=risks"))
                        .get(1))
                .contains("It prefers some.", "2027-03-01");
        assertThat(csv(program().get("/api/rules?format=csv&list=adoptions"))).hasSize(2);
    }

    @Test
    void aPageSaysWhereTheNextOneIs() throws Exception {
        // when
        HttpResponse<String> page = program().get("/api/operations/items?format=csv&count=10&limit=4");

        // then
        assertThat(csv(page)).hasSize(5);
        String link = page.headers().firstValue("Link").orElse("");
        assertThat(link).isEqualTo("</api/operations/items?format=csv&count=10&limit=4&after=3>; rel=\"next\"");
        assertThat(csv(program().get(link.replaceAll("<(.*)>.*", "$1"))).get(1).getFirst())
                .isEqualTo("4");
    }

    @Test
    void allPagesAreOneFile() throws Exception {
        // when
        List<List<String>> rows = csv(program().get("/api/operations/items?format=csv&all=true&count=10001"));
        XlsxFile file = xlsx("/api/operations/items?format=xlsx&all=true&count=10001");

        // then
        assertThat(rows.stream().skip(1).map(row -> Integer.valueOf(row.getFirst())))
                .hasSize(10_001)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(file.rows(1)).isEqualTo(10_002);
        assertThat(file.cell(2, "B3")).isEqualTo("n 10001");
        assertThat(file.cell(2, "B4")).isEqualTo("b 1");
    }

    @Test
    void whatIsBrokenOffSaysSoAndHowToGoOn() throws Exception {
        // when enough of it has left that no other answer can be given
        List<List<String>> rows =
                csv(program().get("/api/operations/items?format=csv&all=true&count=9000&failing=8002"));

        // then
        assertThat(rows).hasSize(8_002);
        assertThat(rows.getLast())
                .containsExactly("These are not all. Item 8002 cannot be read now. Go on with after=7999.", "", "", "");
    }

    @Test
    void aRowThatCannotBeWrittenIsNotPassedOver() throws Exception {
        // when
        List<List<String>> rows = csv(program().get("/api/operations/items/odd?format=csv&count=5000"));

        // then
        assertThat(rows).hasSize(5_001);
        assertThat(rows.getLast()).containsExactly("These are not all. Something broke; the log says what.", "");
        assertThat(problem(program().get("/api/operations/items/odd?format=csv&count=2")))
                .isEqualTo("500 internal");
    }

    @Test
    void aListWithoutPagesThatIsFullMayGoOn() throws Exception {
        assertThat(csv(program().get("/api/operations/items/newest?format=csv&count=200"))
                        .getLast()
                        .getFirst())
                .isEqualTo("These may not be all. This list has no pages, and lists have at most 200 items.");
        assertThat(csv(program().get("/api/operations/items/newest?format=csv&count=199")))
                .hasSize(200);
    }

    @Test
    void whatBreaksBeforeAnythingHasLeftIsAProblem() throws Exception {
        assertThat(problem(program().get("/api/operations/items?format=csv&all=true&failing=5")))
                .isEqualTo("503 not-here");
        assertThat(problem(accept("/api/operations/items?failing=2", "text/csv")))
                .isEqualTo("503 not-here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/holds?format=pdf                     | 400 invalid-request | csv, xlsx or json
            /api/abandoned?format=csv&list=weeks      | 400 invalid-request | abandoned, days
            /api/tasks?format=csv&all=perhaps         | 400 invalid-request | true or false
            /api/tasks?format=csv&limit=0             | 400 invalid-request | 1 to 200
            /api/tasks/nothing?format=csv             | 404 not-found       | nothing
            /api/lineage/bom?format=csv               | 400 invalid-request | no list
            /api/rules/rules-1?format=xlsx            | 400 invalid-request | no list
            /api/models?format=csv                    | 503 audit-unavailable | again
            """)
    void saysWhatIsWrong(String path, String problem, String says) throws Exception {
        // when
        HttpResponse<String> answer = program().get(path);

        // then
        assertThat(problem(answer)).isEqualTo(problem);
        assertThat(json(answer).get("detail").asString()).contains(says);
        assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
    }

    @Test
    void whoMayNotReadTheListMayNotReadTheTable() throws Exception {
        // given
        journal.agent = "support-bot";

        // then
        assertThat(problem(stranger().get("/api/tasks?format=csv"))).isEqualTo("401 unauthenticated");
        assertThat(problem(stranger().withToken("key-support-bot").get("/api/tasks?format=csv")))
                .isEqualTo("401 unauthenticated");
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void eachTextOfATableIsDisclosedOnTheRecord() throws Exception {
        // when
        csv(program().get("/api/reviews?format=csv"));
        int asTable = journal.entries.size();
        journal.entries.clear();
        program().get("/api/reviews");

        // then
        assertThat(asTable).isPositive().isEqualTo(journal.entries.size());
    }

    @Test
    void whatHasItsOwnFormStaysAsItIs() throws Exception {
        assertThat(program()
                        .get("/api/reconciliation/table.csv?provider=openai")
                        .body())
                .startsWith("\"day\",\"model\",\"standing\"");
        assertThat(program().get("/api/examples?workflow=w&format=csv").body()).startsWith("\"task\",");
    }

    @Test
    void eachFieldOfAnnexEightIsARow() throws Exception {
        assertThat(csv(program().get("/api/systems/hiring/registration?format=csv")))
                .containsExactly(
                        List.of("section", "article", "restricted", "number", "field", "value", "standing", "missing"),
                        List.of("B", "Art. 49(2)", "false", "1", "provider", "", "MISSING", "true"),
                        List.of("B", "Art. 49(2)", "false", "2", "submitter", "", "OPTIONAL", "false"),
                        List.of("B", "Art. 49(2)", "false", "4", "trade name", "The hiring", "DERIVED", "false"));
    }
}
