package dev.chancery.gateway.tools;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards a held call once a person has approved it. The approval is the intent, and each is taken once, after it was
 * committed; one that a crash leaves without an outcome is closed as abandoned at the next start and not forwarded again.
 */
public final class ApprovedCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApprovedCalls.class);
    private static final int TOGETHER = 8;

    private final LongPredicate own;
    private final Consumer<TaskId> forward;
    private final Set<TaskId> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore free = new Semaphore(TOGETHER, true);
    private final EventLog.Following following;

    /**
     * Follows the record from its end.
     *
     * @param own whether this node recorded an event: of several, only the one that was told of the approval makes the call
     * @param forward makes the call of a task and records what came of it
     */
    public ApprovedCalls(EventLog log, LongPredicate own, Consumer<TaskId> forward) {
        this.own = own;
        this.forward = forward;
        this.following = log.follow("approved-calls", log.size(), this::take);
    }

    private void take(List<Recorded> batch) {
        // A batch whose events cannot all be looked at comes again, so nothing of it is begun before they were.
        List<TaskId> tasks = batch.stream()
                .filter(recorded -> recorded.event() instanceof ToolCallApproved && own.test(recorded.position()))
                .map(recorded -> TaskCommand.task(recorded.stream()))
                .toList();
        for (TaskId task : tasks) {
            if (underWay.add(task)) {
                Thread.startVirtualThread(() -> call(task));
            }
        }
    }

    private void call(TaskId task) {
        free.acquireUninterruptibly();
        try {
            forward.accept(task);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("task", task)
                    .addKeyValue("error", e.getClass().getName())
                    .log("What came of an approved call could not be recorded");
        } finally {
            free.release();
            underWay.remove(task);
        }
    }

    @Override
    public void close() {
        following.close();
    }
}
