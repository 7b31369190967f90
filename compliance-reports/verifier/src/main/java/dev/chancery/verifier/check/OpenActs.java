package dev.chancery.verifier.check;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.check.Acts.Act;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pairs intents with their outcomes, and knows by name some that are open. */
final class OpenActs {

    /** So many open ones of an act are remembered by name; there may be millions. */
    private static final int REMEMBERED = 1_000;

    /** So many of them are told. */
    private static final int TOLD = 20;

    private static final class Count {
        private long intents;
        private long open;

        /** Where each began, by its stream. */
        private final SequencedMap<String, Long> begun = new LinkedHashMap<>();
    }

    private final List<Count> counts =
            Stream.generate(Count::new).limit(Acts.ALL.size()).toList();

    private @Nullable String broken;

    /**
     * Takes an event of a stream in which some acts are open; tells which are then.
     *
     * @param event what was stored, null when this version cannot read it
     */
    int event(StoredEvent stored, @Nullable Event event, int open) {
        int after = open;
        for (int i = 0; i < counts.size(); i++) {
            Act act = Acts.ALL.get(i);
            int bit = 1 << i;
            boolean begins = act.begins(stored.name(), event);
            if ((after & bit) != 0) {
                if (act.outcomes().contains(stored.name())) {
                    after &= ~bit;
                    counts.get(i).open--;
                    counts.get(i).begun.remove(stored.stream());
                } else if (begins || act.past().contains(stored.name())) {
                    broken(act, counts.get(i).begun.get(stored.stream()), stored);
                }
            }
            if (begins) {
                begin(counts.get(i), stored, (after & bit) == 0);
                after |= bit;
            }
        }
        return after;
    }

    private static void begin(Count count, StoredEvent stored, boolean isAnother) {
        count.intents++;
        count.open += isAnother ? 1 : 0;
        if (count.begun.size() < REMEMBERED) {
            count.begun.put(stored.stream(), stored.position());
        }
    }

    private void broken(Act act, @Nullable Long begun, StoredEvent next) {
        if (broken == null) {
            broken = "The " + act.one() + " of " + next.stream() + (begun == null ? "" : ", begun at position " + begun)
                    + ", has no outcome, although " + next.name() + " follows it at position " + next.position() + ".";
        }
    }

    /** The first act that has no outcome although its stream went on as if it had. */
    Optional<String> broken() {
        return Optional.ofNullable(broken);
    }

    /** How many there are of each act, in words. */
    List<String> paired() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            Count count = counts.get(i);
            sentences.add("Intent and outcome of " + Acts.ALL.get(i).many() + ": "
                    + (count.intents == 0
                            ? "none begun in the pack."
                            : count.intents + " begun in the pack, " + (count.intents - count.open) + " ended, "
                                    + count.open + " open at its end."));
        }
        return sentences;
    }

    /** Which are open, in words. */
    List<String> open() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            Count count = counts.get(i);
            if (count.open > 0) {
                sentences.add("Open at the end of the pack, " + Acts.ALL.get(i).many() + " (" + count.open + "): "
                        + count.begun.entrySet().stream()
                                .limit(TOLD)
                                .map(act -> act.getKey() + " since position " + act.getValue())
                                .collect(Collectors.joining(", "))
                        + (count.open > TOLD ? ", …" : "") + ".");
            }
        }
        if (!sentences.isEmpty()) {
            sentences.add("What is open had no outcome yet where the pack ends; a later pack has to show it.");
        }
        return sentences;
    }
}
