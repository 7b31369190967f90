package dev.chancery.folds;

import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.IncidentEvent.AlterationAnnounced;
import dev.chancery.contracts.event.IncidentEvent.CorrectiveActionDone;
import dev.chancery.contracts.event.IncidentEvent.CorrectiveActionPlanned;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReassessed;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.event.IncidentEvent.OperatorInformed;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.ReportingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Incidents by their id, closed ones too. */
public final class Incidents implements Fold<Step, String, Incidents.Incident> {

    /**
     * An incident. Positions are those of the events that say it.
     *
     * @param clocks the first and those that took its place
     * @param closing null while it is open
     */
    public record Incident(
            String incident,
            Awareness awareness,
            List<Clock> clocks,
            List<String> memberStates,
            String description,
            IncidentLinks links,
            List<Report> reports,
            List<Informed> informed,
            List<Action> actions,
            List<Announced> announced,
            @Nullable Closing closing) {

        /** The clock that runs, or ran last. */
        public Clock clock() {
            return clocks.getLast();
        }

        /** The report that was handed in first; empty while there is none. */
        public Optional<Report> firstReport() {
            return reports.stream().min(Comparator.comparing(Report::at));
        }

        /**
         * What had become of a clock at an instant.
         *
         * @param index among the clocks
         */
        public ReportingState state(int index, Instant now) {
            Clock clock = clocks.get(index);
            Instant due = clock.clock().due();
            Instant reported = firstReport().map(Report::at).orElse(null);
            if (due == null) {
                return ReportingState.NOT_REQUIRED;
            }
            // A report that was there when the incident was assessed anew was in time, or late, under the clock before.
            if (reported != null && (!reported.isAfter(due) || (index > 0 && !reported.isAfter(clock.at())))) {
                return ReportingState.MET;
            }
            boolean last = index == clocks.size() - 1;
            Instant end = last ? now : clocks.get(index + 1).at();
            if (end.isAfter(due)) {
                return ReportingState.MISSED;
            }
            return last ? ReportingState.OPEN : ReportingState.SUPERSEDED;
        }

        /** What had become of the clock that runs, or of one before it when that was missed. */
        public ReportingState state(Instant now) {
            for (int index = 0; index < clocks.size(); index++) {
                if (state(index, now) == ReportingState.MISSED) {
                    return ReportingState.MISSED;
                }
            }
            return state(clocks.size() - 1, now);
        }
    }

    /**
     * A clock and what it was decided from.
     *
     * @param reason of the assessment, null for the first
     */
    public record Clock(
            Instant awareAt,
            IncidentAssessment assessment,
            ReportingClock clock,
            @Nullable String reason,
            String by,
            Instant at,
            long position) {}

    /** A report to an authority. */
    public record Report(
            Authority authority,
            boolean complete,
            String reference,
            Instant at,
            String by,
            Instant recordedAt,
            long position) {}

    /** An operator who was told. */
    public record Informed(
            Operator operator, String reference, Instant at, String by, Instant recordedAt, long position) {}

    /**
     * A corrective action.
     *
     * @param doneAt null while it is not
     */
    public record Action(
            String action,
            String what,
            String owner,
            Instant due,
            boolean alters,
            String by,
            long position,
            @Nullable Instant doneAt,
            @Nullable String result,
            @Nullable Long done) {}

    /** An alteration that an authority was told of. */
    public record Announced(
            Authority authority,
            @Nullable String action,
            String alteration,
            String reference,
            Instant at,
            String by,
            long position) {}

    /** The end. */
    public record Closing(String finding, String by, Instant at, long position) {}

    @Override
    public String name() {
        return "incidents";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof IncidentEvent event ? List.of(event.incident()) : List.of();
    }

    @Override
    public Incident apply(String key, @Nullable Incident before, Step step) {
        Instant at = step.recorded().at();
        long position = step.recorded().position();
        IncidentEvent event = (IncidentEvent) step.recorded().event();
        if (event instanceof IncidentOpened e) {
            return new Incident(
                    key,
                    e.awareness(),
                    List.of(new Clock(e.awareness().at(), e.assessment(), e.clock(), null, e.by(), at, position)),
                    e.memberStates(),
                    e.description(),
                    e.links(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null);
        }
        if (before == null) {
            throw new IllegalStateException("Incident " + key + " goes on and was never opened");
        }
        Change i = new Change(before);
        switch (event) {
            case IncidentOpened ignored -> throw new IllegalStateException("Incident " + key + " is opened twice");
            case IncidentReassessed e ->
                i.clocks.add(new Clock(e.awareAt(), e.assessment(), e.clock(), e.reason(), e.by(), at, position));
            case IncidentReported e ->
                i.reports.add(new Report(e.authority(), e.complete(), e.reference(), e.at(), e.by(), at, position));
            case OperatorInformed e ->
                i.informed.add(new Informed(e.operator(), e.reference(), e.at(), e.by(), at, position));
            case CorrectiveActionPlanned e ->
                i.actions.add(new Action(
                        e.action(), e.what(), e.owner(), e.due(), e.alters(), e.by(), position, null, null, null));
            case CorrectiveActionDone e -> i.actions.replaceAll(action -> done(action, e, at, position));
            case AlterationAnnounced e ->
                i.announced.add(new Announced(
                        e.authority(), e.action(), e.alteration(), e.reference(), e.at(), e.by(), position));
            case IncidentClosed e -> i.closing = new Closing(e.finding(), e.by(), at, position);
        }
        return i.after();
    }

    private static Action done(Action action, CorrectiveActionDone event, Instant at, long position) {
        return action.action().equals(event.action()) && action.doneAt() == null
                ? new Action(
                        action.action(),
                        action.what(),
                        action.owner(),
                        action.due(),
                        action.alters(),
                        action.by(),
                        action.position(),
                        at,
                        event.result(),
                        position)
                : action;
    }

    /** An incident on its way from one state to the next. */
    private static final class Change {
        private final Incident before;
        private final List<Clock> clocks;
        private final List<Report> reports;
        private final List<Informed> informed;
        private final List<Action> actions;
        private final List<Announced> announced;
        private @Nullable Closing closing;

        Change(Incident before) {
            this.before = before;
            clocks = new ArrayList<>(before.clocks());
            reports = new ArrayList<>(before.reports());
            informed = new ArrayList<>(before.informed());
            actions = new ArrayList<>(before.actions());
            announced = new ArrayList<>(before.announced());
            closing = before.closing();
        }

        Incident after() {
            return new Incident(
                    before.incident(),
                    before.awareness(),
                    List.copyOf(clocks),
                    before.memberStates(),
                    before.description(),
                    before.links(),
                    List.copyOf(reports),
                    List.copyOf(informed),
                    List.copyOf(actions),
                    List.copyOf(announced),
                    closing);
        }
    }
}
