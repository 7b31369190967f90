package dev.chancery.verifier.pack;

import org.jspecify.annotations.Nullable;

/**
 * What a pack says of itself. Nothing in it is believed: each member is compared with what is signed or counted.
 *
 * @param format {@value #FORMAT}
 * @param formatVersion said twice, so that a damaged byte is told from a newer version
 * @param origin of the checkpoint
 * @param scope null when every event of the range is disclosed
 * @param from first position
 * @param to position after the last
 * @param treeSize of the checkpoint
 * @param disclosed events of the range that are in the pack
 * @param withheld events of the range of which the pack has only the leaf hash
 * @param key the verifier key
 */
public record Manifest(
        String format,
        int formatVersion,
        String origin,
        @Nullable Scope scope,
        long from,
        long to,
        long treeSize,
        long disclosed,
        long withheld,
        String key) {

    static final String FORMAT = "chancery-audit-pack/1";
    static final int FORMAT_VERSION = 1;

    /** A manifest of the current format. */
    public static Manifest of(
            String origin,
            @Nullable Scope scope,
            long from,
            long to,
            long treeSize,
            long disclosed,
            long withheld,
            String key) {
        return new Manifest(FORMAT, FORMAT_VERSION, origin, scope, from, to, treeSize, disclosed, withheld, key);
    }
}
