package dev.chancery.gateway.agents;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Refusal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The calls to models and tools that are under way, so that they can be broken off when their caller is stopped. */
public final class UnderWay {

    /** Tells who is stopped. */
    @FunctionalInterface
    public interface Standing {

        /** Why an agent may do nothing for a workflow, null when it may. */
        Refusal.@Nullable Stopped stopped(AgentId agent, WorkflowId workflow);
    }

    private final Standing standing;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    /** Calls that nobody breaks off before {@link #look} is called. */
    public UnderWay(Standing standing) {
        this.standing = standing;
    }

    /** Those that are broken off as soon as the directory knows that their caller is stopped. */
    public static UnderWay of(Directory directory) {
        UnderWay underWay = new UnderWay(directory::stopped);
        directory.whenStopped(underWay::look);
        return underWay;
    }

    /** Breaks off the calls whose callers are stopped by now. */
    public void look() {
        calls.forEach(Call::look);
    }

    /** Why an agent may do nothing for a workflow, null when it may. */
    public Refusal.@Nullable Stopped stopped(AgentId agent, WorkflowId workflow) {
        return standing.stopped(agent, workflow);
    }

    /** Why a caller may do nothing: as it was when the request came, else as it is now; null when it may. */
    public Refusal.@Nullable Stopped stopped(Caller caller) {
        return caller.stopped() == null ? stopped(caller.agent(), caller.workflow()) : caller.stopped();
    }

    /** Begins a call of the current thread, which is interrupted when the caller is stopped before the call is closed. */
    public Call begin(AgentId agent, WorkflowId workflow) {
        Call call = new Call(agent, workflow, Thread.currentThread());
        calls.add(call);
        // Who was stopped before the line above was not found by it.
        call.look();
        return call;
    }

    /** One call. Of one thread, but for the interrupt. */
    public final class Call implements AutoCloseable {

        private final AgentId agent;
        private final WorkflowId workflow;
        private final Thread thread;
        private Refusal.@Nullable Stopped stopped;
        private boolean over;

        private Call(AgentId agent, WorkflowId workflow, Thread thread) {
            this.agent = agent;
            this.workflow = workflow;
            this.thread = thread;
        }

        private synchronized void look() {
            if (stopped == null && !over) {
                stopped = standing.stopped(agent, workflow);
                if (stopped != null) {
                    thread.interrupt();
                }
            }
        }

        /** Why the caller was stopped before the call was over, null when he was not. */
        public synchronized Refusal.@Nullable Stopped stopped() {
            return stopped;
        }

        /** The call is over; an interrupt that came too late for it is used up. */
        @Override
        public void close() {
            calls.remove(this);
            synchronized (this) {
                over = true;
                if (stopped != null) {
                    Thread.interrupted();
                }
            }
        }
    }
}
