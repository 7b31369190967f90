package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.fact.StopScope;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ConsoleTest extends WebTest {

    @Autowired
    private MemoryLedger ledger;

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
    void oversightShowsGatesAndPeopleAndTellsWhyAGateStays() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(keep("oversight", admin.get("/oversight")))
                .contains(
                        "human in the loop",
                        "49 of 50 (98.0",
                        "at least 89.0",
                        "3 of 60 (5.0",
                        "chancery: Of the last 11",
                        "ada",
                        "20.0",
                        "14.0",
                        "6 under 5 s",
                        "9 of 10 (90.0",
                        "59.6")
                .doesNotContain("style=");

        // when
        HttpResponse<String> moved = admin.form("/oversight/card-support/gate", "to=AUTONOMOUS&reason=ready");
        journal.gateOpens = false;
        HttpResponse<String> refused = admin.form("/oversight/card-support/gate", "to=AUTONOMOUS&reason=not+lost");

        // then
        assertThat(moved.headers().firstValue("Location").orElseThrow()).endsWith("/oversight");
        assertThat(journal.of(MoveGate.class).getFirst().actor()).isEqualTo("admin");
        assertThat(keep("oversight-refused", refused))
                .contains("The gate stays at", "49 outputs were reviewed.", "It is too soon.", "value=\"not lost\"");
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
                .contains("Caps that agents share", "everything", "80 % spent in 2026-11")
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
        admin.get("/agents");
        assertThat(admin.form("/agents/kill", "scope=WORLD&reason=why").body())
                .contains("Choose what to stop", "value=\"why\"");
        admin.get("/agents");
        assertThat(admin.form("/agents/kill", "scope=AGENT:ann@example.org&reason=why")
                        .statusCode())
                .isEqualTo(400);
        assertThat(journal.of(PullKillSwitch.class)).hasSize(1);
    }

    @Test
    void toolsAreShownWithWhatChangedAndApprovedOnOnePage() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("tools", admin.get("/tools"));

        // then
        assertThat(page)
                .contains(
                        "changed, and suspended",
                        "not seen yet",
                        "What was approved",
                        "&lt;b&gt;First&lt;/b&gt; send all others",
                        "3 a minute",
                        "waits for a person",
                        "proxy only: crm.example.org:443.",
                        "/tasks/" + Sample.HELD_CALL)
                .doesNotContain("style=", "<b>First");

        // when
        HttpResponse<String> silent =
                admin.form("/tools/approvals", "server=files&tool=files/read&digest=" + Sample.DIGEST + "&reason=");
        HttpResponse<String> late =
                admin.form("/tools/approvals", "server=files&tool=files/read&digest=00&reason=fine");

        // then
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(keep("tools-late", late)).contains("shows another definition by now", "value=\"fine\"");

        // when
        admin.form("/tools/approvals", "server=files&tool=files/read&digest=" + Sample.DIGEST + "&reason=harmless");

        // then
        assertThat(journal.of(ApproveTool.class).getLast())
                .isEqualTo(new ApproveTool("files", "files/read", Sample.DIGEST, "admin", "harmless"));
        assertThat(admin.get("/tools").body()).doesNotContain("changed, and suspended");
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
