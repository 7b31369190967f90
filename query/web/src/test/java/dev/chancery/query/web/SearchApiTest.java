package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchApiTest extends WebTest {

    @Test
    void tasksAreFoundByWordsAndByWhatTheyAre() throws Exception {
        // when
        HttpResponse<String> found = program()
                .get("/api/search/tasks?q=refund%20order&workflow=card-support&state=HELD"
                        + "&from=2026-11-01T00:00:00Z&before=80&limit=2");
        // then
        assertThat(json(found).path("tasks")).hasSize(1);
        assertThat(json(found).at("/tasks/0/task").asString())
                .isEqualTo(Sample.tasks().getFirst().task());
        assertThat(json(found).path("position").asLong()).isEqualTo(90);
        assertThat(json(found).path("next").asLong()).isEqualTo(7);
        assertThat(journal.of(SearchTasks.class))
                .containsExactly(new SearchTasks(
                        "refund order",
                        new WorkflowId("card-support"),
                        null,
                        TaskState.HELD,
                        null,
                        null,
                        Instant.parse("2026-11-01T00:00:00Z"),
                        null,
                        80L,
                        2));
    }

    @Test
    void eventsAreFoundAsTheyAreKept() throws Exception {
        // when
        HttpResponse<String> found = program().get("/api/search/events?q=ada&event=task.opened&family=task");
        // then
        assertThat(json(found).at("/events/0/payload").isObject()).isTrue();
        assertThat(json(found).path("next").isNull()).isTrue();
        assertThat(journal.of(SearchEvents.class))
                .containsExactly(new SearchEvents("ada", "task.opened", "task", null, null, null, null, null, 50));
    }

    @Test
    void theIndexSaysHowItStandsAndIsBuiltAgainOnce() throws Exception {
        assertThat(json(program().get("/api/search")).path("lag").asLong()).isEqualTo(10);
        assertThat(program().send("POST", "/api/search/rebuild", "").statusCode())
                .isEqualTo(202);
        assertThat(problem(program().send("POST", "/api/search/rebuild", ""))).isEqualTo("409 rebuild-under-way");
    }

    @ParameterizedTest
    @CsvSource({
        "tasks?limit=0, 400 invalid-request",
        "tasks?limit=201, 400 invalid-request",
        "tasks?state=GONE, 400 invalid-request",
        "tasks?from=yesterday, 400 invalid-request",
        "tasks?q=elsewhere, 503 search-unavailable",
        "events?q=-, 400 invalid-request",
    })
    void whatCannotBeSearchedIsRefused(String path, String refusal) throws Exception {
        assertThat(problem(program().get("/api/search/" + path))).isEqualTo(refusal);
    }

    @Test
    void aTextOfAnyLengthIsNoSearch() throws Exception {
        assertThat(problem(program().get("/api/search/tasks?q=" + "a".repeat(501))))
                .isEqualTo("400 invalid-request");
    }
}
