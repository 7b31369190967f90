package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
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

        // then
        assertThat(page)
                .contains(
                        "People approve more of it.",
                        "/models/0/deployments/0",
                        "home/b: 58 of 60 outputs approved without a change",
                        "Score 72: 3 of 10 outputs approved without a change",
                        "whoever decided could see the verdict",
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
