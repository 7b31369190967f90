package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TasksPageTest extends WebTest {

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
                        "card_lost",
                        "0.004182\u00a0USD",
                        "861\u00a0ms",
                        "UTC</time>",
                        "/tasks/" + Sample.HELD,
                        "href=\"/tasks?before=1040\"",
                        "href=\"/api/tasks?format=csv\"",
                        "hx-get=\"/tasks\"")
                .doesNotContain("style=", "onclick", "<script>", "id=\"index\"");
    }

    @Test
    void narrowsByEveryFieldAndRefreshesOnlyTheList() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String list = admin.send(
                        admin.request("/tasks?state=HELD&workflow=&agent=+support-bot+&model=+gpt+&kind=tool_call"
                                        + "&session=s-1&label=card+lost&from=2026-11-01&to=2026-11-30")
                                .header("HX-Target", "list")
                                .GET())
                .body();

        // then
        assertThat(journal.of(FindTasks.class))
                .containsExactly(new FindTasks(
                        null,
                        new AgentId("support-bot"),
                        TaskState.HELD,
                        "gpt",
                        TaskKind.TOOL_CALL,
                        new SessionId("s-1"),
                        "card lost",
                        Instant.parse("2026-11-01T00:00:00Z"),
                        Instant.parse("2026-12-01T00:00:00Z"),
                        null,
                        50));
        assertThat(list)
                .contains(
                        Sample.HELD,
                        "state=HELD&amp;agent=support-bot&amp;model=gpt&amp;kind=TOOL_CALL&amp;session=s-1&amp;label=card%20lost"
                                + "&amp;from=2026-11-01&amp;to=2026-11-30&amp;before=1040",
                        "from=2026-11-01T00%3A00%3A00Z&amp;to=2026-12-01T00%3A00%3A00Z&amp;format=csv")
                .doesNotContain(Sample.RELEASED, "<html", "<header");
    }

    @Test
    void searchesByWordsAndSaysHowFarTheIndexIs() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("tasks-search", admin.get("/tasks?q=Lost+card%26x&workflow=card-support"));

        // then
        assertThat(journal.of(SearchTasks.class))
                .containsExactly(new SearchTasks(
                        "Lost card&x", new WorkflowId("card-support"), null, null, null, null, null, null, null, 50));
        assertThat(journal.of(FindTasks.class)).isEmpty();
        assertThat(page)
                .contains(
                        "/tasks/" + Sample.HELD + "?q=Lost%20card%26x",
                        "PostgreSQL",
                        "10 events behind the record",
                        "q=Lost%20card%26x&amp;workflow=card-support&amp;before=7",
                        "/api/search/tasks?q=Lost%20card%26x",
                        "value=\"Lost card&amp;x\"")
                .doesNotContain(Sample.RELEASED);
    }

    @Test
    void looksAtEachTaskForFieldsThatTheIndexDoesNotHave() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String found = admin.get("/tasks?q=card&session=s-4711").body();
        String none = admin.get("/tasks?q=card&session=another").body();

        // then
        assertThat(found).contains("/tasks/" + Sample.HELD + "?q=card");
        assertThat(none).doesNotContain("/tasks/" + Sample.HELD).contains("older ones may match");
        assertThat(journal.of(SearchTasks.class)).allMatch(query -> query.limit() == Query.PAGE_LIMIT);
        // It reads a bounded part of the index, though there is always another page.
        assertThat(journal.of(SearchTasks.class)).hasSize(20);
    }

    @Test
    void saysThatSearchIsAwayAndKeepsWhatWasTyped() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        HttpResponse<String> away = admin.get("/tasks?q=elsewhere&agent=support-bot");

        // then
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(keep("tasks-away", away))
                .contains(
                        "role=\"alert\"",
                        "is being built from the log, 40 %",
                        "value=\"elsewhere\"",
                        "value=\"support-bot\"");
    }

    @Test
    void searchesNoWordsForWhoMayReadNoTexts() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn("ai-officer");

        // when
        HttpResponse<String> words = officer.get("/tasks?q=card");

        // then
        assertThat(words.statusCode()).isEqualTo(403);
        assertThat(words.body())
                .contains("This is for: compliance officer or reviewer or regulator.")
                .doesNotContain(Sample.HELD, "id=\"q\"");
        assertThat(journal.of(SearchTasks.class)).isEmpty();
        assertThat(officer.get("/tasks?agent=support-bot").body()).contains(Sample.HELD);
    }

    @Test
    void saysWhatIsWrongWithAFieldBesideTheForm() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        HttpResponse<String> day = admin.get("/tasks?from=yesterday");
        assertThat(day.statusCode()).isEqualTo(400);
        assertThat(day.body()).contains("is a day such as 2026-11-30".replace("is a", "is not a"), "id=\"q\"");
        HttpResponse<String> agent = admin.get("/tasks?agent=a+b");
        assertThat(agent.statusCode()).isEqualTo(400);
        assertThat(agent.body()).contains("role=\"alert\"", "value=\"a b\"");
    }

    @Test
    void teachesWhenThereIsNothing() throws Exception {
        assertThat(keep("empty", new Visitor().signedIn().get("/tasks?state=FAILED&agent=none")))
                .contains("href=\"/tasks\"");
        assertThat(new Visitor().signedIn("reviewer").get("/tasks?state=HELD").body())
                .contains("Decide in the review queue")
                .doesNotContain("Judges and people");
    }
}
