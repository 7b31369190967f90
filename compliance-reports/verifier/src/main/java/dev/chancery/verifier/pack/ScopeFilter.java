package dev.chancery.verifier.pack;

import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.StreamTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events belong to a scope. Streams belong as a whole, by their name or by their first event:
 *
 * <ul>
 *   <li>to a task its stream;
 *   <li>to a workflow or an agent its stream, and the tasks that were opened for it;
 *   <li>to a system its stream, {@code duty/<id>}, {@code bias/system/<id>}, and the incidents that name it when they are opened; of each
 *       workflow that is a part of it by its last description before the end of the range {@code workflow/<id>},
 *       {@code bias/workflow/<id>} and the tasks that were opened for it;
 *   <li>to a person concerned the tasks that were opened with that subject, the erasures of the subject, and those of one of these tasks.
 * </ul>
 *
 * What is given an event must be given all before it, in order. In memory are a few bytes of each stream that belongs. Not thread-safe.
 */
public final class ScopeFilter {

    private static final String TASK = "task/";
    private static final String WORKFLOW = "workflow/";
    private static final String BIAS_OF_WORKFLOW = "bias/workflow/";
    private static final String INCIDENT = "incident/";
    private static final String ERASURE = "erasure/";

    private static final long IN = 1;

    private final Scope.Kind kind;
    private final String id;
    private final String own;
    private final String duties;
    private final String bias;
    private final Predicate<String> workflows;
    private final boolean isFromStart;
    private final StreamTable streams = new StreamTable();

    /**
     * @param workflows whether a workflow is a part of the system that the scope names; asked for no other scope
     * @param isFromStart whether the events that it is given begin with the first of the log
     */
    public ScopeFilter(Scope scope, Predicate<String> workflows, boolean isFromStart) {
        this.kind = scope.kind();
        this.id = scope.id();
        this.own = scope.stream();
        this.duties = "duty/" + id;
        this.bias = "bias/" + own;
        this.workflows = workflows;
        this.isFromStart = isFromStart;
    }

    /**
     * For the events of a log before a position.
     *
     * @param end the end of the range
     */
    public static ScopeFilter of(Scope scope, EventLog log, long end) {
        List<String> parts = described(scope, log, end)
                .flatMap(stored -> workflows(log.decode(stored).event()))
                .orElseGet(List::of);
        return new ScopeFilter(scope, parts::contains, true);
    }

    /** The event that says of what the system of a scope is made, the last before a position; empty for another scope. */
    public static Optional<StoredEvent> described(Scope scope, EventLog log, long end) {
        return scope.kind() != Scope.Kind.SYSTEM
                ? Optional.empty()
                : log.readStream(scope.stream()).stream()
                        .filter(stored -> stored.position() < end
                                && workflows(log.decode(stored).event()).isPresent())
                        .reduce((earlier, later) -> later);
    }

    /** The workflows that a system is made of, by an event that describes it; empty for another event. */
    public static Optional<List<String>> workflows(@Nullable Event event) {
        @Nullable
        SystemDescription description = event instanceof SystemRegistered registered
                ? registered.description()
                : event instanceof SystemDescribed described ? described.description() : null;
        return Optional.ofNullable(description)
                .map(d -> d.parts().stream()
                        .filter(part -> part.kind() == SystemPart.Kind.WORKFLOW)
                        .map(SystemPart::id)
                        .toList());
    }

    /**
     * Whether the next event belongs.
     *
     * @param decode gives the event; asked only for the first of a stream
     */
    public boolean includes(StoredEvent stored, Function<StoredEvent, ? extends @Nullable Event> decode) {
        return belongs(stored, decode).orElse(false);
    }

    /**
     * The same for who is given a part of the log only, or events that cannot be read.
     *
     * @return empty when what decides it is not among them
     */
    public Optional<Boolean> belongs(StoredEvent stored, Function<StoredEvent, ? extends @Nullable Event> decode) {
        String stream = stored.stream();
        if (isNamed(stream) || streams.get(stream) == IN) {
            return Optional.of(true);
        }
        if (!mayBegin(stream)) {
            return Optional.of(false);
        }
        if (stored.sequence() > 0) {
            return isFromStart ? Optional.of(false) : Optional.empty();
        }
        @Nullable Event first = decode.apply(stored);
        Optional<Boolean> begins = first == null ? Optional.empty() : begins(first);
        if (begins.orElse(false)) {
            streams.put(stream, IN);
        }
        return begins;
    }

    private boolean isNamed(String stream) {
        return switch (kind) {
            case TASK, WORKFLOW, AGENT -> stream.equals(own);
            case SYSTEM ->
                stream.equals(own)
                        || stream.equals(duties)
                        || stream.equals(bias)
                        || isOfPart(stream, WORKFLOW)
                        || isOfPart(stream, BIAS_OF_WORKFLOW);
            case SUBJECT -> false;
        };
    }

    private boolean isOfPart(String stream, String prefix) {
        return stream.startsWith(prefix) && workflows.test(stream.substring(prefix.length()));
    }

    private boolean mayBegin(String stream) {
        return switch (kind) {
            case TASK -> false;
            case WORKFLOW, AGENT -> stream.startsWith(TASK);
            case SYSTEM -> stream.startsWith(TASK) || stream.startsWith(INCIDENT);
            case SUBJECT -> stream.startsWith(TASK) || stream.startsWith(ERASURE);
        };
    }

    private Optional<Boolean> begins(Event first) {
        return switch (first) {
            case TaskOpened e -> Optional.of(isOf(e));
            case IncidentOpened e ->
                Optional.of(kind == Scope.Kind.SYSTEM && e.links().systems().contains(id));
            case ErasureRequested e -> isOf(e.scope());
            default -> Optional.of(false);
        };
    }

    private boolean isOf(TaskOpened opened) {
        return switch (kind) {
            case TASK -> opened.task().value().equals(id);
            case WORKFLOW -> opened.workflow().value().equals(id);
            case AGENT -> opened.agent().value().equals(id);
            case SYSTEM -> workflows.test(opened.workflow().value());
            case SUBJECT -> opened.subject() != null && opened.subject().value().equals(id);
        };
    }

    private Optional<Boolean> isOf(ContentScope erased) {
        return switch (erased.kind()) {
            case SUBJECT ->
                Optional.of(kind == Scope.Kind.SUBJECT && erased.id().equals(id));
            case TASK -> {
                boolean isOfOne = streams.get(TASK + erased.id()) == IN;
                yield isOfOne || isFromStart ? Optional.of(isOfOne) : Optional.empty();
            }
            case WORKFLOW, AGENT -> Optional.of(false);
        };
    }
}
