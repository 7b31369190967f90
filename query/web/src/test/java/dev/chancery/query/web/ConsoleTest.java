package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.contracts.fact.ErasureState;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.web.TestApp.ContentRead;
import dev.chancery.query.web.usage.UsageImports;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ConsoleTest extends WebTest {

    private static final String TASK = "/tasks/" + Sample.HELD;

    private static final byte[] ANTHROPIC_USAGE = bytes("""
            usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,\
            usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens
            2026-11-05,claude-sonnet-4-20250514,100000,1,2,3,5000
            """);

    @Autowired
    private MemoryLedger ledger;

    @Test
    void listsTheLatestTasks() throws Exception {
        // when
        String page = keep("tasks", new Visitor().signedIn().get("/tasks"));

        // then
        assertThat(page)
                .contains(
                        "support-bot",
                        "card-support",
                        "anthropic/claude-sonnet",
                        "0.004182\u00a0USD",
                        "861\u00a0ms",
                        "UTC</time>",
                        "/tasks/" + Sample.HELD,
                        "before=1040")
                .doesNotContain("style=", "onclick", "<script>");
    }

    @Test
    void narrowsTheListAndRefreshesOnlyThat() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String list = admin.send(admin.request("/tasks?state=HELD&workflow=&agent=&model=+gpt+")
                        .header("HX-Target", "list")
                        .GET())
                .body();

        // then
        assertThat(journal.of(FindTasks.class))
                .containsExactly(new FindTasks(null, null, TaskState.HELD, "gpt", null, 50));
        assertThat(list).contains(Sample.HELD).doesNotContain(Sample.RELEASED, "<html", "<header");
        String reviews = keep("reviews", admin.get("/tasks?state=HELD"));
        assertThat(reviews)
                .contains(
                        "Judges and people",
                        "support-answer v3",
                        "c0ffeec0",
                        "90.0\u00a0%",
                        "77.0\u00a0% to 96.0\u00a0%",
                        "0.71",
                        "Judges and the order of two texts",
                        "85.0\u00a0%",
                        "64.0\u00a0% to 94.8\u00a0%",
                        "1 of 41",
                        "card-support: 3 waiting, 1 refused, 0 abandoned");
        assertThat(admin.get("/tasks").body()).doesNotContain("Judges and people");
        assertThat(keep("empty", admin.get("/tasks?state=RELEASED&agent=none"))).doesNotContain(Sample.HELD);
    }

    @Test
    void showsWhoVouchesForTheLogAndWhatAnAuditFound() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("log", admin.get("/log"));
        admin.form("/log/audit", "");
        String audited = admin.get("/log").body();

        // then
        assertThat(page)
                .contains("example.org/log", "witness.example", "does not continue the one", "Audit the log")
                .doesNotContain("style=", "onclick", "<script>");
        assertThat(audited).contains("something is not as it was recorded", "The event at 17 is not &lt;it&gt;");
    }

    @Test
    void tellsEveryDecisionWithItsReasons() throws Exception {
        // when
        String page = keep("task", new Visitor().signedIn().get(TASK));

        // then
        assertThat(page)
                .contains(
                        "Personal data replaced",
                        "CREDIT_CARD",
                        "card_lost",
                        "2 of 5 deployments permitted",
                        "its breaker is open",
                        "workflow card-support uses WORKER, FILTER",
                        "rule &#39;no-streaming-locally&#39; &lt;b&gt;holds&lt;/b&gt;",
                        "agent day support-bot/2026-11-30",
                        "4.31\u00a0USD spent, 0.12\u00a0USD reserved, 0.57\u00a0USD left of 5.00\u00a0USD",
                        "openai/gpt-mini: rate limited.",
                        "claude-sonnet-2026-10-01",
                        "Verdict: not passed",
                        "names the hotline",
                        "0.004182\u00a0USD spent of 0.009\u00a0USD reserved.",
                        "Held for review",
                        "/api/log/proof/1043")
                .doesNotContain("Dear [PERSON_1]", "style=", "<b>holds");
        assertThat(journal.of(ContentRead.class)).isEmpty();
        assertThat(keep("refused", new Visitor().signedIn().get("/tasks/" + Sample.REFUSED)))
                .contains("budget_exceeded", "have the cap raised in the policy");
    }

    @Test
    void contentIsShownAfterTheRecordHasItAndCanThenBeReviewed() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get(TASK);

        // when
        String page = keep("review", admin.form(TASK + "/content", ""));

        // then
        assertThat(page).contains("Dear [PERSON_1]", "&lt;script&gt;alert(1)", "name=\"action\" value=\"APPROVE\"");
        assertThat(journal.entries).first().isInstanceOf(DiscloseContent.class);
        assertThat(journal.of(DiscloseContent.class).getFirst().to()).isEqualTo("admin");

        // when
        HttpResponse<String> decided = admin.form(TASK + "/review", "action=REJECT&reason=wrong+card&output=ignored");

        // then
        assertThat(decided.headers().firstValue("Location").orElseThrow()).endsWith(TASK);
        assertThat(journal.of(DecideReview.class).getFirst())
                .extracting(DecideReview::action, DecideReview::reason, DecideReview::reviewer, DecideReview::edited)
                .containsExactly(DecideReview.Action.REJECT, "wrong card", "admin", null);
    }

    @Test
    void showsWhatWasAbandonedAndWhatTheListsCouldNotTake() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(keep("tasks", admin.get("/tasks"))).contains("1 act was abandoned", "1 event could not be taken");
        assertThat(keep("abandoned", admin.get("/abandoned")))
                .contains("the process ended before the outcome was recorded", "1, openai/gpt-mini, rate limited");
    }

    @Test
    void erasuresAndHoldsAreShownAndAskedForOnOnePage() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("erasures", admin.get("/erasures"));

        // then
        assertThat(page)
                .contains(
                        "subject/customer-42",
                        "12 texts and 1 key destroyed",
                        "/api/erasures/e-2/certificate",
                        "A hold is in the way: h-1",
                        "Under way.",
                        "Lawsuit 12 O 34/26",
                        "settled")
                .doesNotContain("style=");

        // when
        HttpResponse<String> asked =
                admin.form("/erasures", "by=SUBJECT&id=customer-42&reason=letter+of+ann@example.org");
        admin.get("/erasures");
        admin.form("/holds", "by=AGENT&id=support-bot&reason=audit");
        admin.get("/erasures");
        admin.form("/holds/h-2/lift", "reason=settled");

        // then
        assertThat(asked.headers().firstValue("Location").orElseThrow()).endsWith("/erasures");
        RequestErasure request = journal.of(RequestErasure.class).getFirst();
        assertThat(request.scope()).hasToString("subject/customer-42");
        assertThat(request.reason()).isEqualTo("letter of [EMAIL_ADDRESS_1]");
        assertThat(request.by()).isEqualTo("admin");
        assertThat(journal.of(PlaceHold.class).getFirst().scope()).hasToString("agent/support-bot");
        assertThat(journal.of(LiftHold.class).getFirst().hold()).isEqualTo("h-2");
    }

    @Test
    void draftsOfThePolicyAreShownWithTheirEvidenceAndDecided() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("policy", admin.get("/policy"));
        admin.form("/policy/drafts/d-1", "action=approve&reason=fine");
        admin.get("/policy");
        admin.form("/policy/drafts/d-1", "action=reject&reason=no");
        admin.get("/policy");
        HttpResponse<String> late = admin.form("/policy/drafts/late", "action=approve&reason=fine");
        HttpResponse<String> examples =
                admin.get("/api/examples?limit=10000&workflow=card-support&from=&to=&after=&format=csv");

        // then
        assertThat(examples.statusCode()).isEqualTo(200);
        assertThat(journal.of(DiscloseContent.class).getFirst().to()).isEqualTo("admin");
        assertThat(page)
                .contains(
                        "People approve more of it.",
                        "/models/0/deployments/0",
                        "home/b: 58 of 60 outputs approved without a change",
                        "Score 72: 3 of 10 outputs approved without a change",
                        "whoever decided could see the verdict",
                        "action=\"/api/examples\"",
                        "<option value=\"card-support\">card-support</option>",
                        "value=\"jsonl\"",
                        "value=\"csv\"",
                        "ada approved: so do I",
                        "Approve")
                .doesNotContain("style=", "Put in force");
        assertThat(journal.of(Object.class)).contains("approve d-1 fine admin", "reject d-1 no admin");
        assertThat(late.statusCode()).isEqualTo(409);
    }

    @Test
    void whatCouldNotBeErasedIsSaidBesideWhatWasTyped() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/erasures");

        // when
        HttpResponse<String> answer = admin.form("/erasures", "by=TASK&id=no-such-task&reason=typo");

        // then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .contains("role=\"alert\"", "There is no task", "value=\"no-such-task\"", "value=\"typo\"");
        assertThat(journal.of(RequestErasure.class)).isEmpty();
    }

    @Test
    void erasedContentIsSaidToBeErased() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/tasks/" + Sample.ERASED);

        // then
        assertThat(admin.form("/tasks/" + Sample.ERASED + "/content", "").body())
                .contains("It was erased on 2026-11-29 08:07:06 UTC.")
                .doesNotContain("name=\"action\"");
    }

    @Test
    void anExportIsTakenInByAForm() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String page = keep("reconciliation", admin.get("/reconciliation"));
        assertThat(page)
                .contains("enctype=\"multipart/form-data\"", "for=\"import-file\"", "for=\"import-provider\"")
                .doesNotContain("style=", "Nothing was imported");

        // when
        HttpResponse<String> taken = admin.upload("/reconciliation/imports", "anthropic", ANTHROPIC_USAGE);
        String location = taken.headers().firstValue("Location").orElseThrow();

        // then
        assertThat(taken.statusCode()).isEqualTo(302);
        assertThat(location).contains("provider=anthropic", "from=2026-11-05", "to=2026-11-05");
        ImportUsage command = journal.of(ImportUsage.class).getFirst();
        assertThat(command.by()).isEqualTo("admin");
        assertThat(command.rows()).hasSize(1);
        String after = keep(
                "imported",
                admin.get(URI.create(location).getPath() + "?"
                        + URI.create(location).getQuery()));
        assertThat(after).contains("Imported: anthropic usage csv, 2026-11-05 to 2026-11-05, 1 row by day and model.");

        // when the same comes again
        String again = admin.upload("/reconciliation/imports", "anthropic", ANTHROPIC_USAGE)
                .headers()
                .firstValue("Location")
                .orElseThrow();

        // then
        assertThat(admin.get(URI.create(again).getPath() + "?"
                                + URI.create(again).getQuery())
                        .body())
                .contains("This very file was imported before");
    }

    @Test
    void whatIsNoExportIsSaidBesideTheFormWithWhatToExportInstead() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/reconciliation");

        // when
        HttpResponse<String> costs = admin.upload(
                "/reconciliation/imports", "anthropic", bytes("usage_date_utc,model,token_type,cost_usd\n"));
        HttpResponse<String> unknown = admin.upload("/reconciliation/imports", "openai", bytes("a,b\n1,2\n"));
        HttpResponse<String> nothing = admin.upload("/reconciliation/imports", "openai", new byte[0]);
        HttpResponse<String> other = admin.upload("/reconciliation/imports", "gemini", bytes("{}"));

        // then
        assertThat(costs.statusCode()).isEqualTo(400);
        assertThat(keep("import-refused", costs))
                .contains("role=\"alert\"", "names for people", "cost_report?group_by[]=description instead")
                .contains("value=\"anthropic\" selected=\"selected\"");
        assertThat(unknown.body()).contains("The file has not the columns of an export. Expected start_time", "a, b");
        assertThat(nothing.body()).contains("No file was chosen, or it is empty.");
        assertThat(other.body()).contains("No export of &#39;gemini&#39; can be read");
        assertThat(journal.of(ImportUsage.class)).isEmpty();
    }

    @Test
    void saysHowLargeAnExportMayBe() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/reconciliation");

        // when one is a little too large, and one far too large to be looked at
        HttpResponse<String> little =
                admin.upload("/reconciliation/imports", "openai", new byte[UsageImports.MAX_BYTES + 1]);
        HttpResponse<String> far =
                admin.upload("/reconciliation/imports", "openai", new byte[UsageImports.MAX_BYTES + (8 << 20)]);

        // then
        assertThat(little.statusCode()).isEqualTo(400);
        assertThat(little.body()).contains("An export has at most 16777216 bytes. Export a shorter period.");
        assertThat(far.statusCode()).isEqualTo(413);
        assertThat(far.body()).contains("an export has at most 16 MB");
    }

    @Test
    void takesNoExportWithoutTheTokenOfThePage() throws Exception {
        assertThat(new Visitor()
                        .signedIn()
                        .upload("/reconciliation/imports", "openai", bytes("{}"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(journal.of(ImportUsage.class)).isEmpty();
        // A stranger's file is not even read: it is not said to be too large.
        assertThat(stranger()
                        .upload("/reconciliation/imports", "openai", new byte[UsageImports.MAX_BYTES + (8 << 20)])
                        .statusCode())
                .isEqualTo(403);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void showsErasuresThatAreNotDoneAndWhy() throws Exception {
        // when
        String page = keep("abandoned", new Visitor().signedIn().get("/abandoned"));

        // then
        assertThat(page)
                .contains("Erasures that are not done yet", "The record does not allow it now: disk &lt;full&gt;")
                .contains(Sample.erasures().stream()
                        .filter(e -> e.state() == ErasureState.REQUESTED)
                        .findFirst()
                        .orElseThrow()
                        .reason());
    }

    @Test
    void saysThatTheLogIsStopped() throws Exception {
        // given
        ledger.stopped = "The database is older than the log";
        try {
            // then
            assertThat(new Visitor().signedIn().get("/log").body())
                    .contains(
                            "Nothing is signed or written any more. The database is older than the log",
                            "Whether it knows a newer head than this log has is not known");
        } finally {
            ledger.stopped = null;
        }
    }

    @Test
    void whatIsNotThereIsSaidPlainly() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(keep("missing", admin.get("/tasks/nothing"))).contains("There is no task");
        HttpResponse<String> missing = admin.get("/tasks/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("Sign out");
        assertThat(admin.get("/tasks?agent=a+b").statusCode()).isEqualTo(400);
        keep("sign-in", stranger().get("/sign-in?error"));
    }
}
