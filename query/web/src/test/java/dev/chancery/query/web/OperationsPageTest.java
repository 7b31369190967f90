package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.query.contracts.OperationsQuery.FindOperations;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OperationsPageTest extends WebTest {

    /** Most bytes of a page, so that it and what it links to stay below 200 kB. */
    private static final int MOST_BYTES = 110_000;

    private static int count(String page, String part) {
        return page.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void saysHowThingsGoWithCountsAndIntervals() throws Exception {
        // when
        String page = keep("operations", new Visitor().signedIn().get("/operations"));

        // then
        assertThat(page)
                .contains(
                        "1\u202f204",
                        "310\u00a0ms",
                        "95 of 100 within 890\u00a0ms",
                        "5.04\u00a0USD",
                        "title=\"5.035128\u00a0USD\"",
                        "92.0\u00a0%",
                        "81.1\u00a0% to 96.8\u00a0% (95 %), n 50",
                        "91.0\u00a0% to 97.3\u00a0% (95 %), n 200",
                        "120 of 1\u202f083 outputs",
                        "the first for 2\u00a0h 5\u00a0min",
                        "budget exceeded",
                        "&lt;i&gt;hostile&lt;/i&gt;",
                        "agent-day support-bot",
                        "0.57\u00a0USD left of 5.00\u00a0USD",
                        "used up",
                        "1 day of the last seven cost far more",
                        "1 event<",
                        "events behind; being rebuilt",
                        "By workflow",
                        "format=csv")
                .doesNotContain("style=", "onclick", "<script>", "<i>hostile");
        assertThat(count(page, "role=\"img\"")).as("charts and meters").isEqualTo(8 + 3);
        assertThat(count(page, "<details>")).as("each chart has its table").isEqualTo(8);
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(MOST_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"hour,PT1M,60", "today,PT15M,", "week,PT6H,", "month,PT24H,30", "quarter,PT24H,91"})
    void looksAsFarBackAsItsAddressSays(String range, Duration step, Integer spans) throws Exception {
        // when
        HttpResponse<String> page =
                new Visitor().signedIn().get("/operations?range=" + range + "&workflow=card-support");

        // then
        FindOperations asked = journal.of(FindOperations.class).getFirst();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(asked.workflow()).isEqualTo(new WorkflowId("card-support"));
        assertThat(asked.step()).isEqualTo(step);
        assertThat(asked.to())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plus(step));
        if (spans != null) {
            assertThat(asked.spans()).isEqualTo(spans);
        }
        assertThat(page.body()).contains("workflow=card-support", "aria-current=\"page\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "charts", "health"})
    void refreshesOnlyAPart(String part) throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String body = admin.send(admin.request("/operations?range=week")
                        .header("HX-Target", part)
                        .GET())
                .body();

        // then
        assertThat(body.strip())
                .contains("id=\"" + part + "\"", "hx-get=\"/operations?range=week\"")
                .doesNotContain("<html", "<nav");
        for (String other : new String[] {"numbers", "charts", "health"}) {
            assertThat(body.contains("id=\"" + other + "\"")).isEqualTo(other.equals(part));
        }
    }

    @Test
    void saysWhatIsNotThereYet() throws Exception {
        // when
        String page = keep("operations-quiet", new Visitor().signedIn().get("/operations?workflow=quiet"));

        // then
        assertThat(page)
                .contains(
                        "no verdict",
                        "nobody decided",
                        "nothing waits",
                        "nothing runs",
                        "Nothing to draw in this time.")
                .contains("Spans so short are known from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"range=year", "by=day", "by=%3Cb%3E", "workflow=a%20b"})
    void refusesWhatItCannotShow(String query) throws Exception {
        // when
        HttpResponse<String> page = new Visitor().signedIn().get("/operations?" + query);

        // then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("Not done").doesNotContain("<b>");
    }

    @Test
    void programsGetTheSame() throws Exception {
        // when
        HttpResponse<String> answer =
                program().get("/api/operations?from=2026-11-30T10:00:30Z&to=2026-11-30T11:00:00Z&step=PT15M");
        HttpResponse<String> csv = program().get("/api/operations?step=PT5M&format=csv");
        HttpResponse<String> balances = program().get("/api/budgets/balances?day=2026-11-30");

        // then
        JsonNode json = json(answer);
        assertThat(json.path("from").asString()).isEqualTo("2026-11-30T10:00:00Z");
        assertThat(json.path("step").asString()).isEqualTo("PT15M");
        assertThat(json.path("spans")).hasSize(4);
        assertThat(json.at("/passed/n").asLong()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body()).startsWith("at,opened,released,held");
        assertThat(csv.body().lines()).hasSizeBetween(13, 14);
        assertThat(json(balances).at("/balances/0/scope/id").asString()).isEqualTo("support-bot/2026-11-30");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "step=PT7M",
                "step=long",
                "from=2026-01-01T00:00:00Z",
                "from=2026-11-30T10:00:00Z&to=2026-11-30T09:00:00Z"
            })
    void programsAreToldWhatIsWrong(String query) throws Exception {
        assertThat(problem(program().get("/api/operations?" + query))).isEqualTo("400 invalid-request");
    }
}
