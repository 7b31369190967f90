package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.gate.GateReplay;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.decisions.replay.DecisionReplay.Replayed;
import dev.chancery.decisions.replay.DecisionReplay.Undecided;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.StreamTable;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Executes the decisions of a verified pack again. Only the events of tasks under way are in memory: a task is replayed as soon
 * as its outcome has come. Where something is decided after that, as for a held call that a person approved, the task is
 * read once more, up to its last decision. What cannot be decided again is counted, by what it is.
 */
public final class Replay {

    private static final String TASK = "task/";

    /** How the names of events begin that stand in the stream of a task and nowhere else. */
    private static final List<String> OF_A_TASK = List.of("task.", "tool.call-", "tool.result-", "sandbox.");

    /** So many tasks may be under way at once; a log has that many only when it is broken. */
    private static final int MAX_UNDER_WAY = 100_000;

    /** So many tasks are read once more at once; when there are more, the pack is read again for the others. */
    private static final int MAX_READ_AGAIN = 5_000;

    /** So long after a gate moved, by the instants of the record, what is opened may still be decided at where it stood before. */
    public static final long GATE_LAG_SECONDS = Gates.LAG.toSeconds();

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
     * @param notDecided how many decisions are in the pack that were not executed again, by what they are, in words
     */
    public record Result(
            long tasks,
            long decisions,
            long different,
            SortedMap<String, Long> byKind,
            List<String> differences,
            long openedBefore,
            SortedMap<String, Long> notDecided) {

        /** Whether everything in the pack that the code decided was executed again. */
        public boolean isWhole() {
            return openedBefore == 0 && notDecided.isEmpty();
        }
    }

    /** @param request what was asked, when the pack discloses it; that it is what the event means was verified before */
    private record Task(
            TaskOpened opened,
            Instant at,
            List<Event> events,
            List<Long> positions,
            @Nullable String request) {

        void add(Event event, long position) {
            events.add(event);
            positions.add(position);
        }
    }

    private final Pack pack;
    private final @Nullable Policy instead;
    private final EventCodec codec = new EventCodec();
    private final Map<PolicyVersion, Policy> policies = new LinkedHashMap<>();
    private final Gates gates;
    private final Drafts drafts = new Drafts();
    private final Map<String, Task> underWay = new LinkedHashMap<>();

    /** Of a task that was replayed the position after its last event that was; of every other stream of a task 0. */
    private final StreamTable seen = new StreamTable();

    /** Of a task that went on after it was replayed the position after its last decision; 0 when that was replayed, too. */
    private final StreamTable goesOn = new StreamTable();

    private final SortedMap<String, Long> byKind = new TreeMap<>();
    private final SortedMap<String, Long> notDecided = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private @Nullable String ended;
    private long toReadAgain;
    private long tasks;
    private long decisions;
    private long different;
    private long openedBefore;

