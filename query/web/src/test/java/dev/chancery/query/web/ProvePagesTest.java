package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.LogCommand.RotateLogKey;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The pages of the board, of replays, of the policy and of the log. */
class ProvePagesTest extends WebTest {

    @Autowired
    private SampleReporting reporting;

    @BeforeEach
    void forget() {
        reporting.asked.clear();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]+", "");
    }

    // The policy

    @Test
    void tellsVersionsWithWhoBroughtThemAndWhatIsWrongWithTheFiles() throws Exception {
        // when
        Visitor admin = new Visitor().signedIn();
        String page = keep("policy", admin.get("/policy"));
        String text = keep("policy-version", admin.get("/policy/versions/" + SampleLog.NEW));

        // then
        assertThat(page)
                .contains(
                        "There is no model &lt;x&gt;.",
                        ">12<",
                        "grace",
                        "in force",
                        "draft-d-1",
                        "/replays?draft=d-1#what-if")
                .contains("/api/policy/versions?format=csv")
                .doesNotContain("style=", "<script>");
        assertThat(text).contains("&quot;minimumReviewed&quot; : 40", "&lt;b&gt;", "position 1");
        assertThat(admin.get("/policy/versions/ab").statusCode()).isEqualTo(404);
    }

    @Test
    void showsWhatChangedLineByLine() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("policy-diff", admin.get("/policy/diff?from=" + SampleLog.OLD + "&to=" + SampleLog.NEW));
        String same = admin.get("/policy/diff?from=" + SampleLog.OLD + "&to=" + SampleLog.OLD)
                .body();
        String unified = program()
                .get("/api/policy/diff?from=" + SampleLog.OLD + "&to=" + SampleLog.NEW)
                .body();

        // then
        assertThat(page)
                .containsPattern("<del>\\s*&quot;minimumReviewed&quot; : 30</del>")
                .containsPattern("<ins>\\s*&quot;minimumReviewed&quot; : 40</ins>")
                .contains("1 line more", "1 line less");
        assertThat(same).contains("They say the same.");
        assertThat(unified).contains("--- policy/aa", "-    \"minimumReviewed\" : 30", "+    \"minimumReviewed\" : 40");
        assertThat(admin.get("/policy/diff").body()).contains("Choose two versions");
        assertThat(admin.get("/policy/diff?from=" + "cc".repeat(32) + "&to=" + SampleLog.OLD)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void proposesAnEditedFileOrAValueAndSaysErrorsAtTheirLines() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String form = keep("policy-draft", admin.get("/policy/drafts/new"));

        // when
        HttpResponse<String> wrong =
                admin.form("/policy/drafts", "file=policy.yaml&text=bad&reason=Because&action=propose");
        String looked =
                keep("policy-draft-looked", admin.form("/policy/drafts", "file=policy.yaml&text=other&action=look"));
        HttpResponse<String> unreasoned = admin.form("/policy/drafts", "file=policy.yaml&text=other&reason=");
        HttpResponse<String> proposed =
                admin.form("/policy/drafts", "file=policy.yaml&text=other%0D%0A&reason=Because");
        HttpResponse<String> value =
                admin.form("/policy/drafts", "file=policy.yaml&pointer=%2Fgates%2Fx&value=40&reason=More");

        // then
        assertThat(form).contains("minimumReviewed: 30", "# &lt;few&gt;");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("There is no such &lt;word&gt;.", ">3</a>", ">bad</textarea>", "value=\"Because\"");
        assertThat(looked).contains("<ins>other</ins>", "<del>gates: {minimumReviewed: 30} # &lt;few&gt;</del>");
        assertThat(unreasoned.statusCode()).isEqualTo(400);
        assertThat(location(proposed)).isEqualTo("/policy#draft-d-3");
        assertThat(location(value)).isEqualTo("/policy#draft-d-2");
        assertThat(journal.of(String.class))
                .containsExactly(
                        "propose {\"text\":\"other\"} Because " + MemoryAccounts.ADMIN,
                        "propose [Wanted[pointer=/gates/x, after=40]] More " + MemoryAccounts.ADMIN);
    }

    @Test
    void takesAnEditedFileFromProgramsToo() throws Exception {
        assertThat(json(program()
                                .send(
                                        "POST",
                                        "/api/policy/drafts",
                                        "{\"file\":\"policy.yaml\",\"text\":\"other\",\"reason\":\"r\"}"))
                        .get("draft")
                        .asString())
                .isEqualTo("d-3");
        HttpResponse<String> wrong = program()
                .send("POST", "/api/policy/drafts", "{\"file\":\"policy.yaml\",\"text\":\"bad\",\"reason\":\"r\"}");
        assertThat(problem(wrong)).isEqualTo("422 invalid-policy");
        assertThat(json(wrong).at("/errors/0/line").asInt()).isEqualTo(3);
        assertThat(json(program().get("/api/policy/files")).at("/files/0/name").asString())
                .isEqualTo("policy.yaml");
        assertThat(json(program().get("/api/policy/versions"))
                        .at("/versions/0/by")
                        .asString())
                .isEqualTo("grace");
    }

    // The log

    @Test
    void browsesEventsAsTheyAreRecorded() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("log-events", admin.get("/log/events?from=1"));
        String event = keep("log-event", admin.get("/log/events/2"));
        String stream = admin.get("/log/events?stream=task/none").body();

        // then
        assertThat(page)
                .contains("policy.rejected", "/log/events/2", "3 in the log")
                .doesNotContain("/log/events/0\"");
        assertThat(event)
                .contains("&lt;script&gt;", "data-verify", "/api/log/proof/2", "/assets/log.js")
                .doesNotContain("<script>", "style=");
        assertThat(stream).contains("There is no such stream");
        assertThat(program().get("/api/log/events?from=1&format=csv").body()).contains("policy.rejected");
        assertThat(json(program().get("/api/log/events/1"))
                        .at("/payload/document/gates/minimumReviewed")
                        .asInt())
                .isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/log/events?from=-1", "/log/events?limit=0", "/log/events?limit=201", "/log/events?from=x"})
    void refusesWhatIsNoPartOfTheLog(String path) throws Exception {
        assertThat(new Visitor().signedIn().get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void showsTheHeadAndReplacesTheKeyOnlyByAForm() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String page = keep("log", admin.get("/log?verify=7"));

        // when
        HttpResponse<String> replaced = admin.form("/log/keys", "");

        // then
        assertThat(page)
                .contains("data-verify=\"now\"", "value=\"7\"", "Consistency proof", "Replace the key now", " ago)");
        assertThat(replaced.statusCode()).isEqualTo(302);
        assertThat(journal.of(RotateLogKey.class)).hasSize(1);
        assertThat(admin.get("/log/events/99").statusCode()).isEqualTo(404);
    }

    // The board

    @Test
    void tellsTheBoardWhatTheIssuedReportSays() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("board", admin.get("/board?report=" + SampleExporting.LOST));

        // then
        assertThat(page)
                .contains(
                        "Board report 2026-Q3",
                        "red: beyond what was agreed",
                        "green: as agreed",
                        "no threshold, or nothing to measure",
                        "up from 0",
                        "amber below 0.9, red below 0.8",
                        "Report the incident &lt;i-7&gt;",
                        "2 task.spend-settled (positions 9001–9002)",
                        "/api/board-reports/" + SampleExporting.LOST + "/report.pdf",
                        "chancery-verifier figures",
                        "64.00 USD")
                .doesNotContain("style=", "<script>");
        assertThat(reporting.asked)
                .containsExactly("give " + SampleExporting.LOST + " summary.json to " + MemoryAccounts.ADMIN);
        assertThat(admin.get("/board/2026-Q3").body()).contains("Board report 2026-Q3", "Decisions requested");
        assertThat(keep("board-none", admin.get("/board/2031-Q1")))
                .contains("No report on 2031-Q1 was issued.", "/exports/board-report");
        assertThat(admin.get("/board/next").statusCode()).isEqualTo(404);
        assertThat(admin.get("/board?report=" + SampleExporting.READY).statusCode())
                .isEqualTo(404);
    }

    // Replays

    @Test
    void replaysAPeriodAndTellsDifferencesFieldByField() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String list = keep("replays", admin.get("/replays?draft=d-1"));

        // when
        HttpResponse<String> asked = admin.form("/replays", "quarter=2026-Q4&from=&to=");
        String page = keep("replay", admin.get(location(asked)));
        HttpResponse<String> wrong = admin.form("/replays", "quarter=bad&from=&to=");

        // then
        assertThat(list).contains("runs", "data-live=\"true\"", "value=\"d-1\" selected", "Nothing of it happens");
        assertThat(reporting.asked).containsExactly("replay {\"quarter\":\"2026-Q4\"} " + MemoryAccounts.ADMIN);
        assertThat(page)
                .contains(
                        "DIFFERENT from what is recorded",
                        "/chosen",
                        "home/&lt;b&gt;",
                        "3 decisions of people",
                        "Position 17");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("Exchange &lt;them&gt;", "value=\"bad\"");
        assertThat(admin.get("/replays/nothing").statusCode()).isEqualTo(404);
        assertThat(location(admin.form("/replays/" + SampleReporting.REPLAY + "/end", "")))
                .isEqualTo("/replays");
    }

    @Test
    void simulatesADraftOrAText() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/replays");

        // when
        HttpResponse<String> draft = admin.form("/replays/what-if", "draft=d-1&quarter=2026-Q4");
        admin.form("/replays/what-if", "file=policy.yaml&text=other&from=0&to=900");
        admin.form("/replays/what-if", "text=%7B%22format%22%3A1%7D");
        HttpResponse<String> nothing = admin.form("/replays/what-if", "quarter=2026-Q4");
        HttpResponse<String> lines = admin.form("/replays/what-if", "file=policy.yaml&text=bad");
        HttpResponse<String> unfit = admin.form("/replays/what-if", "text=%7B%22unfit%22%3A1%7D");
        HttpResponse<String> broken = admin.form("/replays/what-if", "text=%7B%22unfit");
        String page = keep("what-if", admin.get("/replays/what-if/x"));

        // then
        assertThat(location(draft)).isEqualTo("/replays/what-if/" + SampleExporting.RUNNING);
        assertThat(reporting.asked)
                .containsExactly(
                        "what-if {\"quarter\":\"2026-Q4\",\"draft\":\"d-1\"} " + MemoryAccounts.ADMIN,
                        "what-if {\"from\":\"0\",\"to\":\"900\",\"policy\":{\"text\":\"other\"}} "
                                + MemoryAccounts.ADMIN,
                        "what-if {\"policy\":{\"format\":1}} " + MemoryAccounts.ADMIN);
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(lines.statusCode()).isEqualTo(422);
        assertThat(lines.body()).contains("policy.yaml:3: There is no such &lt;word&gt;.");
        assertThat(unfit.statusCode()).isEqualTo(422);
        assertThat(unfit.body()).contains("/gates: There is no such gate.");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(page)
                .contains(
                        "Nothing of this happened",
                        "5.00\u00a0USD",
                        "4.25\u00a0USD",
                        "7 would have been refused: budget-exhausted",
                        "home/b");
        assertThat(admin.get("/replays/what-if/none").statusCode()).isEqualTo(404);
    }
}
