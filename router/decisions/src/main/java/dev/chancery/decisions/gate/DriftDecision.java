package dev.chancery.decisions.gate;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.WorkflowCommand.LowerGate;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.fact.Drift;
import dev.chancery.contracts.fact.Drift.Metric;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.decisions.gate.Cusum.Excursion;
import dev.chancery.decisions.policy.Policy.Bounds;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Monitoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether an open gate is lowered by itself, because a watched metric has left its bounds. */
public final class DriftDecision {

    private DriftDecision() {}

    /** The first thing in what was watched that lowers the gate; empty when nothing does. */
    public static Optional<Drift> find(GateWatch watch, GateThresholds thresholds) {
        Monitoring monitoring = thresholds.monitoring();
        if (monitoring == null) {
            return Optional.empty();
        }
        if (monitoring.incident() && watch.incident() != null) {
            return Optional.of(new Drift(Metric.INCIDENT, "", watch.incident()));
        }
        if (monitoring.budget() && watch.budget() != null) {
            return Optional.of(new Drift(Metric.BUDGET, "", watch.budget()));
        }
        return share(Metric.CHANGED, watch, monitoring)
                .or(() -> share(Metric.ERRORS, watch, monitoring))
                .or(() -> share(Metric.VERDICTS, watch, monitoring))
                .or(() -> share(Metric.COST, watch, monitoring));
    }

    /**
     * A share that is watched.
     *
     * @param observations in order, {@code 1} for each that counts against the workflow
     * @param course of the cumulative sum over them, as parts of its threshold
     */
    public record Watched(Metric metric, Bounds bounds, int falseAlarmEvery, String observations, List<Double> course) {
        public Watched {
            course = List.copyOf(course);
        }
    }

    /** The shares that a policy has watched, and how far each is from an alarm; empty when it watches none. */
    public static List<Watched> watched(GateWatch watch, GateThresholds thresholds) {
        Monitoring monitoring = thresholds.monitoring();
        if (monitoring == null) {
            return List.of();
        }
        List<Watched> found = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            Bounds bounds = bounds(metric, monitoring);
            if (bounds != null) {
                String observations = observations(metric, watch, monitoring);
                found.add(new Watched(
                        metric,
                        bounds,
                        monitoring.falseAlarmEvery(),
                        observations,
                        new Cusum(bounds, monitoring.falseAlarmEvery()).course(observations)));
            }
        }
        return List.copyOf(found);
    }

    private static String observations(Metric metric, GateWatch watch, Monitoring monitoring) {
        return switch (metric) {
            case CHANGED -> watch.changed();
            case ERRORS -> watch.errors();
            case VERDICTS -> watch.verdicts();
            case COST -> dear(watch.costs(), monitoring.dear());
            case BUDGET, INCIDENT -> "";
        };
    }

    private static Optional<Drift> share(Metric metric, GateWatch watch, Monitoring monitoring) {
        Bounds bounds = bounds(metric, monitoring);
        if (bounds == null) {
            return Optional.empty();
        }
        String observations = observations(metric, watch, monitoring);
        Excursion excursion = new Cusum(bounds, monitoring.falseAlarmEvery()).follow(observations);
        return excursion.alarms()
                ? Optional.of(
                        new Drift(metric, observations.substring(excursion.from(), excursion.to()), watch.position()))
                : Optional.empty();
    }

    private static String dear(List<Long> costs, @Nullable Micros limit) {
        return limit == null
                ? ""
                : costs.stream().map(cost -> cost > limit.amount() ? "1" : "0").collect(Collectors.joining());
    }

    private static @Nullable Bounds bounds(Metric metric, Monitoring monitoring) {
        return switch (metric) {
            case CHANGED -> monitoring.changed();
            case ERRORS -> monitoring.errors();
            case VERDICTS -> monitoring.verdicts();
            case COST -> monitoring.cost();
            case BUDGET, INCIDENT -> null;
        };
    }

    /**
     * Lowers an open gate by one step.
     *
     * @return empty when the gate is not open, or what is told is no alarm under these thresholds
     */
    public static Optional<GateTransitioned> decide(LowerGate command, Gate from, GateThresholds thresholds) {
        Monitoring monitoring = thresholds.monitoring();
        if (from != Gate.AUTONOMOUS || monitoring == null || !alarms(command.drift(), monitoring)) {
            return Optional.empty();
        }
        return Optional.of(new GateTransitioned(
                command.workflow(),
                from,
                Gate.HUMAN_IN_THE_LOOP,
                GateTransitioned.BY_ITSELF,
                reason(command.drift(), monitoring),
                command.evidence(),
                command.conduct(),
                command.policy(),
                command.drift()));
    }

    private static boolean alarms(Drift drift, Monitoring monitoring) {
        return switch (drift.metric()) {
            case BUDGET -> monitoring.budget();
            case INCIDENT -> monitoring.incident();
            case CHANGED, ERRORS, VERDICTS, COST -> {
                Bounds bounds = bounds(drift.metric(), monitoring);
                yield bounds != null
                        && !drift.observations().isEmpty()
                        && new Cusum(bounds, monitoring.falseAlarmEvery())
                                .follow(drift.observations())
                                .equals(new Excursion(0, drift.observations().length()));
            }
        };
    }

    private static String reason(Drift drift, Monitoring monitoring) {
        return switch (drift.metric()) {
            case BUDGET -> "A budget refused a request of this workflow (position " + drift.position() + ").";
            case INCIDENT -> "A kill switch was pulled on this workflow (position " + drift.position() + ").";
            case CHANGED -> share(drift, "delivered outputs were not found right", monitoring);
            case ERRORS -> share(drift, "calls had no answer of any model", monitoring);
            case VERDICTS -> share(drift, "verdicts were not passed", monitoring);
            case COST -> share(drift, "outputs cost more than " + monitoring.dear(), monitoring);
        };
    }

    private static String share(Drift drift, String what, Monitoring monitoring) {
        Bounds bounds = bounds(drift.metric(), monitoring);
        long against = drift.observations().chars().filter(c -> c == '1').count();
        return "Of the last " + drift.observations().length() + ", " + against + " " + what
                + (bounds == null
                        ? "."
                        : ": the cumulative sum for a share of " + bounds.alarming() + " instead of "
                                + bounds.accepted() + " alarmed, which it falsely does once in "
                                + monitoring.falseAlarmEvery() + " observations, on average, at the most.");
    }
}
