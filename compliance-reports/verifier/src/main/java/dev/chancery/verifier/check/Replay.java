package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.PolicyDraftEvent;
import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.fairness.BiasDecision;
import dev.chancery.decisions.fairness.PairDecision;
import dev.chancery.decisions.gate.GateReplay;
import dev.chancery.decisions.incident.IncidentReplay;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.decisions.replay.DecisionReplay.Replayed;
import dev.chancery.decisions.replay.DecisionReplay.Undecided;
import dev.chancery.folds.StreamTable;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.check.TaskStreams.Task;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * Executes the decisions of a part of a log again: of a verified pack, or of a period on the server. Only the events of tasks under way are in memory: a task is replayed as soon
 * as its outcome has come. Where something is decided after that, as for a held call that a person approved, the task is
 * read once more, up to its last decision. What cannot be decided again is counted, by what it is.
 */
public final class Replay {

    /** How the names of events begin that stand in the stream of a task and nowhere else. */
    private static final List<String> OF_A_TASK = List.of("task.", "tool.call-", "tool.result-", "sandbox.");

    /** So many tasks are read once more at once; when there are more, the pack is read again for the others. */
    private static final int MAX_READ_AGAIN = 5_000;

    /** So long after a gate moved, by the instants of the record, what is opened may still be decided at where it stood before. */
    public static final long GATE_LAG_SECONDS = Gates.LAG.toSeconds();

    /** So many differences are told one by one. */
    private static final int TOLD = 50;

    /** The version of this code. Events do not tell the version that they were decided by, only the policy and the revision of their shape. */
    public static final String CODE = "0.1.0";

    /**
     * A decision that was executed again.
     *
     * @param position of the recorded event
     * @param kind as in {@link Result#byKind}
     * @param recomputed the event that has to be there, null when none has to
     */
    public record Executed(
            long position,
            String stream,
            String kind,
            Event recorded,
            @Nullable Event recomputed) {}

    /**
     * Something that could not be executed again.
     *
     * @param position where, or of the last event of the task that it is in
     * @param why for people
     */
    public record Failure(long position, String stream, String why) {}

    /**
     * What came of a replay.
     *
     * @param code version that executed them
     * @param tasks replayed
     * @param decisions executed again
     * @param different of these, not as recorded
     * @param byKind decisions by their kind
     * @param differences the first ones
     * @param openedBefore tasks of which a later part only is there
     * @param notDecided how many decisions are there that were not executed again, by what they are, in words
     * @param failed how many tasks, or decisions of other streams, no code can execute
     * @param failures the first ones; a pack that has one cannot be replayed
     */
    public record Result(
            String code,
            long tasks,
            long decisions,
            long different,
            SortedMap<String, Long> byKind,
            List<Difference> differences,
            long openedBefore,
            SortedMap<String, Long> notDecided,
            long failed,
            List<Failure> failures) {

        /** Whether everything that the code decided was executed again. */
        public boolean isWhole() {
            return openedBefore == 0 && notDecided.isEmpty() && failed == 0;
        }

        /** Whether everything that was executed again comes out as it was recorded. */
        public boolean isSame() {
            return different == 0 && failed == 0;
        }
    }

    private final Evidence evidence;
    private final @Nullable Policy instead;
    private final boolean goesOn;
    private final Consumer<Executed> told;
    private final EventCodec codec = new EventCodec();
    private final Map<PolicyVersion, Policy> policies = new LinkedHashMap<>();
    private final Gates gates;
    private final Drafts drafts = new Drafts();
    private final Systems systems = new Systems();
    private final Set<String> primed = new HashSet<>();
    private final TaskStreams streams;

    /** Of a task that went on after it was replayed the position after its last decision; 0 when that was replayed, too. */
    private final StreamTable continued = new StreamTable();

    private final SortedMap<String, Long> byKind = new TreeMap<>();
    private final SortedMap<String, Long> notDecided = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private long failed;
    private long toReadAgain;
    private long tasks;
    private long decisions;
    private long different;
    private long openedBefore;

