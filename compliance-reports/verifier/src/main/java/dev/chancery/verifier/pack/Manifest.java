package dev.chancery.verifier.pack;

import java.util.List;
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
 * @param erased texts that disclosed events refer to and that were no longer there; null when none were asked for, and before format 5
 * @param previous size of the older checkpoint in the pack; null when there is none
 * @param key the verifier key
 * @param rules versions of the sets of rules that disclosed events name, ascending; null before format 5
 * @param files that follow from the events, or help to read them, by name; null before format 5
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
        @Nullable Long erased,
        @Nullable Long previous,
        String key,
        @Nullable List<String> rules,
        @Nullable List<ListedFile> files) {

    /** The newest version, which is written. */
    public static final int VERSION = PackFormat.SINCE_CONTAINER;

    /** The oldest version that is read. */
    static final int OLDEST = 1;

    public Manifest {
        rules = rules == null ? null : List.copyOf(rules);
        files = files == null ? null : List.copyOf(files);
    }

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
            @Nullable Long erased,
            @Nullable Long previous,
            String key,
            List<String> rules,
            List<ListedFile> files) {
        boolean isContainer = version >= PackFormat.SINCE_CONTAINER;
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
                version < PackFormat.SINCE_CONTAINER ? null : erased,
                previous,
                key,
                isContainer ? rules : null,
                isContainer ? files : null);
    }

    /** Whether it lists files: then the pack is a container. */
    public boolean hasFiles() {
        return formatVersion >= PackFormat.SINCE_CONTAINER;
    }

    /** The files that it lists; none before format 5. */
    public List<ListedFile> listed() {
        return files == null ? List.of() : files;
    }

    /** The sets of rules that it names; none before format 5. */
    public List<String> namedRules() {
        return rules == null ? List.of() : rules;
    }

    /** Whether every text that a disclosed event of a task refers to is in the pack, or told to be erased. */
    public boolean tellsErased() {
        return erased != null;
    }

    static String format(int version) {
        return "chancery-audit-pack/" + version;
    }
}
