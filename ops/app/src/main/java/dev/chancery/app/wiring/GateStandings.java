package dev.chancery.app.wiring;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.GateWatch;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.decisions.gate.DriftDecision;
import dev.chancery.decisions.gate.GateConditions;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Monitoring;
import dev.chancery.folds.WilsonInterval;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.GateStandingView;
import dev.chancery.query.contracts.GateStandingView.Condition;
import dev.chancery.query.contracts.GateStandingView.Move;
import dev.chancery.query.contracts.GateStandingView.Watched;
import dev.chancery.query.contracts.OpenGatesView;
import dev.chancery.query.contracts.RegistryQuery.FindGateEvidence;
import dev.chancery.query.contracts.RegistryQuery.FindGateStanding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Tells where a workflow stands: what the policy asks meets what the views have found, and the record has the moves. */
final class GateStandings {

    private final EventLog log;
    private final Policies policies;
    private final Evidence evidence;
    private final Supplier<OpenGatesView> open;

    /** What the views have of a workflow, everything committed until now included; null when they have none. */
    interface Evidence {
        @Nullable
        GateEvidenceView of(FindGateEvidence query) throws InterruptedException;
    }

    /** @param open what is watched at the gates that are open */
    GateStandings(EventLog log, Policies policies, Evidence evidence, Supplier<OpenGatesView> open) {
        this.log = log;
        this.policies = policies;
        this.evidence = evidence;
        this.open = open;
    }

    /** Null when no such workflow is registered. */
    @QueryHandler
    @Nullable
    GateStandingView standing(FindGateStanding query) throws InterruptedException {
        GateEvidenceView found = evidence.of(new FindGateEvidence(query.workflow()));
        if (found == null) {
            return null;
        }
        Policy policy = policies.current();
        Monitoring monitoring = policy.gates().monitoring();
        Story story = story(query.workflow());
        return new GateStandingView(
                found.workflow(),
                story.purpose,
                found.gate(),
                Objects.requireNonNullElse(found.conduct().since(), story.registeredAt),
                GateConditions.next(found.gate()).orElse(null),
                found.evidence(),
                found.conduct(),
                found.policy() == null ? null : found.policy().value(),
                policy.gates().promoters(),
                policy.gates().sampleShare(),
                policy.rubricOf(query.workflow()).map(Policy.Rubric::id).orElse(null),
                conditions(found, policy.gates()),
                watched(query.workflow(), policy.gates()),
                monitoring != null && monitoring.budget(),
                monitoring != null && monitoring.incident(),
                story.moves.reversed().stream().limit(GateStandingView.MOVES).toList());
    }

    private static List<Condition> conditions(GateEvidenceView found, GateThresholds asked) {
        return GateConditions.of(found.gate(), found.evidence(), found.conduct(), asked).stream()
                .map(condition -> said(condition, found.evidence(), found.conduct(), asked))
                .toList();
    }

    private static Condition said(
            GateConditions.Condition condition, GateEvidence evidence, GateConduct conduct, GateThresholds asked) {
        return switch (condition.kind()) {
            case TIME -> plain(condition, "at least " + asked.minimumWeeks() + " weeks at this gate", time(conduct));
            case REVIEWED ->
                plain(
                        condition,
                        "at least " + asked.minimumReviewed() + " outputs that people decided",
                        evidence.reviewed() + " decided");
            case APPROVED_UNCHANGED ->
                share(
                        condition,
                        "with 95 % confidence at least " + percent(asked.minimumLowerBound()) + " approved unchanged",
                        evidence.approvedUnchanged(),
                        evidence.reviewed());
            case COMPARED ->
                plain(
                        condition,
                        "at least " + asked.minimumCompared() + " withheld outputs compared with what a person did",
                        conduct.compared() + " compared");
            case AGREEMENT ->
                share(
                        condition,
                        "with 95 % confidence at least " + percent(asked.minimumAgreement())
                                + " in agreement with people",
                        conduct.agreed(),
                        conduct.compared());
            case ERRORS ->
                share(
                        condition,
                        "at most " + percent(Objects.requireNonNull(asked.maximumErrorShare()))
                                + " of calls without an answer of any model",
                        conduct.failed(),
                        conduct.tasks());
            case ESCALATIONS ->
                share(
                        condition,
                        "at most " + percent(Objects.requireNonNull(asked.maximumEscalationShare()))
                                + " of calls that would not leave by themselves at an open gate",
                        conduct.escalated(),
                        conduct.tasks());
            case COST ->
                plain(condition, "at most " + asked.maximumCost() + " for an output on average", cost(conduct));
        };
    }