    private Replay(Evidence evidence, @Nullable Policy instead, boolean goesOn, Consumer<Executed> told) {
        this.evidence = evidence;
        this.instead = instead;
        this.goesOn = goesOn;
        this.told = told;
        gates = new Gates(evidence.isEverything());
        streams = new TaskStreams(codec, evidence::earlier, new TaskStreams.Reader() {
            @Override
            public void finished(Task task) {
                tasks++;
                count(task, task.from());
            }

            @Override
            public void later(StoredEvent stored, Event event) {
                if (DecisionReplay.decides(event)) {
                    toReadAgain += continued.get(stored.stream()) == StreamTable.ABSENT ? 1 : 0;
                    continued.put(stored.stream(), stored.position() + 1);
                }
            }

            @Override
            public void headless(StoredEvent stored, Event event) {
                if (stored.sequence() > 0) {
                    openedBefore++;
                } else {
                    notDecided("tasks that do not begin with their opening");
                }
            }
        });
    }

    /**
     * Replays a pack that was verified before.
     *
     * @param instead the policy to decide under; null for the one that each task was decided under
     * @throws PackDefect when a policy cannot be read or a decision cannot be executed
     */
    public static Result replay(Path file, @Nullable Policy instead) throws IOException {
        try (Pack pack = Pack.open(file)) {
            return new Replay(Evidence.of(pack), instead, false, executed -> {}).replay();
        }
    }

    /**
     * Replays a part of a log that is believed to be what it was. What cannot be executed is told as such.
     *
     * @param told of every decision that was executed again
     */
    public static Result replay(Evidence evidence, Consumer<Executed> told) throws IOException {
        return new Replay(evidence, null, true, told).replay();
    }

    private Result replay() throws IOException {
        evidence.read(this::event);
        streams.end();
        while (toReadAgain > 0) {
            readAgain();
        }
        return new Result(
                CODE,
                tasks,
                decisions,
                different,
                byKind,
                List.copyOf(differences),
                openedBefore,
                notDecided,
                failed,
                List.copyOf(failures));
    }

    private void event(Line.Disclosed line) {
        StoredEvent stored = line.event();
        String name = stored.name();
        if (stored.stream().startsWith(TaskStreams.TASK)) {
            Event event = decode(stored);
            streams.take(stored, event, line.contents());
            if (stored.sequence() == 0
                    && event instanceof TaskOpened opened
                    && !stored.stream().equals(TaskStreams.TASK + opened.task())) {
                count(new Comparison(0, "opening", opened, null), stored.position(), stored.stream());
            }
        } else if (name.startsWith("workflow.") && decode(stored) instanceof WorkflowEvent event) {
            prime(stored.stream());
            gate(stored, event);
        } else if (name.startsWith("policy.draft") && decode(stored) instanceof PolicyDraftEvent event) {
            prime(stored.stream());
            draft(stored, event);
        } else if (name.startsWith("ai-system.") && decode(stored) instanceof SystemEvent event) {
            prime(stored.stream());
            system(stored, event);
        } else if (name.startsWith("incident.") && decode(stored) instanceof IncidentEvent event) {
            if (IncidentReplay.decides(event)) {
                count(
                        new Comparison(0, "incident clock", event, IncidentReplay.again(event)),
                        stored.position(),
                        stored.stream());
            }
        } else if (name.equals("bias.checked") && decode(stored) instanceof BiasChecked checked) {
            bias(stored, checked);
        } else if (name.equals("bias.pairs-checked") && decode(stored) instanceof BiasPairsChecked checked) {
            pairs(stored, checked);
        } else if (OF_A_TASK.stream().anyMatch(name::startsWith)) {
            count(new Comparison(0, "opening", decode(stored), null), stored.position(), stored.stream());
        }
    }

    private Event decode(StoredEvent stored) {
        return codec.decode(stored.name(), stored.revision(), stored.payload());
    }

    /** What a stream tells that is folded had begun before the part. */
    private void prime(String stream) {
        if (!primed.add(stream)) {
            return;
        }
        for (StoredEvent stored : evidence.earlier(stream)) {
            switch (decode(stored)) {
                case WorkflowEvent e -> gates.take(stored, e);
                case PolicyDraftEvent e ->
                    executed(
                            "The decision at position " + stored.position(),
                            stored.position(),
                            stream,
                            () -> drafts.take(e, this::policy, this::ofRecord));
                case SystemEvent e -> systems.take(stored, e);
                default -> {
                    // Nothing follows from it.
                }
            }
        }
    }

