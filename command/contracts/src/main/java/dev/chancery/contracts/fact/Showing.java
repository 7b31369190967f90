package dev.chancery.contracts.fact;

import dev.chancery.contracts.ContentId;
import java.time.Instant;

/**
 * That a person was shown the text that he then decided about.
 *
 * @param content of the output, or of the arguments of a tool call
 * @param commitment to it, as in {@link ContentRef}
 * @param sequence in the task's stream of the event that says that it was shown
 * @param at when that was recorded, just before it was shown
 */
public record Showing(ContentId content, String commitment, long sequence, Instant at) {}
