package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.web.TestApp.ContentRead;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConsoleTest extends WebTest {

    private static final String TASK = "/tasks/" + Sample.HELD;

    @Test
    void listsTheLatestTasks() throws Exception {
        // when
        String page = keep("tasks", new Visitor().signedIn().get("/"));

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
        String list = admin.send(admin.request("/?state=HELD&workflow=&agent=&model=+gpt+")
                        .header("Chancery-Fragment", "list")
                        .GET())
                .body();

        // then
        assertThat(journal.of(FindTasks.class))
                .containsExactly(new FindTasks(null, null, TaskState.HELD, "gpt", null, 50));
        assertThat(list).contains(Sample.HELD).doesNotContain(Sample.RELEASED, "<html", "<header");
        keep("reviews", admin.get("/?state=HELD"));
        assertThat(keep("empty", admin.get("/?state=RELEASED&agent=none"))).doesNotContain(Sample.HELD);
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
        assertThat(keep("tasks", admin.get("/"))).contains("1 act was abandoned", "1 event could not be taken");
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
    void agentsAreShownAndStoppedOnOnePage() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("agents", admin.get("/agents"));

        // then
        assertThat(page)
                .contains("A kill switch stops agent support-bot.", "it mails strangers", "Stop it now")
                .doesNotContain("style=");

        // when
        admin.form("/agents/kill", "scope=EVERYTHING&reason=unclear");
        admin.get("/agents");
        admin.form("/agents/kill/reset", "scope=AGENT:support-bot&reason=mended");
        admin.get("/agents");
        admin.form("/agents/support-bot/suspension", "reason=loops");
        admin.get("/agents");
        HttpResponse<String> silent = admin.form("/agents/support-bot/suspension", "reason=");

        // then
        assertThat(journal.of(PullKillSwitch.class))
                .containsExactly(
                        new PullKillSwitch(new StopScope(StopScope.Kind.EVERYTHING, null), "unclear", "admin"));
        assertThat(journal.of(ResetKillSwitch.class))
                .containsExactly(
                        new ResetKillSwitch(new StopScope(StopScope.Kind.AGENT, "support-bot"), "mended", "admin"));
        assertThat(journal.of(SuspendAgent.class))
                .containsExactly(new SuspendAgent(new AgentId("support-bot"), "loops"));
        assertThat(silent.statusCode()).isEqualTo(400);
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
    void whatIsNotThereIsSaidPlainly() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(keep("missing", admin.get("/tasks/nothing"))).contains("There is no task");
        HttpResponse<String> missing = admin.get("/tasks/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("Sign out");
        assertThat(admin.get("/?agent=a+b").statusCode()).isEqualTo(400);
        keep("sign-in", stranger().get("/sign-in?error"));
    }

    /** Leaves the page in {@code target/pages}, where it can be looked at without a server. */
    private static String keep(String name, HttpResponse<String> page) throws Exception {
        Path pages = Files.createDirectories(Path.of("target", "pages"));
        Files.writeString(
                pages.resolve(name + ".html"), page.body().replace("\"/assets/", "\"../classes/static/assets/"));
        return page.body();
    }
}
