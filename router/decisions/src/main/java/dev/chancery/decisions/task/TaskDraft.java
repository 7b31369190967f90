package dev.chancery.decisions.task;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.DraftStep;
import dev.chancery.contracts.command.TaskCommand.KeepDraft;
import dev.chancery.contracts.command.TaskCommand.RecordDraft;
import dev.chancery.contracts.command.TaskCommand.RecordVerdict;
import dev.chancery.contracts.command.TaskCommand.ReviseDraft;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.Rejection.Reason;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.VerdictDecision;
import dev.chancery.decisions.gate.DeliveryDecision;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.judge.RubricVerdict;
import dev.chancery.decisions.policy.Independence;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.routing.RoutingDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of an answer that a rubric is held against: checks, judge, verdict, and either a revision, which goes the same way, or
 * the gate. Every call is decided, and covered by what is left of the task's reservation, before it is made. Whatever keeps
 * the answer from being judged holds it.
 */
public final class TaskDraft {

    /** A model whose provider does not say which it is; two of these are not known to be the same. */
    private static final String UNREPORTED = "unreported";

    private final TaskProgress task;
    private final Policy policy;
    private final Rubric rubric;
    private final List<Event> events = new ArrayList<>();

    private TaskDraft(TaskProgress before, Policy policy) {
        this.task = before.copy();
        this.policy = policy;
        this.rubric = policy.rubricOf(before.opened().workflow())
                .orElseThrow(() -> new IllegalArgumentException("The workflow has no rubric"));
    }

    /** An answer came: the checks decide whether the judge is worth asking. */
    public static List<Event> decide(RecordDraft c, TaskProgress before, Policy policy) {
        TaskDraft draft = new TaskDraft(before, policy);
        draft.failed(c.failures());
        draft.add(c.answer().completed());
        draft.add(new OutputScreened(c.answer().screening()));
        if (c.answer().stopped()) {
            return draft.ended(c.answer().gate(), true);
        }
        List<DimensionScore> scores = c.answer().scores();
        if (draft.rubric.scorer() == null || !scores.stream().allMatch(DimensionScore::passed)) {
            return draft.verdict(RubricChecks.JUDGE, scores, null, c.answer().gate(), false);
        }
        JudgeRoutingDecided routing = judge(c.judging(), c.unavailable(), c.at(), draft.task, policy);
        draft.add(routing);
        return routing.candidates().isEmpty()
                ? draft.verdict(draft.rubric.scorer(), scores, null, c.answer().gate(), false)
                : draft.events;
    }

    /** The judge was asked. */
    public static List<Event> decide(RecordVerdict c, TaskProgress before, Policy policy) {
        TaskDraft draft = new TaskDraft(before, policy);
        draft.failed(c.failures());
        String judge = String.valueOf(draft.rubric.scorer());
        if (c.answered() != null) {
            draft.add(c.answered());
            judge = c.answered().deployment() + "@" + c.answered().modelVersion();
        }
        return draft.verdict(judge, c.scores(), c.failure(), c.gate(), c.stopped());
    }

    /** The answer did not pass and may be revised. */
    public static List<Event> decide(ReviseDraft c, TaskProgress before, Policy policy) {
        TaskDraft draft = new TaskDraft(before, policy);
        if (c.stopped()) {
            return draft.ended(c.gate(), true);
        }
        RevisionDecided revision = revision(c.request(), c.unavailable(), c.at(), draft.task, policy);
        draft.add(revision);
        return revision.candidates().isEmpty() ? draft.ended(c.gate(), false) : draft.events;
    }

    /** Its revision did not come. */
    public static List<Event> decide(KeepDraft c, TaskProgress before, Policy policy) {
        TaskDraft draft = new TaskDraft(before, policy);
        draft.failed(c.failures());
        return draft.ended(c.gate(), c.stopped());
    }

    /** The answer to the command that led to these events. */
    public static DraftStep step(List<Event> events) {
        return switch (events.getLast()) {
            case JudgeRoutingDecided e -> new DraftStep.Judge(e.candidates().getFirst(), e.left());
            case JudgeVerdictRecorded e -> new DraftStep.Revise(e.scores());
            case RevisionDecided e -> new DraftStep.Again(e.candidates(), e.left());
            default -> new DraftStep.Ended(TaskOutcome.delivery(events));
        };
    }

    /** Whether the judge that the rubric names may be asked about the newest answer. */
    public static JudgeRoutingDecided judge(
            RequestFacts request, List<String> unavailable, Instant at, TaskProgress task, Policy policy) {
        String judge =
                policy.rubricOf(task.opened().workflow()).map(Rubric::scorer).orElse(request.model());
        RoutingFacts facts = facts(
                new RequestFacts(
                        judge,
                        request.messages(),
                        request.inputTokens(),
                        request.inputTokensBound(),
                        request.maxOutputTokens(),
                        false,
                        false),
                unavailable,
                at,
                task);
        Micros left = task.left();
        RoutingDecided routed = RoutingDecision.ofJudge(facts, policy);
        List<Rejection> rejections = new ArrayList<>(routed.rejections().stream()
                .filter(r -> r.deployment().equals(judge))
                .toList());
        List<Candidate> candidates = new ArrayList<>();
        for (Candidate candidate : routed.candidates()) {
            Optional<String> dependent = dependence(
                    task.completed().deployment(),
                    candidate.deployment(),
                    task.opened().workflow(),
                    policy);
            if (dependent.isPresent()) {
                rejections.add(new Rejection(candidate.deployment(), Reason.NOT_INDEPENDENT, dependent.get()));
            } else {
                affordable(candidate, left, candidates, rejections);
            }
        }
        return new JudgeRoutingDecided(facts, left, candidates, rejections);
    }

