package dev.chancery.handling.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * How often each agent made use of each grant in the last hour, in memory. Calls of one agent are counted and decided one after
 * the other, so two at once cannot both be the last one. At start the calls of the last hour are read from the end of the record,
 * of its last {@value #READ} events at the most.
 *
 * <p>Only grants with a limit are counted, and never above it, which bounds the memory.
 */
public final class CallRates {

    private static final int READ = 200_000;
    private static final int BATCH = 5_000;
    private static final int TURNS = 64;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Set<String> NAMES = 
            Set.of("task.opened", "tool.call-requested", "tool.call-authorized", "tool.call-held");

    private final Map<Key, Deque<Instant>> calls = new ConcurrentHashMap<>();
    private final Object[] turns = Stream.generate(Object::new).limit(TURNS).toArray();

    private record Key(AgentId agent, String grant) {}

    private CallRates() {}

    /** The rates as they stand at the end of the record. */
    public static CallRates from(EventLog log, Instant now) {
        CallRates rates = new CallRates();
        Instant since = now.minus(HOUR);
        long from = log.size();
        long first = Math.max(0, from - READ);
        while (from > first) {
            from = Math.max(first, from - BATCH);
            List<StoredEvent> one = log.read(from, 1);
            if (one.isEmpty() || log.decode(one.getFirst()).at().isBefore(since)) {
                break;
            }
        }
        rates.read(log, from, since);
        return rates;
    }

    private void read(EventLog log, long from, Instant since) {
        Map<String, AgentId> agents = new HashMap<>();
        Map<String, Instant> asked = new HashMap<>();
        long position = from;
        for (List<StoredEvent> batch = log.read(position, BATCH); !batch.isEmpty(); batch = log.read(position, BATCH)) {
            for (StoredEvent stored : batch) {
                if (NAMES.contains(stored.name())) {
                    read(stored.stream(), log.decode(stored).event(), since, agents, asked);
                }
            }
            position = batch.getLast().position() + 1;
        }
    }

    private void read(
            String stream, Event event, Instant since, Map<String, AgentId> agents, Map<String, Instant> asked) {
        if (event instanceof TaskOpened opened && opened.kind() == TaskKind.TOOL_CALL) {
            agents.put(stream, opened.agent());
        } else if (event instanceof ToolCallRequested requested && requested.facts() != null) {
            asked.put(stream, requested.facts().at());
        } else {
            String grant = grant(event);
            AgentId agent = grant == null ? null : agents.remove(stream);
            Instant at = grant == null ? null : asked.remove(stream);
            if (grant != null && agent != null && at != null && at.isAfter(since)) {
                of(new Key(agent, grant)).add(at);
            }
        }
    }

    /**
     * Lets a decision make use of a grant, and counts it when it does and the commit succeeds.
     *
     * @param grants whose use is limited
     * @param decide gets their rates; what it returns may hold a {@link ToolCallAuthorized} or {@link ToolCallHeld}
     * @return what was decided
     */
    List<Event> count(AgentId agent, Instant at, List<String> grants, Function<List<CallRate>, List<Event>> decide) {
        if (grants.isEmpty()) {
            return decide.apply(List.of());
        }
        Object turn = turns[Math.floorMod(agent.hashCode(), TURNS)];
        synchronized (turn) {
            List<Event> events = decide.apply(grants.stream()
                    .map(grant -> rate(new Key(agent, grant), at))
                    .toList());
            for (Event event : events) {
                String grant = grant(event);
                if (grant != null && grants.contains(grant)) {
                    Deque<Instant> counted = of(new Key(agent, grant));
                    counted.add(at);
                    CurrentUnitOfWork.get().onRollback(unit -> {
                        // What may have been recorded all the same stays counted.
                        if (!(unit.getExecutionResult().getExceptionResult() instanceof RecordUnavailable)) {
                            synchronized (turn) {
                                counted.removeLastOccurrence(at);
                            }
                        }
                    });
                }
            }
            return events;
        }
    }

    /** The grant that a call makes use of; a call that waits for a person does already. */
    private static @Nullable String grant(Event event) {
        return switch (event) {
            case ToolCallAuthorized authorized -> authorized.grant();
            case ToolCallHeld held -> held.grant();
            default -> null;
        };
    }

    private CallRate rate(Key key, Instant at) {
        Deque<Instant> all = of(key);
        while (!all.isEmpty() && !all.getFirst().isAfter(at.minus(HOUR))) {
            all.removeFirst();
        }
        int lastMinute = 0;
        Iterator<Instant> newest = all.descendingIterator();
        while (newest.hasNext() && newest.next().isAfter(at.minus(MINUTE))) {
            lastMinute++;
        }
        return new CallRate(key.grant(), lastMinute, all.size());
    }

    private Deque<Instant> of(Key key) {
        return calls.computeIfAbsent(key, k -> new ArrayDeque<>());
    }
}
