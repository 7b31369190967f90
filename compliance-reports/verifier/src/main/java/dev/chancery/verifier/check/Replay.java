package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.PolicyDraftCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.feedback.DraftDecision;
import dev.chancery.decisions.gate.GateReplay;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.StreamTable;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Executes the decisions of a verified pack again. Only the events of tasks under way are in memory: a task is replayed as soon
 * as its outcome has come, since what people do with an output later is no decision of the code.
 */
public final class Replay {

    /** So many tasks may be under way at once; a log has that many only when it is broken. */
    private static final int MAX_UNDER_WAY = 100_000;

    /** So many differences are told one by one. */
    private static final int TOLD = 50;

    /**
     * What came of a replay.
     *
     * @param tasks replayed
     * @param decisions executed again
     * @param different of these, not as recorded
     * @param byKind decisions by their kind
     * @param differences the first ones, for people
     * @param openedBefore tasks of which the pack has a later part only
     */
    public record Result(
            long tasks,
            long decisions,
            long different,
            SortedMap<String, Long> byKind,
            List<String> differences,
            long openedBefore) {}

    /** @param request what was asked, when the pack discloses it; that it is what the event means was verified before */
    private record Task(
            List<Event> events,
            List<Long> positions,
            @Nullable String request) {}

    private final Pack pack;
    private final @Nullable Policy instead;
    private final EventCodec codec = new EventCodec();
    private final Map<PolicyVersion, Policy> policies = new LinkedHashMap<>();
    private final Map<String, Task> underWay = new LinkedHashMap<>();
    private final StreamTable seen = new StreamTable();
    private final SortedMap<String, Long> byKind = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private @Nullable String ended;
    private long tasks;
    private long decisions;
    private long different;
    private long openedBefore;

    private Replay(Pack pack, @Nullable Policy instead) {
        this.pack = pack;
        this.instead = instead;
    }

    /**
     * Replays a pack that was verified before.
     *
     * @param instead the policy to decide under; null for the one that each task was decided under
     * @throws PackDefect when a policy cannot be read or a decision cannot be executed
     */
    public static Result replay(Path file, @Nullable Policy instead) throws IOException {
        try (Pack pack = Pack.open(file)) {
            return new Replay(pack, instead).replay();
        }
    }

    private Result replay() throws IOException {
        pack.lines(line -> {
            if (line instanceof Line.Disclosed shown && shown.event().stream().startsWith("task/")) {
                event(shown.event(), shown.contents());
            } else if (line instanceof Line.Disclosed shown
                    && shown.event().stream().startsWith("workflow/")) {
                gate(shown.event());
            } else if (line instanceof Line.Disclosed shown
                    && shown.event().stream().equals(PolicyDraftCommand.STREAM)) {
                draft(shown.event());
            }
        });
        List.copyOf(underWay.keySet()).forEach(this::finish);
        return new Result(tasks, decisions, different, byKind, List.copyOf(differences), openedBefore);
    }

    private void event(StoredEvent stored, List<Line.Shown> contents) {
        if (ended != null && !ended.equals(stored.stream())) {
            finish(ended);
        }
        Event event = codec.decode(stored.name(), stored.revision(), stored.payload());
        boolean first = seen.get(stored.stream()) == StreamTable.ABSENT;
        if (first) {
            seen.put(stored.stream(), 0);
        }
        if (event instanceof TaskOpened opened) {
            if (underWay.size() == MAX_UNDER_WAY) {
                throw new PackDefect(
                        Verdict.UNVERIFIABLE, "More than " + MAX_UNDER_WAY + " tasks are under way at once.");
            }
            underWay.put(stored.stream(), new Task(new ArrayList<>(), new ArrayList<>(), request(opened, contents)));
        } else if (first) {
            openedBefore++;
        }
        Task task = underWay.get(stored.stream());
        if (task != null) {
            task.events.add(event);
            task.positions.add(stored.position());
            // The outcome's commit may hold more of this stream; it is over when another stream goes on.
            ended = Acts.endsTask(stored.name()) ? stored.stream() : ended;
        }
    }

    /** A move of a gate holds everything that it was decided from, so each is executed by itself. */
    private void gate(StoredEvent stored) {
        if (codec.decode(stored.name(), stored.revision(), stored.payload()) instanceof WorkflowEvent recorded
                && recorded.policy() != null) {
            try {
                count(
                        new Comparison(0, "gate", recorded, GateReplay.again(recorded, this::policy)),
                        stored.position(),
                        stored.stream());
            } catch (IllegalStateException | IllegalArgumentException | ArithmeticException e) {
                throw new PackDefect(
                        Verdict.UNVERIFIABLE,
                        "The decision at position " + stored.position() + " cannot be executed again: "
                                + e.getMessage());
            }
        }
    }

    /** A draft that Chancery made tells the counts that it made it from. */
    private void draft(StoredEvent stored) {
        if (codec.decode(stored.name(), stored.revision(), stored.payload()) instanceof PolicyDrafted recorded
                && recorded.followsFromCounts()) {
            count(
                    new Comparison(0, "draft", recorded, DraftDecision.again(recorded, policy(recorded.base()))),
                    stored.position(),
                    stored.stream());
        }
    }

    private static @Nullable String request(TaskOpened opened, List<Line.Shown> contents) {
        return contents.stream()
                .filter(shown ->
                        shown.content().equals(opened.request().content().value()))
                .findFirst()
                .map(Line.Shown::text)
                .orElse(null);
    }

    private void finish(String stream) {
        ended = null;
        Task task = underWay.remove(stream);
        if (task == null) {
            return;
        }
        tasks++;
        for (Comparison comparison : compare(stream, task)) {
            count(comparison, task.positions.get(comparison.index()), stream);
        }
    }

    private void count(Comparison comparison, long position, String stream) {
        decisions++;
        byKind.merge(comparison.decision(), 1L, Long::sum);
        if (!comparison.identical()) {
            different++;
            if (differences.size() < TOLD) {
                differences.add("Position " + position + ", " + stream + ", " + comparison.decision() + ": recorded "
                        + comparison.recorded() + "; recomputed " + comparison.recomputed());
            }
        }
    }

    private List<Comparison> compare(String stream, Task task) {
        try {
            return DecisionReplay.replay(task.events, this::policy, task.request);
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The decisions of " + stream + " cannot be executed again: " + e.getMessage());
        }
    }

    private Policy policy(PolicyVersion version) {
        return instead != null ? instead : policies.computeIfAbsent(version, this::parse);
    }

    private Policy parse(PolicyVersion version) {
        try {
            return PolicyDocument.parse(new String(pack.policy(version), StandardCharsets.UTF_8));
        } catch (InvalidPolicy e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The policy " + version + " cannot be read by this version: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
