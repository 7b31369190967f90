package dev.chancery.contracts.command;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.Pair;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.log.Content;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of a task. */
public sealed interface TaskCommand extends Command {

    /** The stream of a task. */
    static String stream(TaskId task) {
        return STREAM + task.value();
    }

    /** The task of a stream. */
    static TaskId task(String stream) {
        if (!stream.startsWith(STREAM)) {
            throw new IllegalArgumentException(stream + " is the stream of no task");
        }
        return new TaskId(stream.substring(STREAM.length()));
    }

    /** What the streams of tasks begin with. */
    String STREAM = "task/";

    TaskId task();

    @Override
    default String target() {
        return stream(task());
    }

    /**
     * Who asks, for what, under which rules.
     *
     * @param stopped why the caller may do nothing now, null when it may
     * @param gate of the workflow when the request came
     */
    record Asker(
            AgentId agent,
            WorkflowId workflow,
            SessionId session,
            @Nullable SubjectId subject,
            PolicyVersion policy,
            Refusal.@Nullable Stopped stopped,
            Gate gate) {}

    /**
     * Decide whether and where a model call may go. Answered with an {@link Opening}.
     *
     * @param content the sanitised request
     * @param unavailable deployments with an open breaker, sorted
     * @param prompt that the request was made with, null when nothing is known of it
     */
    record OpenTask(
            TaskId task,
            Asker asker,
            Content content,
            RequestFacts request,
            RedactionFacts redaction,
            @Nullable Classification classification,
            List<String> unavailable,
            Instant at,
            @Nullable PromptFacts prompt)
            implements TaskCommand {

        /** Of which no prompt is known. */
        public OpenTask(
                TaskId task,
                Asker asker,
                Content content,
                RequestFacts request,
                RedactionFacts redaction,
                @Nullable Classification classification,
                List<String> unavailable,
                Instant at) {
            this(task, asker, content, request, redaction, classification, unavailable, at, null);
        }

        @Override
        public List<Content> contents() {
            return List.of(content);
        }
    }

    /**
     * What came of a model call. Answered with a {@link Delivery}.
     *
     * @param failures in the order of the attempts
     * @param answer null when no candidate answered; then {@code failure} says why
     */
    record RecordOutcome(
            TaskId task,
            List<AttemptFailed> failures,
            @Nullable Answer answer,
            @Nullable String failure) implements TaskCommand {
        @Override
        public List<Content> contents() {
            return answer == null ? List.of() : List.of(answer.content());
        }
    }

    /**
     * A provider's answer and what was seen in it.
     *
     * @param scores of the workflow's rubric, empty when it has none
     * @param gate of the workflow when the answer came
     * @param stopped whether the caller was stopped while the call was under way
     */
    record Answer(
            InferenceCompleted completed,
            Content content,
            Screening screening,
            List<DimensionScore> scores,
            Gate gate,
            boolean stopped) {}

    /**
     * An answer came that a rubric is held against before anything becomes of it. Answered with a {@link DraftStep}, or with
     * nothing when it was told before; so are the three commands after this.
     *
     * @param round which answer of the task it is, from 1
     * @param failures of the call, numbered on from those that the record has
     * @param judging the shape of what the judge would be sent
     * @param unavailable deployments with an open breaker, sorted
     */
    record RecordDraft(
            TaskId task,
            int round,
            List<AttemptFailed> failures,
            Answer answer,
            RequestFacts judging,
            List<String> unavailable,
            Instant at)
            implements TaskCommand {
        public RecordDraft {
            failures = List.copyOf(failures);
            unavailable = List.copyOf(unavailable);
        }

        @Override
        public List<Content> contents() {
            return List.of(answer.content());
        }
    }

    /**
     * What came of asking the judge.
     *
     * @param answered null when it gave no verdict; then {@code failure} says why
     * @param scores of the checks and of the judge
     * @param gate of the workflow by now
     * @param stopped whether the caller was stopped meanwhile
     */
    record RecordVerdict(
            TaskId task,
            int round,
            List<AttemptFailed> failures,
            @Nullable JudgeAnswered answered,
            List<DimensionScore> scores,
            @Nullable String failure,
            Gate gate,
            boolean stopped)
            implements TaskCommand {
        public RecordVerdict {
            failures = List.copyOf(failures);
            scores = List.copyOf(scores);
        }
    }

    /**
     * Decide who may revise an answer that did not pass.
     *
     * @param request the shape of what would be sent
     * @param unavailable deployments with an open breaker, sorted
     */
    record ReviseDraft(
            TaskId task,
            int round,
            RequestFacts request,
            List<String> unavailable,
            Gate gate,
            boolean stopped,
            Instant at)
            implements TaskCommand {
        public ReviseDraft {
            unavailable = List.copyOf(unavailable);
        }
    }

    /** The revision of an answer did not come: the answer stays as it is. */
    record KeepDraft(TaskId task, int round, List<AttemptFailed> failures, Gate gate, boolean stopped)
            implements TaskCommand {
        public KeepDraft {
            failures = List.copyOf(failures);
        }
    }

