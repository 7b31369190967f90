package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.query.contracts.TaskQuery.ReplayTask;
import dev.chancery.query.web.TestApp.ContentRead;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class TaskPageTest extends WebTest {

    private static final String TASK = "/tasks/" + Sample.HELD;

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
                        TASK + "/proof/1043",
                        "/explanation?format=pdf",
                        "/exports/pack?scope=task&amp;id=" + Sample.HELD,
                        "/incidents/new?task=" + Sample.HELD)
                .doesNotContain("Dear [PERSON_1]", "style=", "<b>holds");
        assertThat(journal.of(ContentRead.class)).isEmpty();
        assertThat(keep("refused", new Visitor().signedIn().get("/tasks/" + Sample.REFUSED)))
                .contains("budget_exceeded", "have the cap raised in the policy");
    }

    @Test
    void offersOnlyWhatThePersonMayDo() throws Exception {
        assertThat(new Visitor().signedIn().get(TASK).body())
                .contains("Show content", "Take its decisions again")
                .doesNotContain("Decide in the review queue");
        assertThat(new Visitor().signedIn("reviewer").get(TASK).body())
                .contains("Show content", "/review/" + Sample.HELD, "Decide in the review queue")
                .doesNotContain("Take its decisions again", "/incidents/new");
        assertThat(new Visitor().signedIn("ai-officer").get(TASK).body())
                .contains("Take its decisions again")
                .doesNotContain("Show content", "/explanation?format=pdf");
    }

    @Test
    void saysWhatHappenedBeforeItTellsHow() throws Exception {
        assertThat(new Visitor().signedIn().get(TASK).body())
                .contains(
                        "support-bot asked “auto” for workflow card-support. 7 pieces of personal data were replaced before anything"
                                + " was stored or sent. anthropic/claude-sonnet answered in 812\u00a0ms for 0.004182\u00a0USD. By rubric"
                                + " support-answer 2 of 3 dimensions hold. The rubric&#39;s verdict was a failure, so a person decides.");
    }

    @Test
    void showsContentAfterTheRecordHasItAndMarksWhatItWasFoundBy() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        assertThat(admin.get(TASK + "?q=CARD+alert").body()).contains("name=\"q\" value=\"CARD alert\"");

        // when
        String page = keep("task-content", admin.form(TASK + "/content", "q=CARD+alert"));

        // then
        assertThat(page)
                .contains("Dear [PERSON_1]", "<mark>card</mark>", "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;")
                .doesNotContain("<script>alert");
        assertThat(journal.entries).first().isInstanceOf(DiscloseContent.class);
        assertThat(journal.of(DiscloseContent.class).getFirst().to()).isEqualTo("admin");
    }

    @Test
    void erasedContentIsSaidToBeErased() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/tasks/" + Sample.ERASED);

        // then
        assertThat(admin.form("/tasks/" + Sample.ERASED + "/content", "").body())
                .contains("It was erased on 2026-11-29 08:07:06 UTC.")
                .doesNotContain("Decide in the review queue");
    }

    @Test
    void takesItsDecisionsAgainAndSaysWhichDiffer() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get(TASK);

        // when
        String same = keep("task-replay", admin.form(TASK + "/replay", "policy="));
        String other = keep("task-replay-other", admin.form(TASK + "/replay", "policy=in-force"));

        // then
        assertThat(same).contains("Identical.", "1 decision was taken again", "0 differ", "Routed", "<html");
        assertThat(other)
                .contains("Not identical.", "policy " + SampleLog.NEW.substring(0, 12), "1 differ", "/a", "&lt;b&gt;2&lt;/b&gt;")
                .doesNotContain("<b>2");
        assertThat(journal.of(ReplayTask.class)).hasSize(2);
        assertThat(journal.of(ReplayTask.class).getLast().policy().value()).isEqualTo(SampleLog.NEW);
        assertThat(journal.of(ContentRead.class)).isEmpty();
    }

    @Test
    void givesOnlyTheResultOfAReplayToAPageThatAsksForIt() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String csrf = admin.get(TASK).body().replaceAll("(?s).*name=\"_csrf\"[^>]*value=\"([^\"]+)\".*", "$1");

        // when
        String part = admin.send(admin.request(TASK + "/replay")
                        .header("HX-Request", "true")
                        .header("X-CSRF-TOKEN", csrf)
                        .POST(BodyPublishers.noBody()))
                .body();

        // then
        assertThat(part).contains("id=\"replay\"", "Identical.").doesNotContain("<html", "Timeline");
    }

    @Test
    void saysThatAnEventIsInNoSignedHeadYet() throws Exception {
        // given a head of 300 events, and the task's are later ones
        Visitor admin = new Visitor().signedIn();

        // when
        HttpResponse<String> early = admin.get(TASK + "/proof/1043");

        // then
        assertThat(early.statusCode()).isEqualTo(404);
        assertThat(early.body()).contains("signs 300 events, and this one is not among them yet", "Sign out");
        assertThat(admin.get(TASK + "/proof/7").body()).contains("no event at position 7");
    }
}
