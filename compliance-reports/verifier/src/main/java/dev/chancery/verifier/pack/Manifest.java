package dev.chancery.verifier.pack;

import org.jspecify.annotations.Nullable;

/**
 * What a pack says of itself. Nothing in it is believed: each member is compared with what is signed or counted.
 *
 * @param format {@code chancery-audit-pack/} and the version
 * @param formatVersion said twice, so that a damaged byte is told from a newer version
 * @param origin of the checkpoint
 * @param scope null when every event of the range is disclosed
 * @param from first position
 * @param to position after the last
 * @param treeSize of the checkpoint
 * @param disclosed events of the range that are in the pack
 * @param withheld events of the range of which the pack has only the leaf hash
 * @param contents texts that are disclosed with events; null in format 1, which has none
 * @param previous size of the older checkpoint in the pack; null when there is none
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
        @Nullable Long contents,
        @Nullable Long previous,
        String key) {

    /** The version that is written. */
    public static final int VERSION = 3;

    /** The oldest version that is read. */
    static final int OLDEST = 1;

    /** A manifest of a version. */
    public static Manifest of(
            int version,
            String origin,
            @Nullable Scope scope,
            long from,
            long to,
            long treeSize,
            long disclosed,
            long withheld,
            long contents,
            @Nullable Long previous,
            String key) {
        return new Manifest(
                format(version),
                version,
                origin,
                scope,
                from,
                to,
                treeSize,
                disclosed,
                withheld,
                version == 1 ? null : contents,
                previous,
                key);
    }

    static String format(int version) {
        return "chancery-audit-pack/" + version;
    }
}
