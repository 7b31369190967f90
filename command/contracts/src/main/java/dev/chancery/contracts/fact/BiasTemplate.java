package dev.chancery.contracts.fact;

import java.util.List;
import java.util.stream.Stream;

/**
 * A prompt in which one place is left open.
 *
 * @param text with {@value #PLACE} where a value of the attribute comes
 * @param paraphrases the same in other words, each with the same place; they show how often answers change when nothing does
 */
public record BiasTemplate(String text, List<String> paraphrases) {

    /** Where a value comes. */
    public static final String PLACE = "{attribute}";

    public BiasTemplate {
        paraphrases = List.copyOf(paraphrases);
        for (String wording :
                Stream.concat(Stream.of(text), paraphrases.stream()).toList()) {
            if (!wording.contains(PLACE)) {
                throw new IllegalArgumentException(
                        "Each template, and each paraphrase, says " + PLACE + " where the value comes.");
            }
        }
    }

    /** The text and its paraphrases. */
    public List<String> wordings() {
        return Stream.concat(Stream.of(text), paraphrases.stream()).toList();
    }
}
