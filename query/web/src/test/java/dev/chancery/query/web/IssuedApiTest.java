package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ScheduleCommand.PauseSchedule;
import dev.chancery.contracts.command.ScheduleCommand.RemoveSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SetSchedule;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleScope;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.ExportQuery.FindExports;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class IssuedApiTest extends WebTest {

    @Autowired
    SampleExporting exporting;

    @BeforeEach
    void forget() {
        exporting.asked.clear();
    }

    @Test
    void listsWhatWasIssuedByKindAndState() throws Exception {
        // when
        JsonNode all = json(program().get("/api/exports"));
        JsonNode ready = json(program().get("/api/exports?kind=audit_pack&state=ready&limit=1"));
        // then
        assertThat(all.get("exports")).hasSize(4);
        JsonNode first = ready.at("/exports/0");
        assertThat(first.get("sha256").asString()).isEqualTo("ab".repeat(32));
        assertThat(first.get("keptUntil").asString()).isEqualTo("2026-12-29T09:00:00Z");
        assertThat(first.at("/deliveries/1/reason").asString()).isEqualTo("The bucket does not permit it.");
        assertThat(journal.of(FindExports.class))
                .containsExactly(
                        new FindExports(null, null, null, 30, null, 50),
                        new FindExports(ExportKind.AUDIT_PACK, ExportState.READY, null, 30, null, 1));
    }

    @Test
    void listsThemAsATableWhoseCellsAreNoFormulas() throws Exception {
        // when
        String csv = program().get("/api/exports?format=csv").body();
        // then
        assertThat(csv.lines().findFirst().orElseThrow())
                .startsWith("export,kind,period,scope,from,to,contents,actor,schedule,due,missed")
                .contains("sha256,bytes,verdict,keptUntil")
                .contains("deliveries");
        assertThat(csv.lines()).hasSize(5);
    }

    @Test
    void tellsTheProgressOfOneThatIsMadeAndTheFileOfOneThatIsReady() throws Exception {
        // when
        JsonNode running = json(program().get("/api/exports/" + SampleExporting.RUNNING));
        JsonNode ready = json(program().get("/api/exports/" + SampleExporting.READY));
        // then
        assertThat(running.get("state").asString()).isEqualTo("REQUESTED");
        assertThat(running.get("attempt").asInt()).isEqualTo(2);
        assertThat(running.at("/progress/progress").asDouble()).isEqualTo(0.42);
        assertThat(running.at("/progress/remainingSeconds").asInt()).isEqualTo(17);
        assertThat(running.path("download").isString()).isFalse();
        assertThat(ready.get("download").asString()).isEqualTo("/api/exports/" + SampleExporting.READY + "/download");
        assertThat(ready.at("/findings/0").asString()).startsWith("A finding");
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
        // given
        String path = "/api/exports/" + SampleExporting.READY + "/download";
        Visitor program = program();
        // when
        HttpResponse<String> whole = program.get(path);
        HttpResponse<String> rest =
                program.send(program.request(path).header("Range", "bytes=37-").GET());
        HttpResponse<String> beyond = program.send(
                program.request(path).header("Range", "bytes=1000-").GET());
        // then
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(SampleExporting.TEXT);
        assertThat(whole.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(whole.headers().firstValue("ETag")).hasValue('"' + "ab".repeat(32) + '"');
        assertThat(whole.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(whole.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"chancery-audit-pack-" + SampleExporting.READY + ".zip\"");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(SampleExporting.TEXT.substring(37));
        assertThat(rest.headers().firstValue("Content-Range")).hasValue("bytes 37-99/100");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(exporting.asked).contains("give " + SampleExporting.READY + " to admin");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, nothing/download, 404 not-found",
        "GET, 22222222-0000-4000-8000-000000000002/download, 409 export-not-ready",
        "GET, 33333333-0000-4000-8000-000000000003/download, 410 export-missing",
        "GET, 44444444-0000-4000-8000-000000000004/download, 409 export-not-ready",
        "GET, nothing, 404 not-found",
        "DELETE, nothing, 404 not-found",
        "DELETE, 44444444-0000-4000-8000-000000000004, 409 export-not-ready",
    })
    void saysWhyThereIsNothing(String method, String path, String problem) throws Exception {
        assertThat(problem(program().send(method, "/api/exports/" + path, ""))).isEqualTo(problem);
        assertThat(exporting.asked).isEmpty();
    }

    @Test
    void endsOneThatIsMadeDeletesOneThatIsReadyAndHasItDelivered() throws Exception {
        // when
        assertThat(program()
                        .send("DELETE", "/api/exports/" + SampleExporting.RUNNING, "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(program()
                        .send("DELETE", "/api/exports/" + SampleExporting.READY, "")
                        .statusCode())
                .isEqualTo(204);
        String deliveries = "/api/exports/" + SampleExporting.READY + "/deliveries";
        assertThat(program()
                        .send("POST", deliveries, "{\"destination\":\"bucket\"}")
                        .statusCode())
                .isEqualTo(202);
        // then
        assertThat(exporting.asked)
                .containsExactly(
                        "cancel " + SampleExporting.RUNNING + " by admin",
                        "delete " + SampleExporting.READY + " by admin",
                        "deliver " + SampleExporting.READY + " to bucket");
        assertThat(problem(program().send("POST", deliveries, "{\"destination\":\"moon\"}")))
                .isEqualTo("400 invalid-request");
        assertThat(problem(program()
                        .send(
                                "POST",
                                "/api/exports/" + SampleExporting.LOST + "/deliveries",
                                "{\"destination\":\"bucket\"}")))
                .isEqualTo("409 not-now");
    }

    @Test
    void setsPausesShowsAndRemovesASchedule() throws Exception {
        // when
        JsonNode set = json(program()
                .send(
                        "PUT",
                        "/api/schedules/quarterly",
                        "{\"kind\":\"audit_pack\",\"every\":\"quarter\",\"hour\":6,\"zone\":\"Europe/Berlin\","
                                + "\"scope\":{\"workflow\":\"letters\"},\"contents\":true,\"purpose\":\"review by ann@example.org\","
                                + "\"destinations\":[\"share\"],\"keepDays\":400,\"paused\":true}"));
        // then
        assertThat(set.get("schedule").asString()).isEqualTo("quarterly");
        assertThat(set.get("next").asString()).isEqualTo("2026-12-07T05:00:00Z");
        assertThat(journal.of(SetSchedule.class))
                .containsExactly(new SetSchedule(
                        "quarterly",
                        new SchedulePlan(
                                ExportKind.AUDIT_PACK,
                                new ScheduleTime(ScheduleCadence.QUARTER, 6, null, "Europe/Berlin"),
                                new ScheduleScope("workflow", "letters"),
                                false,
                                false,
                                "review by [EMAIL_ADDRESS_1]",
                                List.of("share"),
                                400),
                        "admin"));
        assertThat(journal.of(PauseSchedule.class)).containsExactly(new PauseSchedule("quarterly", "admin"));
        assertThat(json(program().get("/api/schedules/weekly"))
                        .at("/plan/purpose")
                        .asString())
                .isEqualTo("weekly review");
        assertThat(program().send("DELETE", "/api/schedules/weekly", "").statusCode())
                .isEqualTo(204);
        assertThat(journal.of(RemoveSchedule.class)).containsExactly(new RemoveSchedule("weekly", "admin"));
        assertThat(problem(program().get("/api/schedules/nothing"))).isEqualTo("404 not-found");
        assertThat(problem(program().send("DELETE", "/api/schedules/nothing", "")))
                .isEqualTo("404 not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | Give 'kind'",
                "{\"kind\":\"what_if\",\"every\":\"day\",\"hour\":6} | Give 'kind'",
                "{\"kind\":\"audit_pack\",\"every\":\"year\",\"hour\":6} | Give 'every'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"zone\":\"nowhere\"} | 'zone'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"contents\":true} | 'purpose'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"purpose\":\"x\"} | 'purpose'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"scope\":{}} | 'scope'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"scope\":{\"task\":\"a b\"}} | 'scope'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"keepDays\":0} | 'keepDays'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"destinations\":[\"moon\"]} | 'destinations'",
                "{\"kind\":\"audit_pack\",\"every\":\"day\",\"hour\":6,\"destinations\":[\"share\",\"share\"]} | 'destinations'",
                "{\"kind\":\"board_report\",\"every\":\"quarter\",\"hour\":6,\"figures\":true} | 'figures'",
            })
    void saysWhatIsWrongWithASchedule(String body, String words) throws Exception {
        HttpResponse<String> refused = program().send("PUT", "/api/schedules/new", body);
        assertThat(problem(refused)).isEqualTo("400 invalid-request");
        assertThat(json(refused).get("detail").asString()).contains(words);
        assertThat(journal.of(SetSchedule.class)).isEmpty();
    }

    @Test
    void thePageShowsThemWithTheirProgressAndEndsThem() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        // when
        HttpResponse<String> answer = admin.get("/exports");
        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        String page = keep("exports", answer);
        assertThat(page)
                .contains(
                        "value=\"42\"",
                        "42\u00a0%, 17\u00a0s left; begun again, attempt 2",
                        "audit pack",
                        "workflow/letters",
                        "1.2\u00a0MB, verified",
                        "/api/exports/" + SampleExporting.READY + "/download",
                        "2026-12-29 09:00:00 UTC",
                        "The bucket does not permit it.",
                        "A finding &lt;of&gt; the verifier.",
                        "every week at 6:00, Europe/Berlin",
                        "not made: There is no event &lt;in&gt; this period.")
                .doesNotContain("style=", "onclick", "<script>");
        // when
        HttpResponse<String> cancelled = admin.form("/exports/" + SampleExporting.RUNNING + "/delete", "");
        HttpResponse<String> removed = admin.form("/schedules/weekly/remove", "");
        HttpResponse<String> wrong = admin.form("/exports/" + SampleExporting.CANCELLED + "/delete", "");
        // then
        assertThat(cancelled.headers().firstValue("Location").orElseThrow()).endsWith("/exports");
        assertThat(exporting.asked).containsExactly("cancel " + SampleExporting.RUNNING + " by admin");
        assertThat(removed.statusCode()).isEqualTo(302);
        assertThat(journal.of(RemoveSchedule.class)).hasSize(1);
        assertThat(wrong.statusCode()).isEqualTo(409);
        assertThat(wrong.body()).contains("role=\"alert\"", "It has no file: it is CANCELLED.");
    }
}