    private Replay(Pack pack, @Nullable Policy instead) throws IOException {
        this.pack = pack;
        this.instead = instead;
        Manifest manifest = pack.manifest();
        gates = new Gates(manifest.scope() == null && manifest.from() == 0);
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
            if (line instanceof Line.Disclosed shown) {
                event(shown);
            }
        });
        List.copyOf(underWay.keySet()).forEach(this::finish);
        while (toReadAgain > 0) {
            readAgain();
        }
        return new Result(tasks, decisions, different, byKind, List.copyOf(differences), openedBefore, notDecided);
    }

    private void event(Line.Disclosed line) {
        StoredEvent stored = line.event();
        String name = stored.name();
        if (stored.stream().startsWith(TASK)) {
            task(stored, decode(stored), line.contents());
        } else if (name.startsWith("workflow.") && decode(stored) instanceof WorkflowEvent event) {
            gate(stored, event);
        } else if (name.startsWith("policy.draft") && decode(stored) instanceof PolicyDraftEvent event) {
            draft(stored, event);
        } else if (OF_A_TASK.stream().anyMatch(name::startsWith)) {
            count(new Comparison(0, "opening", decode(stored), null), stored.position(), stored.stream());
        }
    }

    private Event decode(StoredEvent stored) {
        return codec.decode(stored.name(), stored.revision(), stored.payload());
    }

    private void task(StoredEvent stored, Event event, List<Line.Shown> contents) {
        String stream = stored.stream();
        if (ended != null && !ended.equals(stream)) {
            finish(ended);
        }
        long known = seen.get(stream);
        if (known == StreamTable.ABSENT) {
            seen.put(stream, 0);
            begin(stored, event, contents);
        }
        Task task = underWay.get(stream);
        if (task != null) {
            task.add(event, stored.position());
            // The outcome's commit may hold more of this stream; it is over when another stream goes on.
            ended = Acts.endsTask(stored.name()) ? stream : ended;
        } else if (known > 0 && DecisionReplay.decides(event)) {
            toReadAgain += goesOn.get(stream) == StreamTable.ABSENT ? 1 : 0;
            goesOn.put(stream, stored.position() + 1);
        }
    }

    private void begin(StoredEvent stored, Event event, List<Line.Shown> contents) {
        if (stored.sequence() > 0) {
            openedBefore++;
        } else if (event instanceof TaskOpened opened) {
            if (underWay.size() == MAX_UNDER_WAY) {
                throw new PackDefect(
                        Verdict.UNVERIFIABLE, "More than " + MAX_UNDER_WAY + " tasks are under way at once.");
            }
            underWay.put(stored.stream(), opened(stored, opened, contents));
            if (!stored.stream().equals(TASK + opened.task())) {
                count(new Comparison(0, "opening", opened, null), stored.position(), stored.stream());
            }
        } else {
            notDecided("tasks that do not begin with their opening");
        }
    }

    private static Task opened(StoredEvent stored, TaskOpened opened, List<Line.Shown> contents) {
        return new Task(opened, stored.at(), new ArrayList<>(), new ArrayList<>(), request(opened, contents));
    }

    private static @Nullable String request(TaskOpened opened, List<Line.Shown> contents) {
        return contents.stream()
                .filter(shown ->
                        shown.content().equals(opened.request().content().value()))
                .findFirst()
                .map(Line.Shown::text)
                .orElse(null);
    }

    /** A move of a gate holds what it was decided from, but for where the gate stood, which its stream says. */
    private void gate(StoredEvent stored, WorkflowEvent recorded) {
        WorkflowEvent standing = gates.take(stored, recorded);
        if (recorded.policy() != null && standing != null) {
            WorkflowEvent again = executed(
                            "The decision at position " + stored.position(),
                            () -> Optional.ofNullable(GateReplay.again(standing, this::policy)))
                    .orElse(null);
            count(new Comparison(0, "gate", recorded, again), stored.position(), stored.stream());
        } else if (!recorded.equals(standing)) {
            count(new Comparison(0, "gate", recorded, standing), stored.position(), stored.stream());
        } else if (!(recorded instanceof WorkflowRegistered)) {
            notDecided("moves of gates that do not tell what they were decided from: those of the first version");
        }
    }

    /** A draft that Chancery made tells the counts that it made it from; who may approve one, the policy that it changes. */
    private void draft(StoredEvent stored, PolicyDraftEvent recorded) {
        if (!drafts.knows(recorded)) {
            notDecided("decisions about drafts of the policy that were made before the pack begins");
            return;
        }
        PolicyDraftEvent again = executed(
                        "The decision at position " + stored.position(),
                        () -> Optional.ofNullable(drafts.take(recorded, this::policy, this::ofRecord)))
                .orElse(null);
        count(new Comparison(0, "draft", recorded, again), stored.position(), stored.stream());
    }

    private void finish(String stream) {
        ended = null;
        Task task = underWay.remove(stream);
        if (task != null) {
            tasks++;
            seen.put(stream, task.positions.getLast() + 1);
            count(stream, task, 0);
        }
    }

    /** Reads the tasks that went on, each from its opening to its last decision. */
    private void readAgain() throws IOException {
        Map<String, Task> reading = new LinkedHashMap<>();
        pack.lines(line -> {
            if (!(line instanceof Line.Disclosed shown) || goesOn.get(shown.event().stream()) <= 0) {
                return;
            }
            StoredEvent stored = shown.event();
            Event event = decode(stored);
            if (stored.sequence() == 0 && event instanceof TaskOpened opened && reading.size() < MAX_READ_AGAIN) {
                reading.put(stored.stream(), opened(stored, opened, shown.contents()));
            }
            Task task = reading.get(stored.stream());
            if (task == null) {
                return;
            }
            task.add(event, stored.position());
            if (stored.position() + 1 == goesOn.get(stored.stream())) {
                reading.remove(stored.stream());
                goesOn.put(stored.stream(), 0);
                toReadAgain--;
                count(stored.stream(), task, seen.get(stored.stream()));
            }
        });
    }

    /** Counts what was decided in a task from a position on. */
    private void count(String stream, Task task, long from) {
        Replayed replayed = executed(
                "The decisions of " + stream, () -> DecisionReplay.again(task.events, this::policy, task.request));
        for (Comparison comparison : replayed.comparisons()) {
            long position = task.positions.get(comparison.index());
            if (position >= from) {
                count(comparison, position, stream);
            }
        }
        for (Undecided undecided : replayed.undecided()) {
            if (task.positions.get(undecided.index()) >= from) {
                notDecided(undecided.what());
            }
        }
        for (int i = 0; i < task.events.size(); i++) {
            Gate gate = gate(task.events.get(i));
            if (gate != null && task.positions.get(i) >= from) {
                standing(stream, task, i, gate);
            }
        }
    }

    private static @Nullable Gate gate(Event event) {
        return switch (event) {
            case StreamPermitted e -> e.gate();
            case OutputReleased e -> e.gate();
            case OutputHeld e -> e.gate();
            case OutputShadowed e -> e.gate();
            default -> null;
        };
    }

    /** What was decided at a gate says where it stood, and so does the workflow's stream. */
    private void standing(String stream, Task task, int index, Gate gate) {
        long position = task.positions.get(index);
        Optional<Set<Gate>> stood = gates.between(task.opened.workflow(), task.positions.getFirst(), task.at, position);
        if (stood.isEmpty()) {
            notDecided("gates of deliveries, since the pack does not have the workflow's stream from its start");
            return;
        }
        counted("standing");
        if (!stood.get().contains(gate)) {
            differs("Position " + position + ", " + stream + ", standing: recorded " + task.events.get(index)
                    + "; by its own stream the workflow's gate stood at " + stood.get());
        }
    }

    private void count(Comparison comparison, long position, String stream) {
        counted(comparison.decision());
        if (!comparison.identical()) {
            differs("Position " + position + ", " + stream + ", " + comparison.decision() + ": recorded "
                    + comparison.recorded() + "; recomputed " + comparison.recomputed());
        }
    }

    private void counted(String kind) {
        decisions++;
        byKind.merge(kind, 1L, Long::sum);
    }

    private void differs(String sentence) {
        different++;
        if (differences.size() < TOLD) {
            differences.add(sentence);
        }
    }

    private void notDecided(String what) {
        notDecided.merge(what, 1L, Long::sum);
    }

    /** What is recorded may be what no code can be given. */
    private static <T> T executed(String what, Supplier<T> decision) {
        try {
            return decision.get();
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException | NullPointerException e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE, what + " cannot be executed again: " + Objects.toString(e.getMessage()));
        }
    }

    private Policy policy(PolicyVersion version) {
        return instead != null ? instead : ofRecord(version);
    }

    private Policy ofRecord(PolicyVersion version) {
        return policies.computeIfAbsent(version, this::parse);
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
