package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.ErasureState;
import org.junit.jupiter.api.Test;

class AbandonedPageTest extends WebTest {
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
}
