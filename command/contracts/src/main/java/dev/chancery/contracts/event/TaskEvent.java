package dev.chancery.contracts.event;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of one governed act; stream {@code task/<task>}. */
public sealed interface TaskEvent extends Event {

    /**
     * The act is asked for. Always the first of its stream.
     *
     * @param subject the person concerned, when the caller names one
     * @param request the sanitised request in the content store
     * @param policy the version under which everything in this stream is decided
     * @param prompt that a model call was made with; null when it has no instructions and none is named, and in the records of versions that
     *     did not tell it
     */
    record TaskOpened(
            TaskId task,
            TaskKind kind,
            AgentId agent,
            WorkflowId workflow,
            SessionId session,
            @Nullable SubjectId subject,
            ContentRef request,
            PolicyVersion policy,
            @Nullable PromptFacts prompt)
            implements TaskEvent {

        /** Of which no prompt is known. */
        public TaskOpened(
                TaskId task,
                TaskKind kind,
                AgentId agent,
                WorkflowId workflow,
                SessionId session,
                @Nullable SubjectId subject,
                ContentRef request,
                PolicyVersion policy) {
            this(task, kind, agent, workflow, session, subject, request, policy, null);
        }
    }

    /** Personal data was found and replaced; decided by the redaction policy from {@code facts}. */
    record PersonalDataRedacted(RedactionFacts facts, Sensitivity sensitivity) implements TaskEvent {}

    /**
     * The same was asked just before in the session: the same tool with the same arguments, or the same prompt, with no other call of
     * the kind in between and no other result.
     *
     * @param times how often in a row, at least 1
     */
    record CallRepeated(int times) implements TaskEvent {}

    /** A scorer gave the request a label. */
    record TaskClassified(Classification classification) implements TaskEvent {}

    /** Which deployments may serve the request, in order, and why each other may not. */
    record RoutingDecided(RoutingFacts facts, List<Candidate> candidates, List<Rejection> rejections)
            implements TaskEvent {
        public RoutingDecided {
            candidates = List.copyOf(candidates);
            rejections = List.copyOf(rejections);
        }
    }

    /**
     * The most that the act may cost is taken from every budget that applies.
     *
     * @param amount the worst cost of the costliest affordable candidate, and of a second where the budgets bear both; where a
     *     rubric asks for it with that of judging its answer, and of revisions where the budgets bear them
     * @param balances each budget before the reservation
     * @param unaffordable candidates whose worst cost some budget cannot bear; they are not tried
     */
    record SpendReserved(Micros amount, List<ScopeBalance> balances, List<String> unaffordable) implements TaskEvent {
        public SpendReserved {
            balances = List.copyOf(balances);
            unaffordable = List.copyOf(unaffordable);
        }
    }

    /** The answer may leave while it is made: the gate is open and nothing has to be screened first. */
    record StreamPermitted(Gate gate) implements TaskEvent {}

    /**
     * The act may not happen; last of its stream.
     *
     * @param balances the budgets that were looked at, empty when the refusal was not about money
     */
    record TaskRefused(Refusal refusal, List<ScopeBalance> balances) implements TaskEvent {
        public TaskRefused {
            balances = List.copyOf(balances);
        }
    }

    /**
     * A call to a provider failed.
     *
     * @param attempt counted from 1 over all deployments of the task
     * @param detail for people; never the provider's text
     * @param charged what the failed call is taken to have cost
     */
    record AttemptFailed(
            String deployment, int attempt, AttemptFailure failure, String detail, long millis, Micros charged)
            implements TaskEvent {}

    /**
     * A provider answered in full.
     *
     * @param modelVersion exactly as the provider reports it
     * @param finishReason as the OpenAI API names it
     * @param answer the sanitised answer in the content store; of several in a task, one for each revision, the last counts
     */
    record InferenceCompleted(
            String deployment,
            String modelVersion,
            Usage usage,
            Micros cost,
            long millis,
            String finishReason,
            ContentRef answer)
            implements TaskEvent {}

    /** The output was looked at before delivery. */
    record OutputScreened(Screening screening) implements TaskEvent {}

    /**
     * A judge held the output against a rubric.
     *
     * @param judge id and version of what judged; {@code deterministic/1} for checks without a model
     * @param passed whether the decision is to deliver
     * @param judgement null in the records of versions that knew checks only, and no decision but to deliver or to hold
     */
    record JudgeVerdictRecorded(
            String rubric,
            int rubricVersion,
            String judge,
            List<DimensionScore> scores,
            boolean passed,
            @Nullable Judgement judgement)
            implements TaskEvent {
        public JudgeVerdictRecorded {
            scores = List.copyOf(scores);
        }
    }

    /**
     * Which deployment may judge an answer: the intent of its call, whose outcome is the verdict.
     *
     * @param facts of what the judge is to be sent; the model that they ask for is the judge that the rubric names
     * @param left of the reservation, before the judge is called
     * @param candidates the judge, or nobody when a wall keeps the answer from it
     */
    record JudgeRoutingDecided(RoutingFacts facts, Micros left, List<Candidate> candidates, List<Rejection> rejections)
            implements TaskEvent {
        public JudgeRoutingDecided {
            candidates = List.copyOf(candidates);
            rejections = List.copyOf(rejections);
        }
    }

    /** The judge answered in full, and what it wrote was a verdict; one that it is not is an {@code AttemptFailed}. */
    record JudgeAnswered(String deployment, String modelVersion, Usage usage, Micros cost, long millis)
            implements TaskEvent {}

