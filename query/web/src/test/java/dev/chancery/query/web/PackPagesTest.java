package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.ScheduleCommand.PauseSchedule;
import dev.chancery.contracts.command.ScheduleCommand.RemoveSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SetSchedule;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleScope;
import dev.chancery.contracts.fact.ScheduleTime;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The pages on which packs, board reports and schedules are asked for. */
class PackPagesTest extends WebTest {

    @Autowired
    private SampleReporting reporting;

    @Autowired
    private SampleExporting exporting;

    @BeforeEach
    void forget() {
        reporting.asked.clear();
        exporting.asked.clear();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]+", "");
    }

    @Test
    void leadsFromTheListToTheFormsAndToTheSameListAsCsv() throws Exception {
        // when
        String page = keep("exports", new Visitor().signedIn().get("/exports"));

        // then
        assertThat(page)
                .contains(
                        "href=\"/exports/pack\"",
                        "href=\"/exports/board-report\"",
                        "href=\"/schedules/new\"",
                        "href=\"/verifier.html\"",
                        "/api/exports?format=csv",
                        "/exports/" + SampleExporting.READY)
                .doesNotContain("style=", "onclick", "<script>");
    }

    @Test
    void saysWhatAPackWillContainBeforeItIsAskedFor() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String form = keep("pack", admin.get("/exports/pack?scope=workflow&id=letters&from=2026-10-01"));

        // when
        String looked = keep(
                "pack-outline",
                admin.form(
                        "/exports/pack",
                        "scope=workflow&id=letters&from=2026-10-01&to=&contents=true&purpose=Visit&look=true"));

        // then
        assertThat(form).contains("value=\"letters\"", "value=\"2026-10-01\"").doesNotContain("It will contain");
        assertThat(looked)
                .contains(
                        "It will contain",
                        "0 to 24\u202f689 (24\u202f690 events)",
                        "events of the workflow letters",
                        "about 2.5\u00a0MB",
                        "value=\"Visit\"");
        assertThat(reporting.asked)
                .containsExactly(
                        "outline {\"from\":\"2026-10-01\",\"scope\":{\"workflow\":\"letters\"},\"contents\":true,"
                                + "\"purpose\":\"Visit\"}");
    }

    @Test
    void asksForAPackAndShowsHowFarItIs() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/exports/pack");

        // when
        HttpResponse<String> asked =
                admin.form("/exports/pack", "scope=&id=&from=&to=&figures=none&previous=a%0D%0A%0D%0Ab");
        String page = keep("export-running", admin.get(location(asked)));
        String fragment = admin.send(admin.request(location(asked))
                        .header("HX-Target", "standing")
                        .GET())
                .body();

        // then
        assertThat(reporting.asked)
                .containsExactly("pack {\"previous\":\"a\\n\\nb\\n\",\"figures\":[]} " + MemoryAccounts.ADMIN);
        assertThat(location(asked)).isEqualTo("/exports/" + SampleExporting.RUNNING);
        assertThat(page).contains("42\u00a0%, 17\u00a0s left", "Cancel", "data-live=\"true\"");
        assertThat(fragment).contains("42\u00a0%").doesNotContain("<html");
    }

    @Test
    void saysWhatIsWrongBesideTheFormAndKeepsWhatWasTyped() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/exports/pack");

        // when
        HttpResponse<String> pack = admin.form("/exports/pack", "scope=task&id=bad&from=&to=");
        HttpResponse<String> board = admin.form("/exports/board-report", "quarter=bad&zone=");
        HttpResponse<String> thresholds = admin.form(
                "/exports/thresholds", "indicator=approved&worse=BELOW&amber=0.9&red=0.7&from=bad&reason=We+agreed");

        // then
        assertThat(pack.statusCode()).isEqualTo(400);
        assertThat(pack.body()).contains("role=\"alert\"", "Exchange &lt;them&gt;", "value=\"bad\"");
        assertThat(board.statusCode()).isEqualTo(400);
        assertThat(board.body()).contains("Exchange &lt;them&gt;");
        assertThat(thresholds.statusCode()).isEqualTo(400);
        assertThat(thresholds.body()).contains("Exchange &lt;them&gt;", "value=\"0.7\"", "value=\"We agreed\"");
        assertThat(reporting.asked).isEmpty();
    }

    @Test
    void asksForABoardReportAndSetsItsThresholds() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String form = keep("board-report", admin.get("/exports/board-report"));

        // when
        HttpResponse<String> asked =
                admin.form("/exports/board-report", "quarter=2026-Q3&zone=Europe%2FBerlin&partial=true");
        admin.form(
                "/exports/thresholds",
                "indicator=approved&worse=BELOW&amber=0.9&red=0.7&indicator=clocks-missed&worse=FROM&amber=&red=&from=2027-Q1&reason=Agreed");

        // then
        assertThat(form).contains("agreed &lt;by the board&gt;", "(not over yet)", "clocks missed");
        assertThat(location(asked)).isEqualTo("/exports/" + SampleExporting.RUNNING);
        assertThat(reporting.asked)
                .containsExactly(
                        "board {\"quarter\":\"2026-Q3\",\"zone\":\"Europe/Berlin\",\"partial\":true} "
                                + MemoryAccounts.ADMIN,
                        "thresholds {\"from\":\"2027-Q1\",\"reason\":\"Agreed\",\"thresholds\":[{\"indicator\":\"approved\","
                                + "\"worse\":\"BELOW\",\"amber\":\"0.9\",\"red\":\"0.7\"}]} " + MemoryAccounts.ADMIN);
    }

    @Test
    void deliversAgainHoldsAndDeletes() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String path = "/exports/" + SampleExporting.READY;
        String page = keep("export-ready", admin.get(path));

        // when
        HttpResponse<String> delivered = admin.form(path + "/deliver", "destination=bucket");
        HttpResponse<String> nowhere = admin.form(path + "/deliver", "destination=moon");
        admin.form(path + "/hold", "reason=Inquiry");
        HttpResponse<String> unreasoned = admin.form(path + "/hold", "reason=");
        HttpResponse<String> deleted = admin.form(path + "/delete", "from=export");

        // then
        assertThat(page)
                .contains(
                        "The bucket does not permit it.",
                        "Deliver again",
                        "Verify in the browser",
                        "/api/exports/" + SampleExporting.READY + "/download",
                        "Delete the file")
                .doesNotContain("style=", "<script>");
        assertThat(delivered.statusCode()).isEqualTo(302);
        assertThat(nowhere.statusCode()).isEqualTo(400);
        assertThat(nowhere.body()).contains("[bucket, share]");
        assertThat(unreasoned.statusCode()).isEqualTo(400);
        assertThat(journal.of(PlaceHold.class))
                .extracting(PlaceHold::scope)
                .containsExactly(new ContentScope(ContentScope.Kind.WORKFLOW, "letters"));
        assertThat(location(deleted)).isEqualTo("/exports");
        assertThat(exporting.asked)
                .containsExactly(
                        "deliver " + SampleExporting.READY + " to bucket",
                        "delete " + SampleExporting.READY + " by " + MemoryAccounts.ADMIN);
        assertThat(admin.get("/exports/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void setsChangesPausesAndRemovesASchedule() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String form = keep("schedule", admin.get("/schedules/weekly"));
        admin.get("/schedules/new");

        // when
        HttpResponse<String> set = admin.form(
                "/schedules/new",
                "name=quarterly&kind=audit_pack&every=quarter&hour=6&zone=Europe%2FBerlin&scope=workflow&id=letters&figures=true"
                        + "&destinations=share&keepDays=400&purpose=");
        HttpResponse<String> wrong =
                admin.form("/schedules/new", "name=q2&kind=audit_pack&every=quarter&hour=six&zone=");
        HttpResponse<String> nowhere =
                admin.form("/schedules/new", "name=q2&kind=board_report&every=cron&cron=0+0+6+1+*+*&zone=nowhere");
        admin.form("/schedules/weekly/pause", "");
        HttpResponse<String> removed = admin.form("/schedules/weekly/remove", "");

        // then
        assertThat(form).contains("value=\"letters\"", "weekly review", "Remove the schedule");
        assertThat(location(set)).isEqualTo("/exports#schedules");
        assertThat(journal.of(SetSchedule.class).getFirst())
                .isEqualTo(new SetSchedule(
                        "quarterly",
                        new SchedulePlan(
                                ExportKind.AUDIT_PACK,
                                new ScheduleTime(ScheduleCadence.QUARTER, 6, null, "Europe/Berlin"),
                                new ScheduleScope("workflow", "letters"),
                                false,
                                true,
                                null,
                                List.of("share"),
                                400),
                        MemoryAccounts.ADMIN));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("is a whole number", "value=\"six\"", "value=\"q2\"");
        assertThat(nowhere.statusCode()).isEqualTo(400);
        assertThat(nowhere.body()).contains("none that IANA knows");
        assertThat(journal.of(PauseSchedule.class)).containsExactly(new PauseSchedule("weekly", MemoryAccounts.ADMIN));
        assertThat(location(removed)).isEqualTo("/exports#schedules");
        assertThat(journal.of(RemoveSchedule.class))
                .containsExactly(new RemoveSchedule("weekly", MemoryAccounts.ADMIN));
    }
}
