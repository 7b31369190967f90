package dev.chancery.decisions.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenComparison;
import dev.chancery.contracts.command.TaskCommand.RecordComparison;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.Rejection.Reason;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.gate.DeliveryDecision;
import dev.chancery.decisions.judge.PairVerdict;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.decisions.redaction.RedactionDecision;
import dev.chancery.decisions.routing.RoutingDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A judge is asked, in both orders, which of two texts it prefers: what a model answered, or what a person put in its place. It is a
 * task of its own, for the one that the pair is of is over; it is charged to whoever asked that, and stopped with him.
 */
public final class TaskComparison {

    private static final int ORDERS = 2;

    private TaskComparison() {}

    /** Whether the judge is to be asked about an output in whose place a person puts another text; of calls for tools it is not. */
    public static Optional<OutputPaired> pairing(TaskProgress task, Policy policy) {
        TaskOpened opened = task.opened();
        Screening screening = task.screened();
        double share =
                policy.workflow(opened.workflow()).map(Workflow::pairShare).orElse(0.0);
        return screening != null
                        && !screening.finishReason().equals("tool_calls")
                        && policy.comparing(opened.workflow()).isPresent()
                        && DeliveryDecision.isPaired(opened.task(), share)
                ? Optional.of(new OutputPaired(share))
                : Optional.empty();
    }

    /**
     * Decides whether the judge may be asked: first what stands against any request, then the walls, then the budgets.
     *
     * @param balances of every scope that {@link BudgetDecision#applicable} gives
     */
    public static List<Event> decide(OpenComparison c, Policy policy, List<ScopeBalance> balances) {
        Asker asker = c.asker();
        RedactionDecision redaction = RedactionDecision.decide(c.redaction(), policy);
        List<Event> events = new ArrayList<>();
        events.add(new TaskOpened(
                c.task(),
                TaskKind.COMPARISON,
                asker.agent(),
                asker.workflow(),
                asker.session(),
                asker.subject(),
                c.request(),
                asker.policy()));
        if (!c.redaction().found().isEmpty()) {
            events.add(new PersonalDataRedacted(c.redaction(), redaction.sensitivity()));
        }
        RequestFacts shape = c.shape();
        events.add(new PairPosed(c.pair(), shape != null));
        Optional<Refusal> barred = Optional.<Refusal>ofNullable(asker.stopped())
                .or(() -> barred(asker.agent(), asker.workflow(), redaction, shape != null, policy));
        if (barred.isPresent() || shape == null) {
            barred.ifPresent(refusal -> events.add(new TaskRefused(refusal, List.of())));
            return events;
        }
        RoutingDecided routing = route(
                new RoutingFacts(
                        asker.agent(), asker.workflow(), shape, redaction.sensitivity(), null, c.unavailable(), c.at()),
                c.pair(),
                policy);
        events.add(routing);
        events.add(spending(routing, c.redaction().found(), balances, policy));
        return events;
    }

    /** Why the judge is not asked whatever it would cost; empty when it may be. */
    public static Optional<Refusal> barred(
            AgentId agent, WorkflowId workflow, RedactionDecision redaction, boolean readable, Policy policy) {
        return TaskOpening.rights(agent, workflow, policy)
                .or(() -> Optional.ofNullable(redaction.refusal()))
                .or(() -> policy.comparing(workflow).isEmpty()
                        ? Optional.of(new Refusal.InputRejected(
                                "The policy in force asks no judge about pairs of the workflow '" + workflow
                                        + "'. Give the workflow a pairShare and its rubric a judge."))
                        : Optional.empty())
                .or(() -> readable
                        ? Optional.empty()
                        : Optional.of(new Refusal.InputRejected(
                                "The texts were erased, or cannot be read, so they cannot be compared.")));
    }

    /** Whether the judge that the rubric names may be shown the pair: walls and independence are those of a verdict. */
    public static RoutingDecided route(RoutingFacts asked, Pair pair, Policy policy) {
        RequestFacts request = asked.request();
        String judge = policy.comparing(asked.workflow()).map(Rubric::scorer).orElse(request.model());
        RoutingFacts facts = new RoutingFacts(
                asked.agent(),
                asked.workflow(),
                new RequestFacts(
                        judge,
                        request.messages(),
                        request.inputTokens(),
                        request.inputTokensBound(),
                        request.maxOutputTokens(),
                        false,
                        false),
                asked.sensitivity(),
                asked.classification(),
                asked.unavailable(),
                asked.at());
        RoutingDecided routed = RoutingDecision.ofJudge(facts, policy);
        List<Rejection> rejections = new ArrayList<>(routed.rejections().stream()
                .filter(rejection -> rejection.deployment().equals(judge))
                .toList());
        List<Candidate> candidates = new ArrayList<>();
        for (Candidate candidate : routed.candidates()) {
            Optional<String> dependent =
                    TaskDraft.dependence(pair.deployment(), candidate.deployment(), asked.workflow(), policy);
            if (dependent.isPresent()) {
                rejections.add(new Rejection(candidate.deployment(), Reason.NOT_INDEPENDENT, dependent.get()));
            } else {
                candidates.add(candidate);
            }
        }
        return new RoutingDecided(facts, candidates, rejections);
    }

    /** What asking in both orders may cost at the most is reserved, or it is not asked at all: half a pair tells nothing. */
    public static TaskEvent spending(
            RoutingDecided routing, List<TypeCount> found, List<ScopeBalance> balances, Policy policy) {
        Optional<Refusal> refusal = RoutingDecision.refusal(routing, found, policy);
        if (refusal.isPresent()) {
            return new TaskRefused(refusal.get(), List.of());
        }
        Micros once = routing.candidates().getFirst().worstCost();
        return BudgetDecision.decide(
                new Micros(Math.multiplyExact(once.amount(), (long) ORDERS), once.currency()), balances);
    }

    /** The judge was asked. */
    public static List<Event> decide(RecordComparison c, TaskProgress before, Policy policy) {
        TaskProgress task = before.copy();
        List<Event> events = new ArrayList<>();
        int known = task.attempts();
        for (AttemptFailed failure : c.failures()) {
            if (failure.attempt() > known) {
                events.add(failure);
            }
        }
        events.addAll(c.answers());
        events.forEach(task::take);
        events.add(new SpendSettled(task.reserved(), task.spent()));
        events.add(judged(c.outputFirst(), c.correctionFirst(), task, policy)
                .orElseThrow(() -> new IllegalArgumentException("The workflow has no judge")));
        return events;
    }

    /** What the judge prefers; empty when the policy has no judge for it. */
    public static Optional<PairJudged> judged(
            PairChoice outputFirst, PairChoice correctionFirst, TaskProgress task, Policy policy) {
        return policy.comparing(task.opened().workflow()).map(rubric -> {
            List<JudgeAnswered> answers = task.judges();
            String failure = itself(answers, task.posed());
            String judge = answers.isEmpty()
                    ? String.valueOf(rubric.scorer())
                    : answers.getLast().deployment() + "@" + answers.getLast().modelVersion();
            return new PairJudged(
                    rubric.id(),
                    rubric.version(),
                    rubric.digest(),
                    judge,
                    outputFirst,
                    correctionFirst,
                    failure != null ? PairPreference.UNDECIDED : PairVerdict.decide(outputFirst, correctionFirst),
                    failure);
        });
    }

    private static @Nullable String itself(List<JudgeAnswered> answers, PairPosed posed) {
        String made = posed.pair().modelVersion();
        return answers.stream().anyMatch(answer -> TaskDraft.isSame(answer.modelVersion(), made))
                ? "the judge reports the very model that made the answer, " + made
                : null;
    }
}