    /**
     * Which deployments may revise an answer: the intent of one more call. When nobody may, the answer stays as it is.
     *
     * @param facts of what is to be sent, the verdict's reasons included
     * @param left of the reservation, before the call
     */
    record RevisionDecided(RoutingFacts facts, Micros left, List<Candidate> candidates, List<Rejection> rejections)
            implements TaskEvent {
        public RevisionDecided {
            candidates = List.copyOf(candidates);
            rejections = List.copyOf(rejections);
        }
    }

    /**
     * What a judge is to compare, in a task of its own.
     *
     * @param readable whether the texts were still there; else the task is refused
     */
    record PairPosed(Pair pair, boolean readable) implements TaskEvent {}

    /**
     * The judge was asked about a pair in both orders, as far as it answered; last of its stream. Each answer is a
     * {@code JudgeAnswered}, or, when it was no choice, an {@code AttemptFailed}.
     *
     * @param judge the deployment, and behind an @ the version that it reported last, when it answered
     * @param outputFirst what it said when the output was shown first
     * @param correctionFirst what it said when the correction was
     * @param failure why its choices do not count, null when they do
     */
    record PairJudged(
            String rubric,
            int rubricVersion,
            String rubricDigest,
            String judge,
            PairChoice outputFirst,
            PairChoice correctionFirst,
            PairPreference preference,
            @Nullable String failure)
            implements TaskEvent {}

    /** The reservation is replaced by what was spent. */
    record SpendSettled(Micros reserved, Micros settled) implements TaskEvent {}

    /**
     * The output goes to the caller: the intent of its delivery.
     *
     * @param handover null in the records of the first version, which told no outcome of a delivery
     */
    record OutputReleased(Gate gate, @Nullable Handover handover) implements TaskEvent {}

    /** The output waits for a person. */
    record OutputHeld(Gate gate, HoldReason reason) implements TaskEvent {}

    /** The output is kept and never delivered. */
    record OutputShadowed(Gate gate) implements TaskEvent {}

    /** The output that is delivered now is one of those that a person looks at afterwards; decided by the share and the task's id. */
    record OutputSampled(double share) implements TaskEvent {}

    /**
     * How long a person had looked before he decided; the decision follows in the same commit.
     *
     * @param shown what he was shown last, null when he was shown nothing here
     * @param dwellMillis from then to the decision, null likewise
     */
    record ReviewTimed(
            String reviewer,
            @Nullable Showing shown,
            @Nullable Long dwellMillis) implements TaskEvent {}

    /**
     * A person looked at an output that had been delivered.
     *
     * @param better what would have been right, when he said it
     */
    record OutputReviewed(
            String reviewer,
            Finding finding,
            String reason,
            @Nullable ContentRef better) implements TaskEvent {}

    /**
     * What a person did himself, while the output was withheld, compared with the output.
     *
     * @param outcome the sanitised text in the content store
     */
    record HumanOutcomeRecorded(String by, ContentRef outcome, OutcomeComparison comparison) implements TaskEvent {}

    /** A person released the output as it was. */
    record OutputApproved(String reviewer, String reason) implements TaskEvent {}

    /**
     * The output and what a person puts in its place make a pair that the judge is asked about afterwards, in a task of its own. The
     * person's text follows in the same commit. Decided by the share and the task's id.
     */
    record OutputPaired(double share) implements TaskEvent {}

    /** A person released another text in its place. */
    record OutputEdited(String reviewer, String reason, ContentRef answer) implements TaskEvent {}

    /** A person withheld the output for good. */
    record OutputRejected(String reviewer, String reason) implements TaskEvent {}

    /**
     * Somebody is about to be given an explanation of the task for the person concerned, Art. 86 of the AI Act.
     *
     * @param to who asked for it here
     * @param sha256 lower-case hex of its text in UTF-8
     */
    record TaskExplained(String to, String sha256) implements TaskEvent {}

    /** Every permitted candidate failed, or the caller went away. */
    record TaskFailed(String reason) implements TaskEvent {}

    /**
     * The outcome never came. {@code SpendSettled} before it takes what was reserved as spent, unless it is known that nothing
     * was sent.
     *
     * @param lastAttempt the last failed attempt that is on the record, null when there is none
     * @param spent what is taken as spent, null for a tool call and where revision 1 did not say it
     * @param words of revision 1, where they name no known cause
     */
    record TaskAbandoned(
            AbandonCause cause,
            Sent sent,
            @Nullable Attempt lastAttempt,
            @Nullable Micros spent,
            @Nullable String words)
            implements TaskEvent {

        /** Why, for people. */
        public String reason() {
            return words == null ? cause.sentence() : words;
        }
    }

    /** What came of handing the output, or the result of a tool, to the caller. */
    sealed interface DeliveryOutcome extends TaskEvent {}

    /**
     * The last byte was handed to the caller's connection. That he read it cannot be known here.
     *
     * @param bytes of the answer's body
     */
    record OutputDelivered(@Nullable Long bytes) implements DeliveryOutcome {}

    /**
     * Not all of it was.
     *
     * @param bytes handed to the connection before it failed, null when not known
     */
    record DeliveryFailed(String reason, @Nullable Long bytes) implements DeliveryOutcome {}

    /** How much of it was handed over is not known. */
    record DeliveryAbandoned(AbandonCause cause) implements DeliveryOutcome {}
}