    private static Condition plain(GateConditions.Condition condition, String asked, String found) {
        return new Condition(
                condition.kind().name(), asked, found, condition.isMet(), null, null, null, null, condition.against());
    }

    private static Condition share(GateConditions.Condition condition, String asked, int part, int of) {
        return new Condition(
                condition.kind().name(),
                asked,
                of == 0 ? "none yet" : part + " of " + of + " (" + percent((double) part / of) + ")",
                condition.isMet(),
                part,
                of,
                of == 0 ? null : (Double) WilsonInterval.lowerBound(part, of),
                of == 0 ? null : (Double) WilsonInterval.upperBound(part, of),
                condition.against());
    }

    private static String time(GateConduct conduct) {
        Instant since = conduct.since();
        return since == null
                ? "not known"
                : Duration.between(since, conduct.until()).toDays() + " days";
    }

    private static String cost(GateConduct conduct) {
        Micros cost = conduct.cost();
        return cost == null || conduct.paid() == 0
                ? "not known"
                : new Micros(
                                BigDecimal.valueOf(cost.amount())
                                        .divide(BigDecimal.valueOf(conduct.paid()), RoundingMode.CEILING)
                                        .longValueExact(),
                                cost.currency())
                        + " over " + conduct.paid() + " outputs";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** What is observed is kept of open gates alone; of others it is told what will be watched. */
    private List<Watched> watched(WorkflowId workflow, GateThresholds thresholds) {
        GateWatch watch = open.get().gates().stream()
                .filter(gate -> gate.workflow().equals(workflow))
                .map(OpenGatesView.OpenGate::watch)
                .findFirst()
                .orElse(GateWatch.NOTHING);
        return DriftDecision.watched(watch, thresholds).stream()
                .map(each -> new Watched(
                        each.metric(),
                        each.bounds().accepted(),
                        each.bounds().alarming(),
                        each.falseAlarmEvery(),
                        each.observations().length(),
                        (int) each.observations().chars().filter(c -> c == '1').count(),
                        each.course().isEmpty() ? 0 : each.course().getLast(),
                        each.course()))
                .toList();
    }

    /** What the stream of a workflow tells. */
    private static final class Story {
        private String purpose = "";
        private Instant registeredAt = Instant.EPOCH;
        private final List<Move> moves = new ArrayList<>();
    }

    /** Read from the record itself: the stream is short, and whoever moved a gate wants to see it moved. */
    private Story story(WorkflowId workflow) {
        Story story = new Story();
        log.readStream("workflow/" + workflow.value()).stream().map(log::decode).forEach(each -> tell(story, each));
        return story;
    }

    private static void tell(Story story, Recorded recorded) {
        switch (recorded.event()) {
            case WorkflowRegistered e -> {
                story.purpose = e.purpose();
                story.registeredAt = recorded.at();
            }
            case GateTransitioned e ->
                story.moves.add(new Move(
                        recorded.position(),
                        recorded.at(),
                        e.from(),
                        e.to(),
                        e.actor(),
                        e.reason(),
                        null,
                        e.evidence().reviewed(),
                        e.evidence().approvedUnchanged()));
            case GateTransitionRefused e ->
                story.moves.add(new Move(
                        recorded.position(),
                        recorded.at(),
                        e.from(),
                        e.to(),
                        e.actor(),
                        e.reason(),
                        e.refusal(),
                        e.evidence().reviewed(),
                        e.evidence().approvedUnchanged()));
            default -> {}
        }
    }
}
