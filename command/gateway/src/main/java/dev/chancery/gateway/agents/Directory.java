package dev.chancery.gateway.agents;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.event.AgentEvent;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentKeyRevoked;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.event.AgentEvent.AgentReinstated;
import dev.chancery.contracts.event.AgentEvent.AgentSuspended;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchPulled;
import dev.chancery.contracts.event.KillSwitchEvent.KillSwitchReset;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitionRefused;
import dev.chancery.contracts.event.WorkflowEvent.GateTransitioned;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which key, who is stopped and where each workflow's gate stands: folded from the record into memory, a moment
 * behind it. Only the streams of the agents and workflows that the policy names are read at start, so that starting costs
 * the same however long the record is.
 */
public final class Directory implements AutoCloseable {

    private final EventLog log;

    /** Before which position what lies in a stream was read with it, for those that were. */
    private final Map<String, Long> read = new HashMap<>();

    private volatile Standings standings = new Standings();
    private volatile Runnable whenStopped = () -> {};
    private final EventLog.Following following;

    /**
     * Reads the given streams and follows the record from then on.
     *
     * @param streams of the agents and workflows that the policy names
     */
    public Directory(EventLog log, List<String> streams) {
        this.log = log;
        long now = log.size();
        know(streams);
        know(List.of(KillSwitchCommand.STREAM));
        following = log.follow("directory", now, batch -> batch.forEach(this::take));
    }

    /**
     * Reads streams that a new policy names, unless they are known. Nobody sees what they were meanwhile: only what they have come
     * to.
     */
    public synchronized void know(List<String> streams) {
        Standings next = standings.copy();
        Map<String, Long> now = new HashMap<>();
        for (String stream : streams) {
            if (!read.containsKey(stream)) {
                now.put(stream, log.size());
                List<Event> state = log.state(stream);
                // The follower may have taken a part of it, of which a summary does not tell that it is over.
                state.stream().findFirst().ifPresent(next::forget);
                state.forEach(next::fold);
            }
        }
        standings = next;
        read.putAll(now);
        whenStopped.run();
    }

    private synchronized void take(Recorded recorded) {
        if (recorded.position() < read.getOrDefault(recorded.stream(), 0L)) {
            return;
        }
        Event event = recorded.event();
        standings.fold(event);
        if (event instanceof AgentSuspended || event instanceof KillSwitchPulled) {
            whenStopped.run();
        }
    }

    /** What the streams have come to. Folded by one thread at a time, read by any. */
    private static final class Standings {

        private final Map<String, AgentId> agentOfKey = new ConcurrentHashMap<>();
        private final Map<String, String> digestOfKey = new ConcurrentHashMap<>();
        private final Map<AgentId, String> suspended = new ConcurrentHashMap<>();
        private final Map<WorkflowId, Gate> gates = new ConcurrentHashMap<>();
        private final Map<StopScope, Refusal.KillSwitchIsPulled> killSwitches = new ConcurrentHashMap<>();

        Standings copy() {
            Standings copy = new Standings();
            copy.agentOfKey.putAll(agentOfKey);
            copy.digestOfKey.putAll(digestOfKey);
            copy.suspended.putAll(suspended);
            copy.gates.putAll(gates);
            copy.killSwitches.putAll(killSwitches);
            return copy;
        }

        void fold(Event event) {
            if (event instanceof AgentEvent e) {
                foldAgent(e);
            } else if (event instanceof WorkflowEvent e) {
                foldWorkflow(e);
            } else if (event instanceof KillSwitchEvent e) {
                foldKillSwitch(e);
            }
        }

        /** Forgets what is known of whom an event is about. */
        void forget(Event event) {
            if (event instanceof AgentEvent e) {
                suspended.remove(e.agent());
                digestOfKey.keySet().removeIf(key -> key.startsWith(e.agent() + " "));
                agentOfKey.values().removeIf(e.agent()::equals);
            } else if (event instanceof WorkflowEvent e) {
                gates.remove(e.workflow());
            } else if (event instanceof KillSwitchEvent) {
                killSwitches.clear();
            }
        }

        private void foldAgent(AgentEvent event) {
            switch (event) {
                case AgentRegistered e -> {}
                case AgentKeyIssued e -> {
                    digestOfKey.put(e.agent() + " " + e.keyId(), e.sha256());
                    agentOfKey.put(e.sha256(), e.agent());
                }
                case AgentKeyRevoked e -> {
                    String digest = digestOfKey.remove(e.agent() + " " + e.keyId());
                    if (digest != null) {
                        agentOfKey.remove(digest);
                    }
                }
                case AgentSuspended e -> suspended.put(e.agent(), e.reason());
                case AgentReinstated e -> suspended.remove(e.agent());
            }
        }

        private void foldWorkflow(WorkflowEvent event) {
            switch (event) {
                case WorkflowRegistered e -> gates.put(e.workflow(), e.gate());
                case GateTransitioned e -> gates.put(e.workflow(), e.to());
                case GateTransitionRefused e -> {}
            }
        }

        private void foldKillSwitch(KillSwitchEvent event) {
            switch (event) {
                case KillSwitchPulled e ->
                    killSwitches.put(e.scope(), new Refusal.KillSwitchIsPulled(e.scope(), e.reason()));
                case KillSwitchReset e -> killSwitches.remove(e.scope());
            }
        }
    }

    /**
     * The agent that a key belongs to. A key has 256 random bits and is looked up by its digest, so neither a guess nor the
     * time that the look-up takes tells anything of another key.
     */
    public Optional<AgentId> agentOf(String key) {
        return Optional.ofNullable(standings.agentOfKey.get(KeyDigest.of(key)));
    }

    /** Why an agent may do nothing for a workflow, null when it may. */
    public Refusal.@Nullable Stopped stopped(AgentId agent, WorkflowId workflow) {
        Standings now = standings;
        for (Refusal.KillSwitchIsPulled pulled : now.killSwitches.values()) {
            if (pulled.scope().covers(agent.value(), workflow.value())) {
                return pulled;
            }
        }
        String suspension = now.suspended.get(agent);
        return suspension == null ? null : new Refusal.AgentIsSuspended(suspension);
    }

    /** What is to be done when an agent was suspended or a kill switch pulled; quickly, since the record is followed meanwhile. */
    void whenStopped(Runnable done) {
        whenStopped = done;
    }

    /** Where a workflow's gate stands; the strictest when the workflow is not known. */
    public Gate gate(WorkflowId workflow) {
        return standings.gates.getOrDefault(workflow, Gate.SHADOW);
    }

    /** Waits until everything that is committed now is seen here. */
    public void catchUp() throws InterruptedException {
        if (!following.await(log.size(), Duration.ofSeconds(30))) {
            throw new IllegalStateException("The directory of agents does not follow the record");
        }
    }

    @Override
    public void close() {
        following.close();
    }
}
