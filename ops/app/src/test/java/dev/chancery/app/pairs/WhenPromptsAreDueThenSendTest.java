package dev.chancery.app.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.query.contracts.BiasSuitesToRunView;
import dev.chancery.query.contracts.BiasSuitesToRunView.ToRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhenPromptsAreDueThenSendTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final List<ToRun> suites = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private boolean leads = true;

    private void look() {
        try (WhenPromptsAreDueThenSend watch = new WhenPromptsAreDueThenSend(
                () -> leads,
                () -> new BiasSuitesToRunView(List.copyOf(suites)),
                commands::add,
                (suite, run, goesOn) -> {
                    if (run.startsWith("broken")) {
                        throw new IllegalStateException("cannot go on");
                    }
                    assertThat(goesOn.getAsBoolean()).isTrue();
                    sent.add(run);
                },
                InstantSource.fixed(NOW))) {
            watch.look();
        }
    }

    private static ToRun suite(String id, String running, Instant next) {
        return new ToRun(
                new BiasSuite(
                        id,
                        new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending"),
                        new WorkflowId("lending"),
                        new AgentId("probe"),
                        "auto",
                        null,
                        List.of(new BiasTemplate("One {attribute}", List.of())),
                        "age",
                        List.of("35", "61"),
                        1,
                        20,
                        new AnswerRule(AnswerRule.VERSION, AnswerRule.Kind.WORD, List.of("yes"), List.of(), 100),
                        new BiasBounds(
                                List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, 0.05)), "risk", 30),
                        BiasPairRules.USUAL,
                        7),
                running,
                next);
    }

    @Test
    void startsWhatIsDueAndNothingElse() {
        // given
        suites.add(suite("due", null, NOW));
        suites.add(suite("later", null, NOW.plusSeconds(1)));
        suites.add(suite("asked", null, null));
        suites.add(suite("running", "running-3", NOW));

        // when
        look();

        // then
        assertThat(commands)
                .containsExactly(new StartPairs(
                        new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending"), "due", true, NOW, "chancery"));
        assertThat(sent).containsExactly("running-3");
    }

    @Test
    void doesNotLetOneRunKeepTheOthersFromIt() {
        suites.add(suite("broken", "broken-1", null));
        suites.add(suite("letters", "letters-1", null));
        look();
        assertThat(sent).containsExactly("letters-1");
    }

    @Test
    void doesNothingOnANodeThatDoesNotLead() {
        leads = false;
        suites.add(suite("due", null, NOW));
        suites.add(suite("letters", "letters-1", null));
        look();
        assertThat(commands).isEmpty();
        assertThat(sent).isEmpty();
    }
}
