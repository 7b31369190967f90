package dev.chancery.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.folds.Fold;
import dev.chancery.folds.Spend;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.Workflows;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteVerifier;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A log of the first version, read by the first version's eyes and by today's. */
class GoldenLogTest {

    private static final List<StoredEvent> STORED = GoldenLog.stored();

    @Test
    void hasTheRootThatWasSignedWhenItWasWritten() {
        // when
        Frontier frontier = new Frontier();
        STORED.forEach(event -> frontier.append(LeafHash.of(event)));

        // then
        Note note = Note.parse(GoldenLog.file("checkpoint"));
        Checkpoint signed = Checkpoint.parse(note.text());
        assertThat(NoteVerifier.parse(GoldenLog.file("key").strip()).verify(note))
                .isEqualTo(NoteVerifier.Verdict.VERIFIED);
        assertThat(frontier.size()).isEqualTo(signed.size());
        assertThat(frontier.root()).isEqualTo(signed.rootHash());
    }

    @Test
    void tellsTheCauseOfEachAbandonmentThatTheFirstVersionToldInWords() {
        List<TaskAbandoned> abandoned = STORED.stream()
                .filter(event -> event.name().equals("task.abandoned"))
                .map(GoldenLog::today)
                .map(recorded -> (TaskAbandoned) recorded.event())
                .toList();
        assertThat(STORED)
                .filteredOn(e -> e.name().equals("task.abandoned"))
                .extracting(StoredEvent::revision)
                .containsOnly(1);
        assertThat(abandoned)
                .extracting(TaskAbandoned::cause, TaskAbandoned::sent)
                .containsExactly(
                        tuple(AbandonCause.COMMIT_UNKNOWN, Sent.NOTHING),
                        tuple(AbandonCause.COMMIT_UNKNOWN, Sent.NOTHING),
                        tuple(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN),
                        tuple(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN),
                        tuple(AbandonCause.PROCESS_ENDED, Sent.UNKNOWN));
    }

    @Test
    void foldsToTheSameStatesUnderBothReadings() {
        // when
        List<Recorded> first = STORED.stream().map(FirstReader::read).toList();
        List<Recorded> today = STORED.stream().map(GoldenLog::today).toList();

        // then
        assertThat(today).isNotEqualTo(first);
        assertThat(tasks(today)).hasSize(46).isEqualTo(tasks(first));
        assertThat(fold(new Spend(), steps(today))).isNotEmpty().isEqualTo(fold(new Spend(), steps(first)));
        assertThat(fold(new Workflows(), steps(today))).isEqualTo(fold(new Workflows(), steps(first)));
    }

    @Test
    void decidesEverythingAgainAsItWasDecidedUnderBothReadings() {
        for (Function<StoredEvent, Recorded> reader :
                List.<Function<StoredEvent, Recorded>>of(FirstReader::read, GoldenLog::today)) {
            // when
            List<Comparison> decisions = replay(STORED.stream().map(reader).toList());

            // then
            assertThat(decisions).hasSizeGreaterThan(150).allMatch(Comparison::identical);
            assertThat(decisions)
                    .extracting(Comparison::decision)
                    .contains(
                            "redaction",
                            "routing",
                            "spending",
                            "streaming",
                            "tool",
                            "verdict",
                            "settlement",
                            "delivery");
        }
    }

    @Test
    void foldsAndReplaysALogThatMixesTheRevisions() {
        // given the last abandonment of a model call, told once more as it is told today
        List<StoredEvent> mixed = new ArrayList<>(STORED);
        StoredEvent old = STORED.stream()
                .filter(e -> e.name().equals("task.abandoned"))
                .toList()
                .getLast();
        TaskAbandoned now = new TaskAbandoned(
                AbandonCause.PROCESS_ENDED,
                Sent.SOMETHING,
                new Attempt("cloud/closes", 2, AttemptFailure.CUT_OFF),
                new Micros(2_410, Currency.getInstance("USD")),
                null);
        mixed.set((int) old.position(), told(old, now));

        // when
        List<Recorded> read = mixed.stream().map(GoldenLog::today).toList();

        // then
        assertThat(mixed)
                .filteredOn(e -> e.name().equals("task.abandoned"))
                .extracting(StoredEvent::revision)
                .contains(1, 2);
        assertThat(tasks(read))
                .isEqualTo(tasks(STORED.stream().map(GoldenLog::today).toList()));
        assertThat(replay(read)).allMatch(Comparison::identical);
        assertThatThrownBy(() -> mixed.forEach(FirstReader::read)).hasMessageContaining("revision 2");
    }

    private static StoredEvent told(StoredEvent old, Event now) {
        EventCodec codec = new EventCodec();
        return new StoredEvent(
                old.position(),
                old.id(),
                old.stream(),
                old.sequence(),
                codec.nameOf(now).name(),
                codec.nameOf(now).revision(),
                old.at(),
                codec.encode(now),
                old.metadata());
    }

    private static List<Comparison> replay(List<Recorded> log) {
        return log.stream()
                .filter(recorded -> recorded.stream().startsWith("task/"))
                .collect(Collectors.groupingBy(Recorded::stream, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(stream ->
                        DecisionReplay.replay(
                                stream.stream().map(Recorded::event).toList(), GoldenLog.policies(log))
                                .stream())
                .toList();
    }

    private static Map<?, TaskSummary> tasks(List<Recorded> log) {
        return fold(new TaskSummaries(), log);
    }

    private static List<Step> steps(List<Recorded> log) {
        TaskSummaries summaries = new TaskSummaries();
        Map<Object, TaskSummary> states = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Recorded recorded : log) {
            if (summaries.keys(recorded).isEmpty()) {
                steps.add(Step.of(recorded));
            } else {
                var key = summaries.keys(recorded).getFirst();
                TaskSummary before = states.get(key);
                TaskSummary after = summaries.apply(key, before, recorded);
                states.put(key, after);
                steps.add(new Step(recorded, before, Objects.requireNonNull(after)));
            }
        }
        return steps;
    }

    private static <E, K, S> Map<K, S> fold(Fold<E, K, S> fold, List<E> events) {
        Map<K, S> states = new LinkedHashMap<>();
        for (E event : events) {
            for (K key : fold.keys(event)) {
                states.put(key, fold.apply(key, states.get(key), event));
            }
        }
        return states;
    }
}
