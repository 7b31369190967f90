package dev.chancery.gateway.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.gateway.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApprovedCallsTest {

    private final MemoryLog log = new MemoryLog();
    private final BlockingQueue<TaskId> forwarded = new LinkedBlockingQueue<>();

    private ApprovedCalls calls;

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void forwardsEachCallOnceWhenABatchComesAgain() throws Exception {
        // given a record that goes away while it is asked who recorded the second approval
        AtomicBoolean away = new AtomicBoolean(true);
        calls = new ApprovedCalls(log, position -> own(position, away), forwarded::add);
        log.commit("task/one", new ToolCallApproved("ann", "fine"));
        log.commit("task/two", new ToolCallApproved("ann", "fine"));
        assertThatThrownBy(log::tell).isInstanceOf(RecordUnavailable.class);

        // when
        away.set(false);
        log.tell();
        log.append("task/three", new ToolCallApproved("ann", "fine"));

        // then
        assertThat(threeThatCame())
                .containsExactlyInAnyOrder(new TaskId("one"), new TaskId("two"), new TaskId("three"));
        assertThat(forwarded).isEmpty();
    }

    @Test
    void doesNotForwardACallBesideItself() throws Exception {
        // given
        CountDownLatch release = new CountDownLatch(1);
        calls = new ApprovedCalls(log, position -> true, task -> {
            forwarded.add(task);
            await(release);
        });
        log.append("task/one", new ToolCallApproved("ann", "fine"));
        assertThat(forwarded.poll(30, TimeUnit.SECONDS)).isEqualTo(new TaskId("one"));

        // when
        log.commit("task/two", new ToolCallApproved("ann", "fine"));
        log.tellAgain(0);

        // then
        assertThat(untilCameOf(new TaskId("two"))).containsExactly(new TaskId("two"));
        release.countDown();
    }

    @Test
    void forwardsNothingThatAnotherNodeWasToldOrThatWasRejected() throws Exception {
        // given
        calls = new ApprovedCalls(log, position -> position != 0, forwarded::add);

        // when
        log.append("task/theirs", new ToolCallApproved("ann", "fine"));
        log.append("task/rejected", new ToolCallRejected("ann", "no"));
        log.append("task/ours", new ToolCallApproved("ann", "fine"));

        // then
        assertThat(untilCameOf(new TaskId("ours"))).containsExactly(new TaskId("ours"));
    }

    private static boolean own(long position, AtomicBoolean away) {
        if (position == 1 && away.get()) {
            throw new RecordUnavailable("The store is away", new IllegalStateException("stopped"));
        }
        return true;
    }

    /** Each call is forwarded by a thread of its own, so they come in any order. */
    private List<TaskId> threeThatCame() throws InterruptedException {
        List<TaskId> came = new ArrayList<>();
        while (came.size() < 3) {
            came.add(next("a call"));
        }
        return came;
    }

    private TaskId next(String what) throws InterruptedException {
        TaskId task = forwarded.poll(30, TimeUnit.SECONDS);
        assertThat(task).as(what + " within 30 seconds").isNotNull();
        return task;
    }

    private List<TaskId> untilCameOf(TaskId last) throws InterruptedException {
        List<TaskId> came = new ArrayList<>();
        while (!came.contains(last)) {
            came.add(next(TaskCommand.stream(last)));
        }
        return came;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
