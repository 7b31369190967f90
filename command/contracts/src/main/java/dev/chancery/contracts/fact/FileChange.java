package dev.chancery.contracts.fact;

import org.jspecify.annotations.Nullable;

/**
 * What became of a file, a link or a directory while a sandbox was open.
 *
 * @param path as the program saw it, with personal data replaced
 * @param size in bytes; null when it is no file
 * @param sha256 of its bytes, lower-case hex; null when it is no file, could not be read or was too large
 */
public record FileChange(
        String path,
        Kind kind,
        @Nullable Long size,
        @Nullable String sha256) {

    /** What became of it. */
    public enum Kind {
        CREATED,
        CHANGED,
        DELETED
    }
}
