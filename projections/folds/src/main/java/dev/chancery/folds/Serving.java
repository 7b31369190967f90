package dev.chancery.folds;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.TaskKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What serves each workflow, and when that became something else. A deployment with the version that it reports serves a workflow once it
 * has made {@value #LEAST} outputs and a fifth of the last {@value #WINDOW}. The first that serves is what the workflow began with; each that
 * begins to serve after it is a change, also one that comes back after none of the last {@value #WINDOW} outputs was its own.
 */
public final class Serving implements Fold<Step, WorkflowId, Serving.Served> {

    /** Outputs that are looked back upon. */
    public static final int WINDOW = 50;

    /** Outputs that one must have made among these, whatever its share. */
    public static final int LEAST = 3;

    /** Of the outputs that are looked back upon, one in so many. */
    public static final int ONE_IN = 5;

    /** Changes of each kind that are kept for a workflow; the oldest go first. */
    public static final int KEPT = 100;

    /**
     * A workflow.
     *
     * @param recent the last outputs, the oldest first
     * @param serving what serves it
     * @param newcomers what began to serve it later
     * @param rises of its gate
     */
    public record Served(
            WorkflowId workflow,
            List<Output> recent,
            List<Source> serving,
            List<Newcomer> newcomers,
            List<Rise> rises) {}

    /** A deployment with the version that it reported. */
    public record Source(String deployment, String version) {}

    /** An output, and what made it. */
    public record Output(long position, Source source) {}

    /** How many outputs of some came from a source. */
    public record Share(Source source, int outputs) {}

    /**
     * Something that began to serve.
     *
     * @param known whether its deployment served the workflow before, with another version
     * @param first position of its first output among the last
     * @param position of the output with which it began to serve
     * @param before what had made the outputs before its first one
     * @param after what made the outputs from then on
     */
    public record Newcomer(
            Source source,
            boolean known,
            long first,
            long position,
            Instant at,
            List<Share> before,
            List<Share> after) {}

    /** A gate that rose. */
    public record Rise(Gate from, Gate to, long position, Instant at, String by) {}

    @Override
    public String name() {
        return "serving";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<WorkflowId> keys(Step step) {
        return switch (step.recorded().event()) {
            case OutputReleased ignored -> workflow(step);
            case OutputHeld ignored -> workflow(step);
            case OutputShadowed ignored -> workflow(step);
            case GateTransitioned e -> e.to().compareTo(e.from()) > 0 ? List.of(e.workflow()) : List.of();
            default -> List.of();
        };
    }

    private static List<WorkflowId> workflow(Step step) {
        TaskSummary task = step.task();
        return task == null || task.served() == null || task.origin().kind() != TaskKind.INFERENCE
                ? List.of()
                : List.of(task.origin().workflow());
    }

    @Override
    public Served apply(WorkflowId key, @Nullable Served before, Step step) {
        Served served = before == null ? new Served(key, List.of(), List.of(), List.of(), List.of()) : before;
        long position = step.recorded().position();
        Instant at = step.recorded().at();
        if (step.recorded().event() instanceof GateTransitioned e) {
            return new Served(
                    key,
                    served.recent(),
                    served.serving(),
                    served.newcomers(),
                    last(served.rises(), new Rise(e.from(), e.to(), position, at, e.actor()), KEPT));
        }
        if (step.task() == null || step.task().served() == null) {
            throw new IllegalStateException("No output: " + position);
        }
        TaskSummary.Served by = step.task().served();
        return output(served, new Output(position, new Source(by.deployment(), by.modelVersion())), at);
    }

    private static Served output(Served before, Output output, Instant at) {
        List<Output> recent = last(before.recent(), output, WINDOW);
        Source source = output.source();
        List<Source> serving = before.serving();
        // Who has gone is noticed only where somebody may come, for nothing else depends on it.
        if (serving.size() == 1 && serving.getFirst().equals(source)) {
            return new Served(before.workflow(), recent, serving, before.newcomers(), before.rises());
        }
        serving = serving.stream()
                .filter(each -> recent.stream().anyMatch(o -> o.source().equals(each)))
                .toList();
        long own = recent.stream().filter(o -> o.source().equals(source)).count();
        if (serving.contains(source) || own < LEAST || own * ONE_IN < recent.size()) {
            return new Served(before.workflow(), recent, serving, before.newcomers(), before.rises());
        }
        List<Newcomer> newcomers = before.serving().isEmpty()
                ? before.newcomers()
                : last(before.newcomers(), newcomer(before, recent, output, at), KEPT);
        List<Source> more = new ArrayList<>(serving);
        more.add(source);
        return new Served(before.workflow(), recent, List.copyOf(more), newcomers, before.rises());
    }

    private static Newcomer newcomer(Served before, List<Output> recent, Output output, Instant at) {
        Source source = output.source();
        int first = 0;
        while (!recent.get(first).source().equals(source)) {
            first++;
        }
        return new Newcomer(
                source,
                before.serving().stream().anyMatch(each -> each.deployment().equals(source.deployment())),
                recent.get(first).position(),
                output.position(),
                at,
                shares(recent.subList(0, first)),
                shares(recent.subList(first, recent.size())));
    }

    /** What made these outputs, in the order of the names. */
    public static List<Share> shares(List<Output> outputs) {
        SortedMap<String, Share> shares = new TreeMap<>();
        for (Output output : outputs) {
            Source source = output.source();
            shares.merge(
                    source.deployment() + "\n" + source.version(),
                    new Share(source, 1),
                    (one, other) -> new Share(source, one.outputs() + other.outputs()));
        }
        return List.copyOf(shares.values());
    }

    private static <T> List<T> last(List<T> list, T next, int most) {
        List<T> longer = new ArrayList<>(list.size() + 1);
        longer.addAll(list.size() < most ? list : list.subList(list.size() - most + 1, list.size()));
        longer.add(next);
        return List.copyOf(longer);
    }
}
