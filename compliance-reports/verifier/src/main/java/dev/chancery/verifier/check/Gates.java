package dev.chancery.verifier.check;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the gate of each workflow stood, and when, as far as the pack has the workflow's stream. */
final class Gates {

    /**
     * A gateway looks at a gate before the opening that it asks for is recorded, and follows the record a moment behind: where a gate
     * stood within this time before the opening counts too.
     */
    static final Duration LAG = Duration.ofMinutes(1);

    /** So many workflows may there be. */
    private static final int MAX_STREAMS = 100_000;

    static final String STREAM = "workflow/";

    private record Standing(long position, Instant at, Gate gate) {}

    private static final class Stream {
        /** Whether the pack has the stream from the workflow's registration on. */
        private boolean isWhole;

        /** Whether a move told what it was decided from; from then on every one does. */
        private boolean tells;

        private final List<Standing> standings = new ArrayList<>();

        @Nullable
        Gate gate() {
            return standings.isEmpty() ? null : standings.getLast().gate;
        }
    }

    private final boolean isEverything;
    private final Map<String, Stream> streams = new HashMap<>();

    /** @param isEverything whether the pack discloses every event of the log from the first one on */
    Gates(boolean isEverything) {
        this.isEverything = isEverything;
    }

    /**
     * Takes the next event of a workflow.
     *
     * @return the event as it has to be by what came before it in its stream: with the gate from which the stream stands; null when
     *     there can be no such event
     */
    @Nullable
    WorkflowEvent take(StoredEvent stored, WorkflowEvent event) {
        Stream stream = streams.computeIfAbsent(stored.stream(), none -> new Stream());
        if (streams.size() > MAX_STREAMS) {
            throw new PackDefect(Verdict.UNVERIFIABLE, "There are more than " + MAX_STREAMS + " workflows.");
        }
        boolean begins = stored.sequence() == 0;
        Gate from = stream.gate();
        boolean isPossible = switch (event) {
            case WorkflowRegistered e -> begins && isOf(stored, e.workflow());
            case GateTransitioned e -> isOf(stored, e.workflow()) && isPossible(stream, begins, e);
            case GateTransitionRefused e -> isOf(stored, e.workflow()) && isPossible(stream, begins, e);
        };
        stream.isWhole |= begins && isPossible;
        stream.tells |= event.policy() != null;
        if (event instanceof WorkflowRegistered e) {
            stream.standings.add(new Standing(stored.position(), stored.at(), e.gate()));
        } else if (event instanceof GateTransitioned e) {
            stream.standings.add(new Standing(stored.position(), stored.at(), e.to()));
        }
        return isPossible ? from(event, from) : null;
    }

    private static boolean isOf(StoredEvent stored, WorkflowId workflow) {
        return stored.stream().equals(STREAM + workflow);
    }

    private static boolean isPossible(Stream stream, boolean begins, WorkflowEvent move) {
        return !begins && !(stream.tells && move.policy() == null);
    }

    private static WorkflowEvent from(WorkflowEvent event, @Nullable Gate gate) {
        if (gate == null) {
            return event;
        }
        return switch (event) {
            case WorkflowRegistered e -> e;
            case GateTransitioned e ->
                new GateTransitioned(
                        e.workflow(),
                        gate,
                        e.to(),
                        e.actor(),
                        e.reason(),
                        e.evidence(),
                        e.conduct(),
                        e.policy(),
                        e.drift());
            case GateTransitionRefused e ->
                new GateTransitionRefused(
                        e.workflow(),
                        gate,
                        e.to(),
                        e.actor(),
                        e.refusal(),
                        e.evidence(),
                        e.reason(),
                        e.conduct(),
                        e.policy());
        };
    }

    /**
     * Where a gate may have stood when something was decided in a task.
     *
     * @param opened position of the task's opening
     * @param openedAt its instant
     * @param decided position of what was decided
     * @return empty when the pack does not have the workflow's stream from its start
     */
    Optional<Set<Gate>> between(WorkflowId workflow, long opened, Instant openedAt, long decided) {
        Stream stream = streams.get(STREAM + workflow);
        if (stream == null ? !isEverything : !stream.isWhole) {
            return Optional.empty();
        }
        Set<Gate> stood = EnumSet.noneOf(Gate.class);
        for (Standing standing : stream == null ? List.<Standing>of() : stream.standings.reversed()) {
            if (standing.position < decided) {
                stood.add(standing.gate);
                if (standing.position < opened && !standing.at.isAfter(openedAt.minus(LAG))) {
                    return Optional.of(stood);
                }
            }
        }
        // Before it is registered, a workflow stands at the strictest gate.
        stood.add(Gate.SHADOW);
        return Optional.of(stood);
    }
}
