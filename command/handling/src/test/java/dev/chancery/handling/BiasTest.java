package dev.chancery.handling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.BiasCommand.AccessAttributes;
import dev.chancery.contracts.command.BiasCommand.CheckBias;
import dev.chancery.contracts.command.BiasCommand.CheckPairs;
import dev.chancery.contracts.command.BiasCommand.CloseFinding;
import dev.chancery.contracts.command.BiasCommand.DefineSuite;
import dev.chancery.contracts.command.BiasCommand.DeleteAttributes;
import dev.chancery.contracts.command.BiasCommand.EndUse;
import dev.chancery.contracts.command.BiasCommand.FailPairs;
import dev.chancery.contracts.command.BiasCommand.PermitUse;
import dev.chancery.contracts.command.BiasCommand.ReceiveDataset;
import dev.chancery.contracts.command.BiasCommand.SetBounds;
import dev.chancery.contracts.command.BiasCommand.StartPairs;
import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsFailed;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasReading;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Protected attributes under a record of Article 4a, and what checks find. */
class BiasTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-12-29T10:00:00Z");
    private static final BiasSubject LENDING = new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending");
    private static final BiasBounds BOUNDS = new BiasBounds(
            List.of(new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, 0.05)), "model risk", 30);

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private static PermitUse permit(String recordedReason, Instant until) {
        return new PermitUse(
                "u-1",
                "lending",
                List.of("sex"),
                new SpecialCategoryConditions(
                        "answered in words",
                        "answered in words",
                        "answered in words",
                        "answered in words",
                        "answered in words",
                        recordedReason),
                "model risk",
                until,
                NOW,
                "ada");
    }

    private static ReceiveDataset receive(String attribute, Instant at) {
        return new ReceiveDataset(
                "d-1", "u-1", "loans", LENDING, 10, "ab".repeat(32), List.of(attribute), false, false, 0, at, "ada");
    }

    @Test
    void takesNothingInWithoutARecordInForceThatCoversIt() {
        // then
        assertThatThrownBy(() -> office.send(receive("sex", NOW))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> office.send(permit(" ", UNTIL))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> office.send(permit("record of processing 7", NOW)))
                .isInstanceOf(IllegalArgumentException.class);

        // when
        office.send(permit("record of processing 7", UNTIL));

        // then
        assertThatThrownBy(() -> office.send(receive("religion", NOW))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> office.send(receive("sex", UNTIL))).isInstanceOf(IllegalStateException.class);
        office.send(receive("sex", NOW));
        office.send(new AccessAttributes("u-1", "d-1", List.of("sex"), "check", NOW, "ada"));
        assertThatThrownBy(() -> office.send(new AccessAttributes("u-1", "d-1", List.of("sex"), "check", UNTIL, "ada")))
                .isInstanceOf(IllegalStateException.class);

        // when
        office.send(new EndUse("u-1", "done", "ada"));

        // then
        assertThatThrownBy(() -> office.send(new AccessAttributes("u-1", "d-1", List.of("sex"), "check", NOW, "ada")))
                .isInstanceOf(IllegalStateException.class);
        DeleteAttributes delete =
                new DeleteAttributes("u-1", "d-1", 10, ProtectedAttributesDeleted.Cause.PERSON, "done", "ada");
        office.send(delete);
        office.send(delete);
        assertThat(office.events(delete).stream().filter(ProtectedAttributesDeleted.class::isInstance))
                .hasSize(1);
    }

    private static CheckBias check(String id, long selected) {
        return new CheckBias(
                id,
                new BiasFacts(
                        LENDING,
                        "d-1",
                        "u-1",
                        List.of("granted"),
                        List.of(new BiasGrouping(
                                "sex",
                                List.of("male"),
                                List.of(
                                        new BiasCell("female", false, new BiasCell.Counts(400, selected, null, null)),
                                        new BiasCell("male", false, new BiasCell.Counts(600, 450, null, null))))),
                        List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE),
                        null,
                        BiasRules.USUAL,
                        List.of(),
                        NOW),
                "ada");
    }

    @Test
    void opensAFindingOnceAndAPersonClosesIt() {
        // given
        office.send(new SetBounds(LENDING, BOUNDS, "decided", "ada"));

        // when
        office.send(check("c-1", 200));
        office.send(check("c-2", 201));
        office.send(check("c-3", 300));

        // then one finding stands for both checks that show it
        List<BiasFindingOpened> opened = opened();
        assertThat(opened).hasSize(1);
        assertThat(opened.getFirst().due()).isEqualTo(NOW.plusSeconds(30 * 86_400L));
        String finding = opened.getFirst().finding();
        assertThatThrownBy(() -> office.send(close(finding, "c-9"))).isInstanceOf(IllegalArgumentException.class);
        office.send(close(finding, "c-3"));
        assertThatThrownBy(() -> office.send(close(finding, "c-3"))).isInstanceOf(IllegalStateException.class);

        // when it is there again
        office.send(check("c-4", 200));

        // then
        assertThat(opened()).hasSize(2);
    }

    private List<BiasFindingOpened> opened() {
        List<Event> events = office.events(check("c-1", 200));
        return events.stream()
                .filter(BiasFindingOpened.class::isInstance)
                .map(BiasFindingOpened.class::cast)
                .toList();
    }

    private static CloseFinding close(String finding, String check) {
        return new CloseFinding(LENDING, finding, BiasFindingClosed.Outcome.RESOLVED, check, "trained again", "ada");
    }

    private static DefineSuite suite(Integer everyDays, String pattern) {
        return new DefineSuite(
                new BiasSuite(
                        "letters",
                        LENDING,
                        new WorkflowId("lending"),
                        new AgentId("probe"),
                        "auto",
                        null,
                        Stream.of("a", "b", "c", "d", "e")
                                .map(word -> new BiasTemplate(word + " {attribute}", List.of()))
                                .toList(),
                        "age",
                        List.of("young", "old"),
                        6,
                        20,
                        new AnswerRule(AnswerRule.VERSION, AnswerRule.Kind.PATTERN, List.of(pattern), List.of(), 100),
                        new BiasBounds(
                                List.of(new BiasBound(BiasMetric.COUNTERFACTUAL_DIFFERENCE, -0.05, 0.05)),
                                "model risk",
                                30),
                        BiasPairRules.USUAL,
                        everyDays),
                "ada");
    }

    private static StartPairs start(boolean scheduled, Instant at) {
        return new StartPairs(LENDING, "letters", scheduled, at, "ada");
    }

    @Test
    void runsASuiteOnceAtATimeAndOpensItsFindings() {
        // given
        assertThatThrownBy(() -> office.send(start(false, NOW))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> office.send(suite(7, "(a"))).isInstanceOf(IllegalArgumentException.class);
        office.send(suite(7, "yes"));

        // when
        String run = office.send(start(true, NOW));

        // then
        assertThat(run).isEqualTo("letters-1");
        assertThatThrownBy(() -> office.send(start(false, NOW))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> office.send(suite(1, "yes"))).isInstanceOf(IllegalStateException.class);

        // when its answers depend on the attribute
        List<BiasAnswer> answers = suite(7, "yes").suite().prompts().stream()
                .map(prompt -> new BiasAnswer(
                        prompt,
                        new TaskId("t"),
                        prompt.value().equals("old") ? BiasReading.UNFAVOURABLE : BiasReading.FAVOURABLE))
                .toList();
        CheckPairs checked = new CheckPairs(LENDING, "letters", run, answers, NOW);
        office.send(checked);
        office.send(checked);
        office.send(new FailPairs(LENDING, "letters", run, "too late"));

        // then the finding is there once, and the run can show that it is resolved
        assertThat(opened()).hasSize(1);
        assertThat(opened().getFirst().finding()).isEqualTo("letters-1-1");
        assertThat(opened().getFirst().due()).isEqualTo(NOW.plusSeconds(30 * 86_400L));
        assertThat(office.events(checked).stream().filter(BiasPairsChecked.class::isInstance))
                .hasSize(1);
        assertThat(office.events(checked).stream().filter(BiasPairsFailed.class::isInstance))
                .isEmpty();
        office.send(close("letters-1-1", run));

        // and the next one begins by itself when its time has come, and no sooner
        assertThatThrownBy(() -> office.send(start(true, NOW.plusSeconds(7 * 86_400L - 1))))
                .isInstanceOf(IllegalStateException.class);
        assertThat((String) office.send(start(true, NOW.plusSeconds(7 * 86_400L))))
                .isEqualTo("letters-2");
        office.send(new FailPairs(LENDING, "letters", "letters-2", "no money is left"));
        office.send(suite(null, "yes"));
        assertThatThrownBy(() -> office.send(start(true, NOW.plusSeconds(99 * 86_400L))))
                .isInstanceOf(IllegalStateException.class);
        assertThat((String) office.send(start(false, NOW))).isEqualTo("letters-3");
    }
}