    /** A move of a gate holds what it was decided from, but for where the gate stood, which its stream says. */
    private void gate(StoredEvent stored, WorkflowEvent recorded) {
        WorkflowEvent standing = gates.take(stored, recorded);
        if (recorded.policy() != null && standing != null) {
            decide("gate", stored, recorded, () -> GateReplay.again(standing, this::policy));
        } else if (!recorded.equals(standing)) {
            count(new Comparison(0, "gate", recorded, standing), stored.position(), stored.stream());
        } else if (!(recorded instanceof WorkflowRegistered)) {
            notDecided("moves of gates that do not tell what they were decided from: those of the first version");
        }
    }

    /** A draft that Chancery made tells the counts that it made it from; who may approve one, the policy that it changes. */
    private void draft(StoredEvent stored, PolicyDraftEvent recorded) {
        if (drafts.knows(recorded)) {
            decide("draft", stored, recorded, () -> drafts.take(recorded, this::policy, this::ofRecord));
        } else {
            notDecided("decisions about drafts of the policy that were made before the pack begins");
        }
    }

    /** A classification tells what it was decided from; what a system is, its stream tells too. */
    private void system(StoredEvent stored, SystemEvent recorded) {
        systems.take(stored, recorded);
        if (recorded instanceof SystemClassified classified) {
            if (Systems.knows(classified)) {
                decide("class", stored, recorded, () -> systems.again(stored, classified));
            } else {
                notDecided("classifications of AI systems by rule sets that this version does not have");
            }
        }
    }

    /** A check tells the counts that it was decided from. */
    private void bias(StoredEvent stored, BiasChecked recorded) {
        if (recorded.facts().rules().version().equals(BiasRules.VERSION)) {
            decide(
                    "bias check",
                    stored,
                    recorded,
                    () -> BiasDecision.decide(recorded.check(), recorded.facts(), recorded.by())
                            .getFirst());
        } else {
            notDecided("checks for bias by rules that this version does not have");
        }
    }

    /** A run of counterfactual prompts tells what was read in each answer. */
    private void pairs(StoredEvent stored, BiasPairsChecked recorded) {
        if (recorded.facts().rules().version().equals(BiasPairRules.VERSION)) {
            decide(
                    "counterfactual pairs",
                    stored,
                    recorded,
                    () -> PairDecision.decide(recorded.run(), recorded.facts(), recorded.by())
                            .getFirst());
        } else {
            notDecided("runs of counterfactual prompts by rules that this version does not have");
        }
    }

    private void decide(String kind, StoredEvent stored, Event recorded, Supplier<@Nullable Event> again) {
        executed(
                "The decision at position " + stored.position(),
                stored.position(),
                stored.stream(),
                () -> count(new Comparison(0, kind, recorded, again.get()), stored.position(), stored.stream()));
    }

    /** Reads the tasks that went on, each from its opening to its last decision. */
    private void readAgain() throws IOException {
        Map<String, Task> reading = new LinkedHashMap<>();
        evidence.read(line -> {
            StoredEvent stored = line.event();
            if (continued.get(stored.stream()) <= 0) {
                return;
            }
            Event event = decode(stored);
            if (!reading.containsKey(stored.stream()) && reading.size() < MAX_READ_AGAIN) {
                Task begun = begun(stored, event, line);
                if (begun != null) {
                    reading.put(stored.stream(), begun);
                }
            }
            Task task = reading.get(stored.stream());
            if (task == null) {
                return;
            }
            task.add(event, stored.position());
            if (stored.position() + 1 == continued.get(stored.stream())) {
                reading.remove(stored.stream());
                continued.put(stored.stream(), 0);
                toReadAgain--;
                count(task, streams.finished(stored.stream()));
            }
        });
    }

    private @Nullable Task begun(StoredEvent stored, Event event, Line.Disclosed line) {
        if (stored.sequence() == 0) {
            return event instanceof TaskOpened opened
                    ? Task.of(stored, opened, stored.position(), line.contents())
                    : null;
        }
        List<StoredEvent> before = evidence.earlier(stored.stream());
        return before.size() == stored.sequence() ? streams.resumed(before, stored.position()) : null;
    }

