package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which prompts tasks were done.
 *
 * @param position how many events of the log are counted
 * @param prompts those with a name first, and of these the last used; at most {@value #LIMIT}
 * @param note what these are, for whoever shows them
 */
public record PromptUsesView(long position, List<PromptUse> prompts, String note) {

    /** Most rows. */
    public static final int LIMIT = 1_000;

    /** What is to be known of it. */
    public static final String NOTE =
            "Names and versions are what callers said. Digests are of the sanitised instructions, under a key of this"
                    + " installation: other digests of one key are other instructions.";

    public PromptUsesView {
        prompts = List.copyOf(prompts);
    }

    /**
     * Tasks of a workflow with one prompt and one digest of instructions.
     *
     * @param name null when callers named none; likewise {@code version}
     * @param instructions digest, null when there were none
     * @param differing how many different instructions there were in the workflow under this name and version, or without a name; more than
     *     one under a name is a change of the prompt that nobody named
     */
    public record PromptUse(
            String workflow,
            @Nullable String name,
            @Nullable String version,
            @Nullable String instructions,
            long differing,
            long tasks,
            Instant firstUsed,
            Instant lastUsed) {}
}
