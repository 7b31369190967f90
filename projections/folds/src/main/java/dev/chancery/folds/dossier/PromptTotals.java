package dev.chancery.folds.dossier;

import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Prompts as callers named them, with the digests of the instructions that were sent under the name. */
public final class PromptTotals {

    /** Names are what callers send, so that nothing else bounds them; the first ones are kept. */
    public static final int MOST = 1_000;

    /** Digests that are kept of a prompt, the last used. */
    public static final int DIGESTS = 20;

    /**
     * A prompt in a workflow.
     *
     * @param instructions digests, the one that was used last at the end
     */
    public record Total(
            String workflow,
            String name,
            String version,
            long tasks,
            Instant first,
            Instant last,
            List<String> instructions) {
        public Total {
            instructions = List.copyOf(instructions);
        }
    }

    private final SortedMap<String, Total> totals = new TreeMap<>();
    private long leftOut;

    void take(Recorded recorded) {
        if (!(recorded.event() instanceof TaskOpened opened)
                || opened.prompt() == null
                || opened.prompt().named() == null) {
            return;
        }
        NamedPrompt named = opened.prompt().named();
        String key = String.join("\n", opened.workflow().value(), named.name(), named.version());
        Total before = totals.get(key);
        if (before == null && totals.size() == MOST) {
            leftOut++;
            return;
        }
        List<String> digests = new ArrayList<>(before == null ? List.of() : before.instructions());
        if (opened.prompt().instructions() != null) {
            digests.remove(opened.prompt().instructions());
            digests.add(opened.prompt().instructions());
        }
        totals.put(
                key,
                new Total(
                        opened.workflow().value(),
                        named.name(),
                        named.version(),
                        before == null ? 1 : before.tasks() + 1,
                        before == null ? recorded.at() : before.first(),
                        recorded.at(),
                        digests.subList(Math.max(0, digests.size() - DIGESTS), digests.size())));
    }

    List<Total> all() {
        return List.copyOf(totals.values());
    }

    /** Tasks under other names, once {@link #MOST} were there. */
    long leftOut() {
        return leftOut;
    }
}
