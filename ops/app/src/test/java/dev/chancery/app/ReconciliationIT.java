package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What tasks used is held against what the provider exports, through the whole system. */
class ReconciliationIT {

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: worker, location: cloud,
                 inputPrice: "0.25", outputPrice: "2.00", contextTokens: 100000, maxOutputTokens: 1000}
              - {id: home/echo, provider: openai, model: echo, baseUrl: '%1$s', tier: filter, location: local,
                 inputPrice: "0", outputPrice: "0", contextTokens: 100000, maxOutputTokens: 1000}
            workflows: [{id: assistance, purpose: Answers, gate: autonomous}]
            agents: [{id: clerk, owner: Owner, purpose: Tests, workflows: [assistance]}]
            """;

    private static final String USAGE = """
            {"object":"page","data":[{"object":"bucket","start_time":%d,"end_time":%d,"results":[
              {"object":"organization.usage.completions.result","input_tokens":%d,"output_tokens":%d,"input_cached_tokens":0,
               "num_model_requests":%d,"model":"simulated-1"}]}],"has_more":false}
            """;

    private static final String COSTS = """
            {"object":"page","data":[{"object":"bucket","start_time":%d,"end_time":%d,"results":[
              {"object":"organization.costs.result","amount":{"value":%s,"currency":"usd"},"line_item":"simulated-1, input"}]}],
             "has_more":false}
            """;

    @TempDir
    private Path directory;

    @Test
    void findsWhatWasInvoicedAndNeverRecorded() throws Exception {
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            Path policy = Files.createDirectories(directory.resolve("home/policy"));
            Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
            Path mount = Files.writeString(directory.resolve("mount"), "not mounted");
            try (ChanceryProcess chancery = ChanceryProcess.start(
                    directory.resolve("home"), "--chancery.backup.to=" + mount.resolve("record"))) {
                // given three answers of the cloud, and one of a model at home, which is on nobody's invoice
                for (int i = 0; i < 3; i++) {
                    ask(chancery, "cloud/echo");
                }
                ask(chancery, "home/echo");
                LocalDate today = LocalDate.now(Clock.systemUTC());
                String period = "?provider=openai&from=" + today.minusDays(1) + "&to=" + today;
                Eventually.holds(
                        Duration.ofSeconds(30), () -> requests(chancery.get("/api/reconciliation" + period)) == 3);
                JsonNode row = row(chancery, period);
                assertThat(row.get("standing").asString()).isEqualTo("NOT_INVOICED");
                LocalDate day = LocalDate.parse(row.get("day").asString());
                long from = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
                long input = row.at("/recorded/inputTokens").asLong();
                long output = row.at("/recorded/outputTokens").asLong();
                assertThat(input).isEqualTo(36);

                // when the provider counts a request more
                HttpResponse<String> first =
                        take(chancery, USAGE.formatted(from, from + 86_400, input + 12, output + 5, 4));

                // then that remains, with the tasks behind it
                assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
                Eventually.holds(
                        Duration.ofSeconds(30),
                        () -> row(chancery, period).get("standing").asString().equals("UNEXPLAINED"));
                row = row(chancery, period);
                assertThat(row.at("/unexplained/requests").asLong()).isEqualTo(1);
                assertThat(row.at("/unexplained/inputTokens").asLong()).isEqualTo(12);
                assertThat(row.get("sentence").asString())
                        .contains("+1 requests")
                        .contains("+12 input tokens");
                String tasks = "/api/reconciliation/tasks?provider=openai&day=" + day + "&model=simulated-1&limit=2";
                JsonNode page = chancery.get(tasks);
                assertThat(page.get("calls")).hasSize(2);
                JsonNode rest =
                        chancery.get(tasks + "&after=" + page.get("next").asLong());
                assertThat(rest.get("calls")).hasSize(1);
                assertThat(rest.has("next") && !rest.get("next").isNull()).isFalse();

                // and the same file says nothing new, a corrected one replaces it
                HttpResponse<String> again =
                        take(chancery, USAGE.formatted(from, from + 86_400, input + 12, output + 5, 4));
                assertThat(again.statusCode()).isEqualTo(200);
                assertThat(again.body()).contains("\"imported\":false");
                HttpResponse<String> corrected = take(chancery, USAGE.formatted(from, from + 86_400, input, output, 3));
                assertThat(ChanceryProcess.JSON.readTree(corrected.body()).get("supersedes"))
                        .hasSize(1);
                long cost = row.at("/recorded/cost/amount").asLong();
                take(chancery, COSTS.formatted(from, from + 86_400, "0.0000" + cost));
                Eventually.holds(
                        Duration.ofSeconds(30),
                        () -> row(chancery, period).at("/invoiced/cost/amount").asLong() == cost);
                assertThat(row(chancery, period).get("standing").asString()).isEqualTo("AGREES");
                assertThat(chancery.api("GET", "/api/reconciliation/table.csv" + period, "")
                                .body()
                                .lines())
                        .hasSize(2)
                        .last()
                        .asString()
                        .contains("\"simulated-1\",\"AGREES\"");

                // and all the while backups fail, which health says and nobody who asks a model notices
                Eventually.holds(
                        Duration.ofSeconds(30),
                        () -> health(chancery).at("/details/error").asString("").contains(mount.toString()));
                assertThat(health(chancery).path("status").asString()).isEqualTo("WARNING");
                assertThat(chancery.api("GET", "/actuator/prometheus", "").body())
                        .contains("chancery_backup_age_seconds -1.0");
                ask(chancery, "home/echo");

                // and what is no export says what to do
                HttpResponse<String> bad = take(chancery, "a,b,c\n1,2,3\n");
                assertThat(bad.statusCode()).isEqualTo(400);
                assertThat(bad.body())
                        .contains("urn:chancery:problem:bad-usage-export")
                        .contains("Expected start_time");
            }
        }
    }

    private static JsonNode health(ChanceryProcess chancery) {
        return ChanceryProcess.JSON
                .readTree(chancery.api("GET", "/actuator/health", "").body())
                .at("/components/backupHealth");
    }

    private static void ask(ChanceryProcess chancery, String model) {
        HttpResponse<String> answer = chancery.chat("{\"model\":\"" + model
                + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"When do you open?\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> take(ChanceryProcess chancery, String export) {
        return chancery.api("POST", "/api/reconciliation/imports?provider=openai", export);
    }

    private static long requests(JsonNode reconciliation) {
        return reconciliation.at("/rows/0/recorded/requests").asLong();
    }

    private static JsonNode row(ChanceryProcess chancery, String period) {
        JsonNode rows = chancery.get("/api/reconciliation" + period).get("rows");
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
