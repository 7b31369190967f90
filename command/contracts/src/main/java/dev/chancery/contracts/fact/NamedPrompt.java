package dev.chancery.contracts.fact;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A prompt in a version, as a caller names it in the header {@code Chancery-Prompt: name@version}. Chancery keeps no prompts: that the
 * name is right is what the caller says.
 */
public record NamedPrompt(String name, String version) {

    /** Longest name, in characters. */
    public static final int NAME_LIMIT = 100;

    /** Longest version, in characters. */
    public static final int VERSION_LIMIT = 50;

    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9_.:/-]{1," + NAME_LIMIT + "})@([A-Za-z0-9_.:+-]{1," + VERSION_LIMIT + "})");

    /** Reads {@code name@version}; empty when it is none. */
    public static Optional<NamedPrompt> parse(String text) {
        return Optional.of(TEXT.matcher(text))
                .filter(matcher -> matcher.matches())
                .map(matcher -> new NamedPrompt(matcher.group(1), matcher.group(2)));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
