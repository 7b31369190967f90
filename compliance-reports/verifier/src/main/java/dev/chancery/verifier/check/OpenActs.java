package dev.chancery.verifier.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** Pairs intents with their outcomes, and knows by name some that are open. */
final class OpenActs {

    /** So many open ones of an act are remembered by name; there may be millions. */
    private static final int REMEMBERED = 1_000;

    /** So many of them are told. */
    private static final int TOLD = 20;

    private static final class Count {
        private long intents;
        private long open;
        private final SequencedSet<String> streams = new LinkedHashSet<>();
    }

    private final List<Count> counts =
            Stream.generate(Count::new).limit(Acts.ALL.size()).toList();

    /** Takes an event of a stream in which some acts are open; tells which are then. */
    int event(String stream, String name, int open) {
        int after = Acts.after(open, name);
        for (int act = 0; act < counts.size(); act++) {
            Count count = counts.get(act);
            int bit = 1 << act;
            if (name.equals(Acts.ALL.get(act).intent())) {
                count.intents++;
            }
            if ((after & bit) > (open & bit)) {
                count.open++;
                if (count.streams.size() < REMEMBERED) {
                    count.streams.add(stream);
                }
            } else if ((after & bit) < (open & bit)) {
                count.open--;
                count.streams.remove(stream);
            }
        }
        return after;
    }

    /** What holds of the acts, in words. */
    List<String> paired() {
        List<String> sentences = new ArrayList<>();
        for (int act = 0; act < counts.size(); act++) {
            Count count = counts.get(act);
            if (count.intents > 0) {
                sentences.add("Intents of " + Acts.ALL.get(act).plural() + ": " + count.intents
                        + "; without an outcome in the pack: " + count.open + ".");
            }
        }
        return sentences;
    }

    /** Which are open, in words. */
    List<String> open() {
        List<String> sentences = new ArrayList<>();
        for (int act = 0; act < counts.size(); act++) {
            Count count = counts.get(act);
            if (count.open > 0) {
                List<String> told = count.streams.stream().limit(TOLD).toList();
                sentences.add(count.open + " " + Acts.ALL.get(act).plural() + " have no outcome within the pack: "
                        + String.join(", ", told) + (count.open > told.size() ? ", …" : "") + ".");
            }
        }
        return sentences;
    }
}
