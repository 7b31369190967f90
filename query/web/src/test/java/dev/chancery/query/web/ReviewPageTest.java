package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DecideReview.Action;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import dev.chancery.query.web.TestApp.ContentRead;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewPageTest extends WebTest {

    private static final String ITEM = "/review/" + Sample.HELD;
    private static final String NEXT = "01JDX8Q2M7-1003";

    /** As the page's own script sends a form. */
    private static HttpResponse<String> partly(Visitor visitor, String path, String fields) throws Exception {
        return visitor.send(visitor.request(path)
                .header("HX-Request", "true")
                .header("HX-Target", "desk")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        fields + "&_csrf=" + URLEncoder.encode(visitor.csrf(), StandardCharsets.UTF_8))));
    }

    @Test
    void showsWhatWaitsWithoutShowingAText() throws Exception {
        // when
        String page = keep("review", new Visitor().signedIn().get("/review"));

        // then
        assertThat(page)
                .contains(
                        "4 wait",
                        "id=\"open-" + Sample.HELD + "\"",
                        "Call of a tool",
                        "The rubric&#39;s verdict was a failure",
                        "names the hotline",
                        "support-answer v3",
                        "4 of 5",
                        "EMAIL_ADDRESS",
                        "anthropic/claude-sonnet-2026-10-01",
                        "Showing it is recorded under your name",
                        "aria-live=\"polite\"",
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
                        "card-support: 3 waiting, 1 refused, 0 abandoned")
                .doesNotContain("Dear [PERSON_1]", "style=", "onclick", "<script>", "id=\"decision\"");
        assertThat(journal.of(DiscloseContent.class)).isEmpty();
        assertThat(journal.of(ContentRead.class)).isEmpty();
    }

    @Test
    void narrowsTheQueueAndRefreshesOnlyThat() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String list = admin.send(admin.request("/review?workflow=+card-support&kind=tool_call")
                        .header("HX-Target", "waiting")
                        .GET())
                .body();

        // then
        assertThat(journal.of(FindReviews.class))
                .containsExactly(new FindReviews(new WorkflowId("card-support"), Waiting.TOOL_CALL, null, 50));
        assertThat(list)
                .contains("1 waits", "/review/" + Sample.HELD_CALL + "?workflow=card-support&amp;kind=TOOL_CALL")
                .doesNotContain("<html", "Keys", "id=\"open-" + Sample.HELD + "\"");
    }

    @Test
    void showsAnItemOnlyAfterTheRecordHasIt() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");

        // when
        String page = keep("review-shown", admin.form(ITEM, ""));

        // then
        assertThat(page)
                .contains(
                        "Dear [PERSON_1]",
                        "&lt;script&gt;alert(1)",
                        "id=\"approve\"",
                        "id=\"reject\"",
                        "id=\"output\"",
                        "id=\"following\"",
                        "list=\"reasons\"",
                        "<html")
                .doesNotContain("<script>alert", "id=\"previous\"");
        assertThat(journal.of(DiscloseContent.class))
                .containsExactly(new DiscloseContent(
                        new TaskId(Sample.HELD),
                        List.of(new ContentId("request-" + Sample.HELD), new ContentId("output-" + Sample.HELD)),
                        "admin",
                        "review"));
        int shown = journal.entries.indexOf(journal.of(DiscloseContent.class).getFirst());
        assertThat(journal.entries.indexOf(journal.of(ContentRead.class).getFirst()))
                .isGreaterThan(shown);
    }

    @Test
    void showsNothingWhenTheShowingCannotBeRecorded() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");
        journal.recordDown = true;

        // when
        HttpResponse<String> answer = admin.form(ITEM, "");

        // then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("Dear [PERSON_1]");
        assertThat(journal.of(ContentRead.class)).isEmpty();
    }

    @Test
    void aDecisionShowsTheNextItemInTheSameAnswer() throws Exception {
        // given
        journal.decisionsTakeEffect = true;
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");
        partly(admin, ITEM, "");

        // when
        HttpResponse<String> decided =
                partly(admin, ITEM + "/decision", "action=REJECT&reason=wrong+card&output=ignored&original=x");

        // then
        assertThat(journal.of(DecideReview.class).getFirst())
                .extracting(DecideReview::action, DecideReview::reason, DecideReview::reviewer, DecideReview::edited)
                .containsExactly(Action.REJECT, "wrong card", "admin", null);
        assertThat(decided.headers().firstValue("HX-Push-Url")).contains("/review/" + NEXT);
        assertThat(decided.body())
                .contains(
                        "hx-swap-oob=\"innerHTML\"",
                        "Rejected " + Sample.HELD + ". You had looked at it for 12.3\u00a0s.",
                        "/review/" + NEXT + "/decision",
                        "<option value=\"wrong card\">",
                        "You decided 1 since you signed in; half of them within 12.3\u00a0s of looking.",
                        "3 wait")
                .doesNotContain("<html", "id=\"open-" + Sample.HELD + "\"");
        assertThat(journal.of(DiscloseContent.class).getLast().task().value()).isEqualTo(NEXT);
    }

    @Test
    void anEditIsReleasedWithPlaceholdersAndADecisionWorksWithoutAScript() throws Exception {
        // given
        journal.decisionsTakeEffect = true;
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");

        // when
        String page = keep(
                "review-next",
                admin.form(ITEM + "/decision", "action=EDIT&reason=politer&output=Dear+ann%40example.org&original=x"));

        // then
        DecideReview edit = journal.of(DecideReview.class).getFirst();
        assertThat(edit.action()).isEqualTo(Action.EDIT);
        assertThat(edit.edited().text()).isEqualTo("Dear [EMAIL_ADDRESS_0]");
        assertThat(page).contains("<html", "Released your text in place of the answer of " + Sample.HELD, NEXT);
    }

    @Test
    void saysThatSomebodyElseWasFirstAndGoesOn() throws Exception {
        // given
        journal.decisionsTakeEffect = true;
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");
        Visitor other = new Visitor().signedIn();
        other.get("/review");
        other.form(ITEM + "/decision", "action=APPROVE&reason=fine");

        // when
        String late =
                partly(admin, ITEM + "/decision", "action=REJECT&reason=no").body();
        String opened = partly(admin, ITEM, "").body();

        // then
        assertThat(late)
                .contains(
                        "Nothing of yours was recorded. " + Sample.HELD
                                + " waits for nobody any more: it is approved, decided by admin.",
                        "/review/" + NEXT);
        assertThat(opened).contains("it is approved, decided by admin.", "/review/" + NEXT);
        assertThat(journal.of(DecideReview.class)).hasSize(1);
    }

    @Test
    void saysWhatIsMissingBesideTheFormAndKeepsWhatWasTyped() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");

        // when
        HttpResponse<String> partly = partly(admin, ITEM + "/decision", "action=APPROVE&reason=+");
        int shown = journal.of(DiscloseContent.class).size();
        HttpResponse<String> wholly = admin.form(ITEM + "/decision", "action=EDIT&reason=because&output=");

        // then
        assertThat(partly.statusCode()).isEqualTo(400);
        assertThat(partly.headers().firstValue("HX-Retarget")).contains("#wrong");
        assertThat(partly.body()).contains("Give a &#39;reason&#39;").doesNotContain("id=\"desk\"");
        assertThat(shown).isZero();
        assertThat(wholly.statusCode()).isEqualTo(400);
        assertThat(keep("review-wrong", wholly))
                .contains("An edit needs &#39;output&#39;", "value=\"because\"", "Dear [PERSON_1]");
        assertThat(journal.of(DecideReview.class)).isEmpty();
    }

    @Test
    void showsWhatAnEditChangesWithoutReadingOrRecordingAnything() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");
        String fields = "original=We+<b>blocked</b>+the+card.&output=We+<b>blocked</b>+your+card%2C+Sir.&reason=polite";

        // when
        String part = partly(admin, ITEM + "/diff", fields).body();
        String page = keep("review-diff", admin.form(ITEM + "/diff", fields));

        // then
        assertThat(part)
                .contains("<del>the</del><ins>your</ins>", "<ins>, Sir</ins>", "&lt;b&gt;blocked&lt;/b&gt;")
                .doesNotContain("<html");
        assertThat(page).contains("<html", "<del>the</del>", "value=\"polite\"", "value=\"EDIT\"");
        assertThat(journal.of(DiscloseContent.class)).isEmpty();
        assertThat(journal.of(ContentRead.class)).isEmpty();
    }

    @Test
    void aCallOfAToolIsDecidedHereTooAndHasNoEdit() throws Exception {
        // given
        journal.decisionsTakeEffect = true;
        Visitor admin = new Visitor().signedIn();
        admin.get("/review");

        // when
        String page = keep("review-call", admin.form("/review/" + Sample.HELD_CALL, ""));
        partly(admin, "/review/" + Sample.HELD_CALL + "/decision", "action=APPROVE&reason=asked+for");

        // then
        assertThat(page)
                .contains(
                        "A person decides before the tool is called.",
                        "What the tool is to be called with",
                        "crm/erase")
                .doesNotContain("id=\"edit\"");
        assertThat(journal.of(DecideReview.class))
                .singleElement()
                .extracting(decision -> decision.task().value())
                .isEqualTo(Sample.HELD_CALL);
    }

    @Test
    void aDecisionNeedsTheTokenOfThePage() throws Exception {
        assertThat(new Visitor()
                        .signedIn()
                        .form(ITEM + "/decision", "action=APPROVE&reason=fine")
                        .statusCode())
                .isEqualTo(403);
        assertThat(journal.of(DecideReview.class)).isEmpty();
    }
}