    /**
     * Why a deployment may not judge what another made; empty when it may.
     *
     * @param made the deployment that answered
     * @param named the judge
     */
    static Optional<String> dependence(String made, String named, WorkflowId workflow, Policy policy) {
        Optional<Deployment> doer = policy.deployment(made);
        Optional<Deployment> judge = policy.deployment(named);
        if (doer.isEmpty() || judge.isEmpty()) {
            return Optional.of("which model '" + made + "' runs is not known");
        }
        boolean otherVendor = policy.rubricOf(workflow)
                .map(Rubric::judge)
                .map(Policy.Judge::otherVendor)
                .orElse(true);
        return Independence.broken(doer.get(), judge.get(), otherVendor);
    }

    /** Who may revise the newest answer: whoever may serve the request, and of these whoever made it first. */
    public static RevisionDecided revision(
            RequestFacts request, List<String> unavailable, Instant at, TaskProgress task, Policy policy) {
        RequestFacts asked = task.asked().request();
        RoutingFacts facts = facts(
                new RequestFacts(
                        asked.model(),
                        request.messages(),
                        request.inputTokens(),
                        request.inputTokensBound(),
                        asked.maxOutputTokens(),
                        asked.tools(),
                        false),
                unavailable,
                at,
                task);
        Micros left = task.left();
        RoutingDecided routed = RoutingDecision.decide(facts, policy);
        List<Rejection> rejections = new ArrayList<>(routed.rejections());
        List<Candidate> candidates = new ArrayList<>();
        routed.candidates().forEach(candidate -> affordable(candidate, left, candidates, rejections));
        String before = task.completed().deployment();
        candidates.sort(
                Comparator.comparing(candidate -> !candidate.deployment().equals(before)));
        return new RevisionDecided(facts, left, candidates, rejections);
    }

    private static void affordable(
            Candidate candidate, Micros left, List<Candidate> candidates, List<Rejection> rejections) {
        if (candidate.worstCost().isMoreThan(left)) {
            rejections.add(new Rejection(
                    candidate.deployment(),
                    Reason.OVER_BUDGET,
                    "it may cost " + candidate.worstCost() + ", and of the reservation " + left + " are left"));
        } else {
            candidates.add(candidate);
        }
    }

    /** Who asks, for what, and how sensitive it is follow from the stream, so they are taken from there. */
    private static RoutingFacts facts(RequestFacts request, List<String> unavailable, Instant at, TaskProgress task) {
        return new RoutingFacts(
                task.opened().agent(),
                task.opened().workflow(),
                request,
                task.sensitivity(),
                task.classification(),
                unavailable,
                at);
    }

    /** Why the newest answer could not be judged, null when it was. */
    private static @Nullable String failure(TaskProgress task, @Nullable String reported) {
        JudgeRoutingDecided routing = task.judging();
        if (routing != null && routing.candidates().isEmpty()) {
            String why = routing.rejections().isEmpty()
                    ? "the policy does not know it"
                    : routing.rejections().getLast().detail();
            return "the judge '" + routing.facts().request().model() + "' may not be asked: " + why;
        }
        JudgeAnswered judged = task.judged();
        String made = task.completed().modelVersion();
        return judged != null && isSame(judged.modelVersion(), made)
                ? "the judge reports the very model that made the answer, " + made
                : reported;
    }

    /** Whether what a judge reports of itself is the very model that made the answer. */
    static boolean isSame(String judge, String made) {
        return !made.equals(UNREPORTED) && judge.equals(made);
    }

    /** The verdict about the newest answer. */
    public static JudgeVerdictRecorded verdict(
            Rubric rubric, String judge, List<DimensionScore> scores, @Nullable String reported, TaskProgress task) {
        return RubricVerdict.decide(
                rubric,
                judge,
                scores,
                task.answers(),
                !task.screening().finishReason().equals("tool_calls"),
                failure(task, reported));
    }

    private List<Event> verdict(
            String judge, List<DimensionScore> scores, @Nullable String reported, Gate gate, boolean stopped) {
        JudgeVerdictRecorded verdict = verdict(rubric, judge, scores, reported, task);
        add(verdict);
        boolean revise = verdict.judgement() != null && verdict.judgement().decision() == VerdictDecision.REVISE;
        return revise && !stopped ? events : ended(gate, stopped);
    }

    private List<Event> ended(Gate gate, boolean stopped) {
        add(new SpendSettled(task.reserved(), task.spent()));
        boolean passed = task.verdict() != null && task.verdict().passed();
        TaskEvent delivery = DeliveryDecision.decide(gate, stopped, passed, task.screening(), policy);
        DeliveryDecision.withSample(task.opened().task(), delivery, policy).forEach(this::add);
        return events;
    }

    private void failed(List<AttemptFailed> failures) {
        int known = task.attempts();
        failures.stream().filter(failure -> failure.attempt() > known).forEach(this::add);
    }

    private void add(Event event) {
        events.add(event);
        task.take(event);
    }
}
