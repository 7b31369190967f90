package dev.chancery.handling.task;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Loops;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often each session has asked for the same in a row, in memory. The calls of a session's tools and its prompts are looked at
 * apart, since an agent that calls the same tool over and over sends another, longer prompt in between. A call is like another when
 * its sanitised text is; a result that is another than the last one begins anew, and so does a call that comes later than the
 * policy says.
 *
 * <p>Of the {@value #CHAINS} sessions that asked last, the last call is known by its digest; a session that is forgotten, or that comes
 * after a restart or on another node, begins anew.
 */
public final class Repetitions {

    private static final int CHAINS = 20_000;

    /** What came of a call that had no result. */
    private static final String NOTHING = "";

    private final Map<Key, Chain> chains = new LinkedHashMap<>(1_024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Chain> eldest) {
            return size() > CHAINS;
        }
    };

    private record Key(AgentId agent, SessionId session, TaskKind kind) {}

    /** Calls that are alike: the last of them, how many came before it, and what they led to as far as is known. */
    private record Chain(
            String call,
            TaskId task,
            Instant at,
            int times,
            @Nullable String result) {}

    /** How often the same prompt was sent in a row before. */
    int before(OpenTask asked, Policy policy) {
        return before(
                asked.asker(), TaskKind.INFERENCE, asked.task(), asked.content().text(), asked.at(), policy);
    }

    /** How often the same tool was called with the same arguments in a row before. */
    int before(RequestToolCall asked, Policy policy) {
        String call =
                asked.server() + '\n' + asked.tool() + '\n' + asked.arguments().text();
        return before(asked.asker(), TaskKind.TOOL_CALL, asked.task(), call, asked.at(), policy);
    }

    private int before(Asker asker, TaskKind kind, TaskId task, String text, Instant at, Policy policy) {
        Optional<Loops> loops = policy.loops(asker.agent());
        boolean alone = task.isRandom() && asker.session().value().equals(task.value());
        if (loops.isEmpty() || alone) {
            return 0;
        }
        Key key = new Key(asker.agent(), asker.session(), kind);
        String call = digest(text);
        Instant since = at.minusSeconds(loops.get().withinSeconds());
        synchronized (this) {
            Chain last = chains.get(key);
            Chain next;
            if (last == null || !last.call().equals(call) || last.at().isBefore(since)) {
                next = new Chain(call, task, at, 0, null);
            } else if (last.task().equals(task)) {
                // Another node was faster, so it is decided again.
                next = last;
            } else {
                next = new Chain(call, task, at, last.times() + 1, last.result());
            }
            chains.put(key, next);
            return next.times();
        }
    }

    /**
     * What the last call of a session led to.
     *
     * @param result the sanitised text, null when there was none
     */
    synchronized void led(TaskOpened to, @Nullable String result) {
        Key key = new Key(to.agent(), to.session(), to.kind());
        Chain last = chains.get(key);
        if (last != null && last.task().equals(to.task())) {
            String now = result == null ? NOTHING : digest(result);
            boolean progress = last.result() != null && !last.result().equals(now);
            chains.put(key, new Chain(last.call(), last.task(), last.at(), progress ? 0 : last.times(), now));
        }
    }

    /** How many sessions are known. */
    synchronized int size() {
        return chains.size();
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
