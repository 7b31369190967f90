package dev.chancery.decisions.replay;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.DeliveryOutcome;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.budget.LoopDecision;
import dev.chancery.decisions.gate.DeliveryDecision;
import dev.chancery.decisions.gate.OutcomeSimilarity;
import dev.chancery.decisions.judge.RubricChecks;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.redaction.RedactionDecision;
import dev.chancery.decisions.routing.RoutingDecision;
import dev.chancery.decisions.task.TaskComparison;
import dev.chancery.decisions.task.TaskDraft;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskProgress;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.decisions.tools.ResultDecision;
import dev.chancery.decisions.tools.SandboxDecision;
import dev.chancery.decisions.tools.ToolCallFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Executes the decisions of a task again, from the facts that the record holds and with the code that took them: what the
 * redaction policy says of the finds, routing, budget, permission to stream, tool permission, what a program is granted, what becomes of a tool's result, who may judge, the verdict over its
 * scores, who may revise, settlement, sampling, delivery, whether a withheld output agrees with what a person did, whether a judge is asked about what a person put in an output's place, and which of the two it prefers. Given another policy it answers what would have been decided under that.
 *
 * <p>Taken from the record as facts and not decided again: what recognisers, classifiers, checks and judges saw, that a judge gave no verdict, what the constraints of a
 * grant said of arguments that are not known any more, how often it had been made use of, how often the same was asked before, how similar a withheld output is to what a person did, that a caller was stopped (the stream
 * of the agent or of the kill switches says so), where the gate stood (the workflow's stream says so) and what was spent before. Under
 * another policy a budget that the recorded one did not have is taken to be unspent.
 *
 * <p>An event that had to be there is missed: a reservation before a call that costs, the settlement of one at the end, the permission of
 * a tool call, and a person's approval of one that was held. A model answers, and a judge scores, only when they were chosen to.
 */
public final class DecisionReplay {

    /**
     * One decision.
     *
     * @param index of its event in the stream, from 0
     * @param decision opening, redaction, routing, spending, streaming, constraints, tool, sandbox, answer, result, judge, verdict, revision, settlement, sampling, delivery, comparison, pairing or preference
     * @param recorded the event
     * @param recomputed the event that the policy leads to, null when it leads to none
     */
    public record Comparison(
            int index,
            String decision,
            Event recorded,
            @Nullable Event recomputed) {

        /** Whether the decision came out as recorded. */
        public boolean identical() {
            return recorded.equals(recomputed);
        }
    }

    /**
     * Something that the stream does not tell enough of to decide it again.
     *
     * @param index of the event that tells too little, in the stream, from 0
     * @param what for people: several such decisions
     */
    public record Undecided(int index, String what) {}

    /** What came of a replay. */
    public record Replayed(List<Comparison> comparisons, List<Undecided> undecided) {
        public Replayed {
            comparisons = List.copyOf(comparisons);
            undecided = List.copyOf(undecided);
        }
    }

    private static final String UNSAMPLED =
            "samplings of judged answers that were not sampled: the releases before this one never sampled any";
    private static final String UNSCREENED =
            "results of tools that were not screened: the records of the first versions have no screening";

    private final List<Event> stream;
    private final Function<PolicyVersion, Policy> policies;
    private final Policy policy;
    private final TaskOpened opened;
    private final @Nullable String request;
    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<Undecided> undecided = new ArrayList<>();

    private RedactionFacts found = new RedactionFacts("", List.of());
    private int repeated;
    private @Nullable TaskEvent routing;
    private @Nullable RoutingFacts facts;
    private List<Candidate> candidates = List.of();
    private List<String> unaffordable = List.of();
    private @Nullable Micros reserved;
    private @Nullable Micros spent;
    private boolean streamed;
    private boolean sampled;
    private boolean settled;
    private boolean paired;
    private @Nullable ToolCallRequested call;
    private String grant = "";
    private boolean waited;
    private boolean approved;
    private List<ScopeBalance> paid = List.of();
    private @Nullable Screening screening;
    private @Nullable JudgeRoutingDecided judging;
    private @Nullable JudgeAnswered judged;
    private @Nullable JudgeVerdictRecorded verdict;
    private final TaskProgress progress = new TaskProgress();

    private DecisionReplay(
            List<Event> stream, TaskOpened opened, Function<PolicyVersion, Policy> policies, @Nullable String request) {
        this.stream = stream;
        this.opened = opened;
        this.policies = policies;
        this.policy = policies.apply(opened.policy());
        this.request = request;
    }

    /**
     * Replays a task.
     *
     * @param stream of the task, from its first event
     * @param policies the policy of a version, or another one for a what-if
     * @return one comparison per decision, in the order of the stream
     */
    public static List<Comparison> replay(List<Event> stream, Function<PolicyVersion, Policy> policies) {
        return replay(stream, policies, null);
    }

    /**
     * Replays a task of which what was asked is known.
     *
     * @param request the sanitised request of the task, as its commitment has it; the arguments of a tool call are held against
     *     the constraints again. Null when it is not known
     */
    public static List<Comparison> replay(
            List<Event> stream, Function<PolicyVersion, Policy> policies, @Nullable String request) {
        return again(stream, policies, request).comparisons();
    }

    /** The same, and what of the task cannot be decided again. */
    public static Replayed again(
            List<Event> stream, Function<PolicyVersion, Policy> policies, @Nullable String request) {
        if (stream.isEmpty() || !(stream.getFirst() instanceof TaskOpened opened)) {
            throw new IllegalArgumentException("The stream of a task begins with its opening");
        }
        DecisionReplay replay = new DecisionReplay(stream, opened, policies, request);
        for (int index = 0; index < stream.size(); index++) {
            replay.event(index, stream.get(index));
            replay.progress.take(stream.get(index));
        }
        return new Replayed(replay.comparisons, replay.undecided);
    }

    /** Whether an event of a task is, or leads to, a decision of the code; what people did, and what came of a delivery, is not. */
    public static boolean decides(Event event) {
        return switch (event) {
            case DeliveryOutcome e -> false;
            case ReviewTimed e -> false;
            case TaskExplained e -> false;
            case OutputReviewed e -> e.better() != null;
            case OutputApproved e -> false;
            case OutputRejected e -> false;
            case ToolCallApproved e -> false;
            case ToolResultApproved e -> false;
            case ToolResultRejected e -> false;
            default -> event instanceof TaskEvent || event instanceof ToolEvent || event instanceof SandboxEvent;
        };
    }

    private void event(int index, Event event) {
        switch (event) {
            case TaskOpened again -> {
                if (index > 0) {
                    compare(index, "opening", again, null);
                }
            }
            case PersonalDataRedacted redacted -> {
                found = redacted.facts();
                compare(
                        index,
                        "redaction",
                        redacted,
                        new PersonalDataRedacted(found, redaction().sensitivity()));
            }
            case CallRepeated before -> repeated = before.times();
            case RoutingDecided decided -> {
                facts = decided.facts();
                candidates = decided.candidates();
                routing = route(decided.facts());
                compare(index, "routing", decided, routing);
            }
            case SpendReserved recorded -> {
                reserved = recorded.amount();
                unaffordable = recorded.unaffordable();
                compare(index, "spending", recorded, reservation(recorded.balances()));
            }
            case TaskRefused recorded -> {
                if (!(recorded.refusal() instanceof Refusal.Stopped)) {
                    compare(index, "spending", recorded, spending(recorded.balances()));
                }
            }
            case StreamPermitted recorded -> {
                streamed = true;
                compare(index, "streaming", recorded, mayStream(recorded.gate()) ? recorded : null);
            }
            case ToolCallRequested requested -> {
                call = requested;
                if (request != null && requested.facts() != null) {
                    call = held(requested, requested.facts(), request);
                    compare(index, "constraints", requested, call);
                }
            }
            case ToolCallAuthorized recorded -> {
                grant = recorded.grant();
                reserves(index, recorded);
                compare(index, "tool", recorded, authorization(paid));
            }
            case ToolCallHeld recorded -> {
                grant = recorded.grant();
                waited = true;
                reserves(index, recorded);
                compare(index, "tool", recorded, authorization(paid));
            }
            case ToolCallApproved recorded -> approved = true;
            case ToolCallRejected recorded -> ended(index, recorded);
            case ToolCallFailed recorded -> {
                ended(index, recorded);
                called(index, recorded);
            }
            case ToolCallCompleted recorded -> {
                ended(index, recorded);
                called(index, recorded);
                if (stream.stream().noneMatch(ToolResultScreened.class::isInstance)) {
                    undecided.add(new Undecided(index, UNSCREENED));
                }
            }
            case ToolResultScreened recorded ->
                compare(
                        index,
                        "result",
                        recorded,
                        ResultDecision.decide(opened.agent(), grant, recorded.screening(), policy));
            case ToolCallDenied recorded -> {
                if (!(recorded.refusal() instanceof Refusal.Stopped)) {
                    compare(index, "tool", recorded, authorization(recorded.balances()));
                }
            }
            case SandboxOpened recorded -> {
                // Only a call that waited for a person is made under another policy than its own: that of the day.
                boolean ofTheDay = recorded.policy().equals(opened.policy()) || approved;
                compare(index, "sandbox", recorded, ofTheDay ? sandbox(recorded) : null);
            }
            case AttemptFailed failed -> {
                spend(failed.charged());
                covered(index, failed);
            }
            case InferenceCompleted completed -> {
                spend(completed.cost());
                covered(index, completed);
                if (!isCandidate(completed.deployment(), candidates) || unaffordable.contains(completed.deployment())) {
                    compare(index, "answer", completed, null);
                }
                screening = null;
                judging = null;
                judged = null;
                verdict = null;
            }
            case JudgeAnswered answered -> {
                spend(answered.cost());
                judged = isCandidate(answered.deployment(), judges()) ? answered : null;
                if (judged == null || (reserved == null && opened.kind() == TaskKind.COMPARISON)) {
                    compare(index, "answer", answered, null);
                }
            }
            case JudgeRoutingDecided recorded -> {
                judging = recorded;
                RoutingFacts of = recorded.facts();
                compare(
                        index,
                        "judge",
                        recorded,
                        TaskDraft.judge(of.request(), of.unavailable(), of.at(), progress, policy));
            }
            case RevisionDecided recorded -> {
                candidates = recorded.candidates();
                unaffordable = List.of();
                RoutingFacts of = recorded.facts();
                compare(
                        index,
                        "revision",
                        recorded,
                        TaskDraft.revision(of.request(), of.unavailable(), of.at(), progress, policy));
            }
            case OutputScreened screened -> screening = screened.screening();
            case JudgeVerdictRecorded recorded -> {
                verdict = verdict(recorded);
                compare(index, "verdict", recorded, verdict);
            }
            case SpendSettled recorded -> {
                settled = true;
                compare(index, "settlement", recorded, settlement(recorded));
            }
            case TaskFailed recorded -> ended(index, recorded);
            case TaskAbandoned recorded -> ended(index, recorded);
            case OutputSampled recorded -> {
                sampled = true;
                compare(index, "sampling", recorded, sampling());
            }
            case OutputReleased recorded -> {
                ended(index, recorded);
                if (!sampled && sampling() != null) {
                    if (isJudgedStepwise()) {
                        undecided.add(new Undecided(index, UNSAMPLED));
                    } else {
                        compare(index, "sampling", recorded, sampling());
                    }
                }
                compare(index, "delivery", recorded, told(recorded, delivery(recorded.gate(), false)));
            }
            case OutputPaired recorded -> {
                paired = true;
                compare(index, "pairing", recorded, pairing());
            }
            case OutputEdited recorded -> unpaired(index, recorded);
            case OutputReviewed recorded -> {
                if (recorded.better() != null) {
                    unpaired(index, recorded);
                }
            }
            case PairJudged recorded ->
                compare(
                        index,
                        "preference",
                        recorded,
                        TaskComparison.judged(recorded.outputFirst(), recorded.correctionFirst(), progress, policy)
                                .orElse(null));
            case HumanOutcomeRecorded recorded -> compare(index, "comparison", recorded, comparison(recorded));
            case OutputHeld recorded -> {
                ended(index, recorded);
                compare(
                        index,
                        "delivery",
                        recorded,
                        delivery(recorded.gate(), recorded.reason() == HoldReason.STOPPED));
            }
            case OutputShadowed recorded -> {
                ended(index, recorded);
                compare(index, "delivery", recorded, delivery(recorded.gate(), false));
            }
            default -> {
                // Facts, and decisions that people took.
            }
        }
    }

    /** A model is not called before the most that it may cost is reserved. */
    private void covered(int index, Event recorded) {
        if (opened.kind() == TaskKind.INFERENCE && reserved == null) {
            compare(index, "spending", recorded, spending(List.of()));
        }
    }

    /** A call of a tool that costs is not permitted before that is reserved. */
    private void reserves(int index, Event recorded) {
        if (reserved == null) {
            tool(List.of()).stream()
                    .filter(SpendReserved.class::isInstance)
                    .forEach(missing -> compare(index, "spending", recorded, missing));
        }
    }

    /** A tool is called with a permission, and where a person was to decide with his. */
    private void called(int index, Event recorded) {
        if (grant.isEmpty() || (waited && !approved)) {
            compare(index, "tool", recorded, authorization(paid));
        }
    }

    /** Whatever came of a task, what was reserved for it was settled before. */
    private void ended(int index, Event recorded) {
        if (reserved != null && !settled) {
            settled = true;
            compare(index, "settlement", recorded, settlement(new SpendSettled(reserved, reserved)));
        }
    }

    /** Whoever may be asked to judge: a task that compares has no other call, so its routing says it. */
    private List<Candidate> judges() {
        return opened.kind() == TaskKind.COMPARISON ? candidates : judging == null ? List.of() : judging.candidates();
    }

    private static boolean isCandidate(String deployment, List<Candidate> candidates) {
        return candidates.stream().anyMatch(each -> each.deployment().equals(deployment));
    }

    private RedactionDecision redaction() {
        return RedactionDecision.decide(found, policy);
    }

    /** Who asked and how sensitive it is follow from earlier events, so they are taken from there and not believed. */
    private TaskEvent route(RoutingFacts recorded) {
        Optional<TaskRefused> barred = barred();
        if (barred.isPresent()) {
            return barred.get();
        }
        RoutingFacts asked = new RoutingFacts(
                opened.agent(),
                opened.workflow(),
                recorded.request(),
                redaction().sensitivity(),
                recorded.classification(),
                recorded.unavailable(),
                recorded.at());
        return opened.kind() == TaskKind.COMPARISON
                ? TaskComparison.route(asked, progress.posed().pair(), policy)
                : RoutingDecision.decide(asked, policy);
    }

    private Optional<TaskRefused> barred() {
        if (opened.kind() == TaskKind.COMPARISON) {
            return TaskComparison.barred(
                            opened.agent(),
                            opened.workflow(),
                            redaction(),
                            progress.posed().readable(),
                            policy)
                    .map(refusal -> new TaskRefused(refusal, List.of()));
        }
        return TaskOpening.rights(opened.agent(), opened.workflow(), policy)
                .or(() -> Optional.ofNullable(redaction().refusal()))
                .or(() -> LoopDecision.decide(policy, opened.agent(), null, repeated))
                .map(refusal -> new TaskRefused(refusal, List.of()));
    }

    /** Null when the request was refused before it was routed and would now go on: what follows cannot be known. */
    private @Nullable TaskEvent spending(List<ScopeBalance> recorded) {
        if (!(routing instanceof RoutingDecided decided)) {
            return barred().orElse(null);
        }
        return opened.kind() == TaskKind.COMPARISON
                ? TaskComparison.spending(decided, found.found(), balances(recorded), policy)
                : TaskOpening.spending(decided, found.found(), balances(recorded), policy);
    }

    /** What was spent is a fact of the record; which caps apply, and how high they are, is the policy's. */
    private List<ScopeBalance> balances(List<ScopeBalance> recorded) {
        Instant at = askedAt();
        if (at == null) {
            return recorded;
        }
        return BudgetDecision.applicable(policy, opened.agent(), opened.workflow(), opened.session(), opened.task(), at)
                .stream()
                .map(cap -> recorded.stream()
                        .filter(b -> b.scope().equals(cap.scope()))
                        .findFirst()
                        .map(b -> new ScopeBalance(cap.scope(), cap.cap(), b.settled(), b.reserved()))
                        .orElseGet(() -> {
                            Micros zero = Micros.zero(cap.cap().currency());
                            return new ScopeBalance(cap.scope(), cap.cap(), zero, zero);
                        }))
                .toList();
    }

    private @Nullable Instant askedAt() {
        if (facts != null) {
            return facts.at();
        }
        return call == null || call.facts() == null ? null : call.facts().at();
    }

    private boolean mayStream(Gate gate) {
        return facts != null
                && facts.request().streamed()
                && policy.workflow(opened.workflow())
                        .filter(w -> DeliveryDecision.mayStream(gate, w))
                        .isPresent();
    }

    /** What a call costs, or null when it may not happen or costs nothing. */
    private @Nullable Event reservation(List<ScopeBalance> recorded) {
        if (opened.kind() != TaskKind.TOOL_CALL) {
            return spending(recorded);
        }
        paid = recorded;
        return tool(recorded).stream()
                .filter(SpendReserved.class::isInstance)
                .findFirst()
                .orElse(null);
    }

    /** @param recorded the budgets that were looked at, null when none was */
    private @Nullable Event authorization(@Nullable List<ScopeBalance> recorded) {
        List<Event> decided = tool(recorded == null ? List.of() : recorded);
        return decided.isEmpty() ? null : decided.getLast();
    }

    private List<Event> tool(List<ScopeBalance> recorded) {
        return call == null
                ? List.of()
                : ToolOpening.authorization(
                        opened.agent(), opened.workflow(), found, call, repeated, balances(recorded), policy);
    }

    /** Null when the policy has no such program. */
    private @Nullable Event sandbox(SandboxOpened recorded) {
        ToolCallRequested asked = call;
        return asked == null
                ? null
                : policies.apply(recorded.policy())
                        .toolServer(asked.server())
                        .flatMap(server -> server.program(asked.tool()))
                        .map(program -> SandboxDecision.decide(asked.server(), program, recorded.policy()))
                        .orElse(null);
    }

    private ToolCallRequested held(ToolCallRequested recorded, ToolFacts facts, String arguments) {
        return new ToolCallRequested(
                recorded.server(),
                recorded.tool(),
                recorded.argumentsDigest(),
                ToolCallFacts.of(
                        opened.agent(),
                        opened.workflow(),
                        recorded.server(),
                        recorded.tool(),
                        arguments,
                        facts.at(),
                        facts.pin(),
                        facts.rates(),
                        policy));
    }

    private void spend(Micros amount) {
        spent = spent == null ? amount : spent.plus(amount);
    }

    private @Nullable JudgeVerdictRecorded verdict(JudgeVerdictRecorded recorded) {
        return policy.rubricOf(opened.workflow())
                .map(rubric -> verdict(recorded, rubric))
                .orElse(null);
    }

    private JudgeVerdictRecorded verdict(JudgeVerdictRecorded recorded, Rubric rubric) {
        Judgement judgement = recorded.judgement();
        boolean checksOnly = rubric.dimensions().isEmpty() && !rubric.isStepwise();
        if (judgement == null && checksOnly) {
            return new JudgeVerdictRecorded(
                    rubric.id(),
                    rubric.version(),
                    recorded.judge(),
                    recorded.scores(),
                    RubricChecks.passed(rubric, recorded.scores()),
                    null);
        }
        return TaskDraft.verdict(
                rubric,
                judge(rubric),
                judged != null
                        ? recorded.scores()
                        : recorded.scores().stream()
                                .filter(DecisionReplay::isUnscored)
                                .toList(),
                judgement == null ? null : judgement.failure(),
                progress);
    }

    /** Who gave the scores: the judge that answered, the one that was to be asked, or nobody but the checks. */
    private String judge(Rubric rubric) {
        if (judged != null) {
            return judged.deployment() + "@" + judged.modelVersion();
        }
        return judging == null ? RubricChecks.JUDGE : String.valueOf(rubric.scorer());
    }

    /** As all are where no judge answered: a check only holds or not. */
    private static boolean isUnscored(DimensionScore score) {
        return score.score() == null;
    }

    private Event settlement(SpendSettled recorded) {
        Micros zero = Micros.zero(recorded.settled().currency());
        Micros promised = reserved == null ? zero : reserved;
        for (Event event : stream) {
            if (event instanceof TaskAbandoned abandoned) {
                // Whether anything had left is a fact; if it may have, all that was reserved is taken as spent.
                boolean nothing = abandoned.cause() == AbandonCause.UNTYPED
                        ? recorded.settled().equals(zero)
                        : abandoned.sent() == Sent.NOTHING;
                return new SpendSettled(promised, nothing ? zero : promised);
            }
        }
        if (opened.kind() == TaskKind.TOOL_CALL) {
            return new SpendSettled(promised, wasForwarded() ? promised : zero);
        }
        return new SpendSettled(promised, spent == null ? zero : spent);
    }

    private boolean wasForwarded() {
        return stream.stream()
                .noneMatch(event -> event instanceof ToolCallRejected
                        || (event instanceof ToolCallFailed failed && failed.sent() == Sent.NOTHING));
    }

    private @Nullable Event delivery(Gate gate, boolean stopped) {
        if (streamed) {
            return new OutputReleased(gate, Handover.STREAMED);
        }
        boolean passed = verdict != null
                ? verdict.passed()
                : policy.rubricOf(opened.workflow()).isEmpty();
        return screening == null ? null : DeliveryDecision.decide(gate, stopped, passed, screening, policy);
    }

    private boolean isJudgedStepwise() {
        return policy.rubricOf(opened.workflow()).filter(Rubric::isStepwise).isPresent();
    }

    private @Nullable Event sampling() {
        double share = policy.gates().sampleShare();
        return DeliveryDecision.isSampled(opened.task(), share) ? new OutputSampled(share) : null;
    }

    private @Nullable Event pairing() {
        return TaskComparison.pairing(progress, policy).orElse(null);
    }

    /** A text of a person's without the pair that it should have made. */
    private void unpaired(int index, Event recorded) {
        if (!paired && pairing() != null) {
            compare(index, "pairing", recorded, pairing());
        }
    }

    private Event comparison(HumanOutcomeRecorded recorded) {
        OutcomeComparison found = recorded.comparison();
        return new HumanOutcomeRecorded(
                recorded.by(),
                recorded.outcome(),
                new OutcomeComparison(
                        found.measure(),
                        found.equal(),
                        found.similarity(),
                        OutcomeSimilarity.agrees(
                                found.equal(),
                                found.similarity(),
                                policy.gates().similarity())));
    }

    /** The first version did not say how a released output goes to the caller. */
    private static @Nullable Event told(OutputReleased recorded, @Nullable Event recomputed) {
        return recorded.handover() == null && recomputed instanceof OutputReleased released
                ? new OutputReleased(released.gate(), null)
                : recomputed;
    }

    private void compare(int index, String decision, Event recorded, @Nullable Event recomputed) {
        comparisons.add(new Comparison(index, decision, recorded, recomputed));
    }
}