    /**
     * Decide whether the judge of a workflow may be asked about a pair. Answered with an {@link Opening}. Fails when it was asked before.
     *
     * @param asker of the task that the pair is of
     * @param request what that task was asked; the comparison brings no content of its own
     * @param shape of what the judge would be sent in either order, null when the texts are not there any more
     * @param redaction personal data that was replaced in any of them
     * @param unavailable deployments with an open breaker, sorted
     */
    record OpenComparison(
            TaskId task,
            Asker asker,
            ContentRef request,
            Pair pair,
            @Nullable RequestFacts shape,
            RedactionFacts redaction,
            List<String> unavailable,
            Instant at)
            implements TaskCommand {
        public OpenComparison {
            unavailable = List.copyOf(unavailable);
        }
    }

    /**
     * What came of asking the judge about a pair. Told twice, it is recorded once.
     *
     * @param failures numbered from 1
     * @param answers that were choices
     * @param outputFirst what it said when the output was shown first
     * @param correctionFirst what it said when the correction was
     */
    record RecordComparison(
            TaskId task,
            List<AttemptFailed> failures,
            List<JudgeAnswered> answers,
            PairChoice outputFirst,
            PairChoice correctionFirst)
            implements TaskCommand {
        public RecordComparison {
            failures = List.copyOf(failures);
            answers = List.copyOf(answers);
        }
    }

    /**
     * Decide whether a tool may be called. Answered with an {@link Opening}, which has no candidates.
     *
     * @param pin what is known of the tool's definition, null when its server does not show it
     */
    record RequestToolCall(
            TaskId task,
            Asker asker,
            Content arguments,
            RedactionFacts redaction,
            String server,
            String tool,
            @Nullable ToolPin pin,
            Instant at)
            implements TaskCommand {
        @Override
        public List<Content> contents() {
            return List.of(arguments);
        }
    }

    /** A program is about to be started for a tool call. Fails unless the task is under way. */
    record RecordSandbox(TaskId task, SandboxOpened opened) implements TaskCommand {}

    /**
     * What came of a tool call. Answered with the {@link dev.chancery.contracts.fact.Passage} of its result.
     *
     * @param result the sanitised result, null when there was none; then {@code failure} says why
     * @param forwarded whether the call left at all
     * @param screening what was seen in the result, null when there was none
     * @param sandbox in which its program ran, null when there was none; recorded when its opening was
     */
    record RecordToolOutcome(
            TaskId task,
            @Nullable Content result,
            boolean error,
            @Nullable String failure,
            boolean forwarded,
            long millis,
            @Nullable ResultScreening screening,
            @Nullable SandboxClosed sandbox)
            implements TaskCommand {

        @Override
        public List<Content> contents() {
            return result == null ? List.of() : List.of(result);
        }
    }

    /**
     * What a person did himself while the output was withheld. Answered with an {@link OutcomeComparison}. Fails when the output
     * was not withheld in the shadow, or was compared before.
     *
     * @param outcome the sanitised text
     * @param answer the output as it is kept, to compare with
     */
    record RecordHumanOutcome(TaskId task, String by, Content outcome, Content answer) implements TaskCommand {
        @Override
        public List<Content> contents() {
            return List.of(outcome);
        }
    }

    /**
     * A person decides about a held output, a held call or the held result of one, or an output that was delivered and is looked at
     * afterwards; only an output can be edited. Fails when the task waits for no decision.
     */
    record DecideReview(
            TaskId task,
            Action action,
            String reviewer,
            String reason,
            @Nullable Content edited) implements TaskCommand {
        /** What a reviewer may do. */
        public enum Action {
            APPROVE,
            EDIT,
            REJECT
        }

        @Override
        public List<Content> contents() {
            return edited == null ? List.of() : List.of(edited);
        }
    }

    /** Someone is about to be shown stored content of the task. */
    record DiscloseContent(TaskId task, List<ContentId> content, String to, String purpose) implements TaskCommand {
        public DiscloseContent {
            content = List.copyOf(content);
        }
    }

    /** Someone is about to be given an explanation of the task; the parameters are those of its event. */
    record ExplainTask(TaskId task, String to, String sha256) implements TaskCommand {}

    /** An attempt failed and the task goes on. Does nothing unless it is the next that the record does not have. */
    record RecordAttempt(TaskId task, AttemptFailed failure) implements TaskCommand {}

    /**
     * What came of handing the output to the caller. Does nothing when none was to be handed over, or when it was delivered.
     *
     * @param bytes handed to the connection, null when not known
     * @param failure why not all of it was, null when it was
     */
    record RecordDelivery(
            TaskId task, @Nullable Long bytes, @Nullable String failure) implements TaskCommand {}

    /**
     * The outcome will never come: that of the task, or, when it has one, that of its delivery. Does nothing when neither
     * is open, and on {@link AbandonCause#COMMIT_UNKNOWN} nothing when the opening was heard after all.
     */
    record AbandonTask(TaskId task, AbandonCause cause) implements TaskCommand {}
}
