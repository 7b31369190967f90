package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Delivery;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.inference.conversation.Reply;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers a request that came before, under the same idempotency key, from the record. */
public final class Recordings {

    private final EventLog log;
    private final ContentStore contents;

    public Recordings(EventLog log, ContentStore contents) {
        this.log = log;
        this.contents = contents;
    }

    /** The idempotency key stands for another request. */
    public static final class KeyReused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The request of the idempotency key has no outcome yet. */
    public static final class StillRunning extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * The outcome of a task, or empty when there is no such task.
     *
     * @param request the sanitised request of now; it must be the one that opened the task
     * @throws KeyReused when it is another
     * @throws StillRunning when there is no outcome yet
     */
    Optional<Outcome> of(TaskId task, Content request, Privacy privacy) {
        Recording recording = new Recording();
        for (StoredEvent stored : log.readStream(TaskCommand.stream(task))) {
            Recorded recorded = log.decode(stored);
            if (recorded.event() instanceof TaskEvent event && !isBesideTheAnswer(event)) {
                recording.take(event);
                recording.position = recorded.position();
            }
        }
        if (recording.opened == null) {
            return Optional.empty();
        }
        requireSame(recording.opened.request(), request);
        return Optional.of(recording.outcome(task, privacy));
    }

    /** What came of handing an answer over, and what people thought of it afterwards, says nothing of the answer. */
    private static boolean isBesideTheAnswer(TaskEvent event) {
        return event instanceof OutputSampled
                || event instanceof ReviewTimed
                || event instanceof TaskExplained
                || event instanceof OutputPaired
                || event instanceof OutputReviewed
                || event instanceof HumanOutcomeRecorded
                || event instanceof OutputDelivered
                || event instanceof DeliveryFailed
                || event instanceof DeliveryAbandoned;
    }

    private void requireSame(ContentRef before, Content now) {
        Content kept = contents.find(before.content()).orElseThrow(KeyReused::new);
        if (!Content.commitment(kept.salt(), now.utf8()).equals(before.commitment())) {
            throw new KeyReused();
        }
    }

    private final class Recording {
        private @Nullable TaskOpened opened;
        private @Nullable InferenceCompleted completed;
        private @Nullable TaskEvent last;
        private @Nullable ContentRef edited;
        private Gate gate = Gate.SHADOW;
        private long position = -1;

        void take(TaskEvent event) {
            last = event;
            if (event instanceof TaskOpened e) {
                opened = e;
            } else if (event instanceof InferenceCompleted e) {
                completed = e;
            } else if (event instanceof OutputHeld e) {
                gate = e.gate();
            } else if (event instanceof OutputShadowed e) {
                gate = e.gate();
            } else if (event instanceof OutputEdited e) {
                edited = e.answer();
            }
        }

        Outcome outcome(TaskId task, Privacy privacy) {
            if (last instanceof TaskRefused e) {
                return new Outcome.Refused(task, position, e.refusal());
            }
            if (last instanceof TaskFailed e) {
                return new Outcome.Failed(task, position, e.reason());
            }
            if (last instanceof TaskAbandoned e) {
                return new Outcome.Failed(task, position, e.reason());
            }
            if (completed == null) {
                throw new StillRunning();
            }
            InferenceCompleted done = completed;
            if (last instanceof OutputHeld || last instanceof OutputRejected) {
                return withheld(task, Delivery.HELD, done);
            }
            if (last instanceof OutputShadowed) {
                return withheld(task, Delivery.SHADOWED, done);
            }
            if (last instanceof OutputReleased || last instanceof OutputApproved || last instanceof OutputEdited) {
                ContentRef ref = Objects.requireNonNullElse(edited, done.answer());
                Content kept = contents.find(ref.content()).orElseThrow(KeyReused::new);
                Reply reply = edited == null
                        ? Transcript.answer(kept.text(), done.finishReason(), done.modelVersion())
                        : Transcript.answer(kept.text(), "stop", done.modelVersion());
                return new Outcome.Answered(
                        task, position, Sanitising.restored(reply, privacy.vault()), done.usage(), done.cost());
            }
            throw new StillRunning();
        }

        private Outcome withheld(TaskId task, Delivery state, InferenceCompleted done) {
            return new Outcome.Withheld(
                    task, position, state, gate, done.modelVersion(), done.usage(), done.cost(), null);
        }
    }
}
