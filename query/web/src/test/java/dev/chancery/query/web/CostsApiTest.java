package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.command.ValueCommand.SetBaseline;
import dev.chancery.contracts.fact.Baseline;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CostsApiTest extends WebTest {

    private HttpResponse<String> file(String path, String type, String body) throws Exception {
        Visitor program = program();
        return program.send(program.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    @Test
    void aPriceListIsTakenInOnce() throws Exception {
        // when
        String path = "/api/prices/imports?source=genai&date=2026-08-21";
        HttpResponse<String> first = file(path, "application/octet-stream", "{}");
        HttpResponse<String> again = file(path, "application/octet-stream", "{}");
        // then
        assertThat(List.of(first.statusCode(), again.statusCode())).containsExactly(201, 200);
        assertThat(json(first).at("/file/date").asString()).isEqualTo("2026-08-21");
        assertThat(json(again).path("imported").asBoolean()).isFalse();
        assertThat(journal.of(ImportPrices.class))
                .hasSize(2)
                .allMatch(each -> each.by().equals("admin"));
        assertThat(problem(file(path, "application/octet-stream", "bad"))).isEqualTo("400 bad-price-list");
        assertThat(problem(file(path, "application/x-www-form-urlencoded", "{}")))
                .isEqualTo("415 bad-price-list");
        assertThat(problem(file("/api/prices/imports?source=a/b", "application/octet-stream", "{}")))
                .isEqualTo("400 invalid-request");
    }

    @Test
    void onlyDifferingPricesBecomeADraft() throws Exception {
        // when
        HttpResponse<String> changes = program().get("/api/prices/changes?date=2026-08-21");
        HttpResponse<String> draft = program()
                .send("POST", "/api/prices/changes/drafts", "{\"date\":\"2026-08-21\",\"reason\":\"they fell\"}");
        HttpResponse<String> none = program()
                .send("POST", "/api/prices/changes/drafts", "{\"deployments\":[\"same\"],\"reason\":\"they fell\"}");
        // then
        assertThat(json(changes).path("deployments")).hasSize(1);
        assertThat(json(changes).at("/deployments/0/deployment").asString()).isEqualTo("other");
        assertThat(json(program().get("/api/prices?date=2026-08-21")).path("deployments"))
                .hasSize(2);
        assertThat(draft.statusCode()).isEqualTo(201);
        assertThat(json(draft).at("/byHand/0/price").asString()).isEqualTo("cacheRead");
        assertThat(journal.of(String.class))
                .containsExactly(
                        "propose [Wanted[pointer=/deployments/1/inputPrice, after=\"1.25\"]] Prices of genai of"
                                + " 2026-08-21 (SHA-256 abababababababab…): they fell admin");
        assertThat(problem(none)).isEqualTo("409 nothing-to-draft");
    }

    @Test
    void aBaselineIsWhatATaskCostsWhenPeopleDoIt() throws Exception {
        // when
        HttpResponse<String> byTime = program().send("POST", "/api/workflows/card-support/baseline", """
                        {"minutesPerTask": 6.5, "hourlyRate": "42", "currency": "EUR", "from": "2026-11-01",
                         "source": "time study of October"}""");
        HttpResponse<String> told = program().send("POST", "/api/workflows/card-support/baseline", """
                        {"costPerTask": "3.10", "reviewHourlyRate": "50", "currency": "EUR", "from": "2026-11-01",
                         "source": "offer of the agency"}""");
        // then 42 an hour for 390 seconds
        assertThat(List.of(byTime.statusCode(), told.statusCode())).containsExactly(201, 201);
        assertThat(journal.of(SetBaseline.class).getFirst().workflow()).isEqualTo(new WorkflowId("card-support"));
        Baseline first = journal.of(SetBaseline.class).getFirst().baseline();
        assertThat(first.costPerTask().toString()).isEqualTo("4.550000 EUR");
        assertThat(first.secondsPerTask()).isEqualTo(390);
        assertThat(first.from()).isEqualTo(LocalDate.parse("2026-11-01"));
        Baseline second = journal.of(SetBaseline.class).getLast().baseline();
        assertThat(second.costPerTask().toString()).isEqualTo("3.100000 EUR");
        assertThat(second.secondsPerTask()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            card-support | {"currency": "EUR", "source": "s"}                                                                    | 400 invalid-request
            card-support | {"costPerTask": "1", "minutesPerTask": 1, "hourlyRate": "1", "currency": "EUR", "source": "s"}        | 400 invalid-request
            card-support | {"minutesPerTask": 1, "currency": "EUR", "source": "s"}                                               | 400 invalid-request
            card-support | {"costPerTask": "-1", "currency": "EUR", "source": "s"}                                               | 400 invalid-request
            card-support | {"costPerTask": "0.0000001", "currency": "EUR", "source": "s"}                                        | 400 invalid-request
            card-support | {"costPerTask": "1", "currency": "EURO", "source": "s"}                                               | 400 invalid-request
            card-support | {"costPerTask": "1", "currency": "EUR"}                                                               | 400 invalid-request
            nobody       | {"costPerTask": "1", "currency": "EUR", "source": "s"}                                                | 404 not-found
            """)
    void refusesABaselineThatSaysNothing(String workflow, String body, String problem) throws Exception {
        assertThat(problem(program().send("POST", "/api/workflows/" + workflow + "/baseline", body)))
                .isEqualTo(problem);
        assertThat(journal.of(SetBaseline.class)).isEmpty();
    }

    @Test
    void costsAreAskedByAnyDimensionAndNeedTheToken() throws Exception {
        assertThat(json(program().get("/api/costs?by=day&from=2026-11-01&to=2026-11-30"))
                        .path("by")
                        .asString())
                .isEqualTo("DAY");
        assertThat(problem(program().get("/api/costs?by=colour"))).isEqualTo("400 invalid-request");
        assertThat(problem(program().get("/api/costs?from=2026-02-01&to=2026-01-01")))
                .isEqualTo("400 invalid-request");
        assertThat(stranger().get("/api/costs").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/costs/value, /leavesOut/0, what it leaves out",
        "/api/costs/anomalies, /windowDays, 28",
        "/api/costs/proposals, /insufficient/0, too few outputs"
    })
    void aPeriodIsTheLastThirtyDaysUnlessItIsTold(String path, String pointer, String said) throws Exception {
        // when
        JsonNode last = json(program().get(path));
        JsonNode told = json(program().get(path + "?from=2026-11-01&to=2026-11-03"));
        HttpResponse<String> until = program().get(path + "?to=2026-11-30");
        HttpResponse<String> backwards = program().get(path + "?from=2026-11-03&to=2026-11-01");
        HttpResponse<String> noDay = program().get(path + "?from=yesterday");

        // then
        assertThat(last.at(pointer).asString()).isEqualTo(said);
        assertThat(LocalDate.parse(last.get("from").asString()))
                .isEqualTo(LocalDate.parse(last.get("to").asString()).minusDays(29));
        assertThat(told.get("from").asString()).isEqualTo("2026-11-01");
        assertThat(json(until).get("from").asString()).isEqualTo("2026-11-01");
        assertThat(List.of(problem(backwards), problem(noDay))).containsOnly("400 invalid-request");
        assertThat(noDay.body()).contains("Give 'from' as a day such as 2027-12-02");
    }

    @Test
    void baselinesAndImportsAreListed() throws Exception {
        assertThat(json(program().get("/api/costs/baselines"))
                        .at("/workflows/0/workflow")
                        .asString())
                .isEqualTo("card-support");
        assertThat(json(program().get("/api/prices/imports"))
                        .at("/imports/0/by")
                        .asString())
                .isEqualTo("ada");
    }

    @Test
    void pricesAreAskedForADay() throws Exception {
        assertThat(json(program().get("/api/prices?date=2026-08-21"))
                        .path("date")
                        .asString())
                .isEqualTo("2026-08-21");
        assertThat(problem(program().get("/api/prices?date=soon"))).isEqualTo("400 invalid-request");
        assertThat(problem(program().get("/api/prices/changes?date=soon"))).isEqualTo("400 invalid-request");
        assertThat(problem(program().send("POST", "/api/prices/changes/drafts", "{\"deployments\":[\"other\"]}")))
                .isEqualTo("400 invalid-request");
        HttpResponse<String> noDay =
                program().send("POST", "/api/prices/changes/drafts", "{\"date\":\"soon\",\"reason\":\"r\"}");
        assertThat(problem(noDay)).isEqualTo("400 invalid-request");
        assertThat(noDay.body()).contains("Give 'date' as a day");
    }
}