    /** Counts what was decided in a task from a position on. */
    private void count(Task task, long from) {
        executed(
                "The decisions of " + task.stream(),
                task.positions().getLast(),
                task.stream(),
                () -> count(task, from, DecisionReplay.again(task.events(), this::policy, task.request())));
    }

    private void count(Task task, long from, Replayed replayed) {
        for (Comparison comparison : replayed.comparisons()) {
            long position = task.positions().get(comparison.index());
            if (position >= from) {
                count(comparison, position, task.stream());
            }
        }
        for (Undecided undecided : replayed.undecided()) {
            if (task.positions().get(undecided.index()) >= from) {
                notDecided(undecided.what());
            }
        }
        for (int i = 0; i < task.events().size(); i++) {
            Gate gate = gate(task.events().get(i));
            if (gate != null && task.positions().get(i) >= from) {
                standing(task, i, gate);
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
    private void standing(Task task, int index, Gate gate) {
        long position = task.positions().get(index);
        prime(Gates.STREAM + task.opened().workflow());
        Optional<Set<Gate>> stood =
                gates.between(task.opened().workflow(), task.positions().getFirst(), task.at(), position);
        if (stood.isEmpty()) {
            notDecided("gates of deliveries, since the pack does not have the workflow's stream from its start");
            return;
        }
        Event recorded = task.events().get(index);
        counted("standing");
        told.accept(new Executed(
                position, task.stream(), "standing", recorded, stood.get().contains(gate) ? recorded : null));
        if (!stood.get().contains(gate)) {
            differs(new Difference(
                    position,
                    task.stream(),
                    "standing",
                    codec.nameOf(recorded).name(),
                    null,
                    List.of(new FieldDifference("/gate", StringNode.valueOf(gate.name()), null)),
                    "By its own stream the workflow's gate stood at " + stood.get() + "."));
        }
    }

    private void count(Comparison comparison, long position, String stream) {
        counted(comparison.decision());
        told.accept(
                new Executed(position, stream, comparison.decision(), comparison.recorded(), comparison.recomputed()));
        if (!comparison.identical()) {
            if (differences.size() < TOLD) {
                differs(Difference.of(
                        codec,
                        position,
                        stream,
                        comparison.decision(),
                        comparison.recorded(),
                        comparison.recomputed()));
            } else {
                different++;
            }
        }
    }

    private void counted(String kind) {
        decisions++;
        byKind.merge(kind, 1L, Long::sum);
    }

    private void differs(Difference difference) {
        different++;
        if (differences.size() < TOLD) {
            differences.add(difference);
        }
    }

    private void notDecided(String what) {
        notDecided.merge(what, 1L, Long::sum);
    }

    /** What is recorded may be what no code can be given. */
    private void executed(String what, long position, String stream, Runnable decision) {
        try {
            decision.run();
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException | NullPointerException e) {
            failed(
                    position,
                    stream,
                    new PackDefect(
                            Verdict.UNVERIFIABLE,
                            what + " cannot be executed again: " + Objects.toString(e.getMessage())));
        } catch (PackDefect e) {
            failed(position, stream, e);
        }
    }

    private void failed(long position, String stream, PackDefect why) {
        if (!goesOn) {
            throw why;
        }
        failed++;
        if (failures.size() < TOLD) {
            failures.add(new Failure(position, stream, Objects.toString(why.getMessage())));
        }
    }

    private Policy policy(PolicyVersion version) {
        return instead != null ? instead : ofRecord(version);
    }

    private Policy ofRecord(PolicyVersion version) {
        return policies.computeIfAbsent(version, this::parse);
    }

    private Policy parse(PolicyVersion version) {
        return parse(evidence, version);
    }

    /** A policy of the record. */
    static Policy parse(Evidence evidence, PolicyVersion version) {
        try {
            return PolicyDocument.parse(new String(evidence.policy(version), StandardCharsets.UTF_8));
        } catch (InvalidPolicy e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The policy " + version + " cannot be read by this version: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
