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
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RequestFacts;
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
     */
    record OpenTask(
            TaskId task,
            Asker asker,
            Content content,
            RequestFacts request,
            RedactionFacts redaction,
            @Nullable Classification classification,
            List<String> unavailable,
            Instant at)
            implements TaskCommand {
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
     * What came of a tool call.
     *
     * @param result the sanitised result, null when there was none; then {@code failure} says why
     * @param forwarded whether the call left at all
     * @param sandbox in which its program ran, null when there was none; recorded when its opening was
     */
    record RecordToolOutcome(
            TaskId task,
            @Nullable Content result,
            boolean error,
            @Nullable String failure,
            boolean forwarded,
            long millis,
            @Nullable SandboxClosed sandbox)
            implements TaskCommand {

        /** That of a call without a sandbox. */
        public RecordToolOutcome(
                TaskId task,
                @Nullable Content result,
                boolean error,
                @Nullable String failure,
                boolean forwarded,
                long millis) {
            this(task, result, error, failure, forwarded, millis, null);
        }

        @Override
        public List<Content> contents() {
            return result == null ? List.of() : List.of(result);
        }
    }

    /** A person decides about a held output or a held call, which cannot be edited. Fails when the task waits for no decision. */
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
