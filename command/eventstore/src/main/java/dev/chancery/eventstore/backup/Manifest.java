package dev.chancery.eventstore.backup;

import dev.chancery.record.RecordJson;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.note.Checkpoint;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a backup consists of; {@code manifest.json}. What it says of events is believed only as far as a signed checkpoint
 * proves it.
 *
 * @param format {@value #FORMAT}
 * @param origin name of the log
 * @param key the log's verifier key, as it was at the last run
 * @param rotations signed notes that lead to it from each key before, oldest first
 * @param segments in order, without a gap from position 0
 * @param frontier of the tree over all segments, in hex
 * @param checkpoints signed tree heads, one of each completed run that brought news, in order of size
 * @param others the small tables that belong to the record, whole, as at the last run
 * @param policy the policy directory
 */
record Manifest(
        String format,
        String origin,
        String key,
        List<String> rotations,
        List<Segment> segments,
        String frontier,
        List<String> checkpoints,
        List<StoredFile> others,
        List<StoredFile> policy) {

    static final String FORMAT = "chancery-backup/1";

    /**
     * A run of positions.
     *
     * @param from first position
     * @param to position after the last
     * @param events rows of the log
     * @param contents rows of the content store that these events refer to and that were there; null for none
     * @param referenced how many contents the events refer to
     */
    record Segment(long from, long to, StoredFile events, @Nullable StoredFile contents, int referenced) {}

    /**
     * A file of the backup.
     *
     * @param file its path in the directory
     * @param bytes its length
     * @param sha256 of its bytes, in hex
     * @param rows how many rows it has; null when it is no table
     * @param columns what they consist of; null when it is no table
     */
    record StoredFile(
            String file, long bytes, String sha256, @Nullable Integer rows, @Nullable List<String> columns) {}

    Manifest {
        rotations = List.copyOf(rotations);
        segments = List.copyOf(segments);
        checkpoints = List.copyOf(checkpoints);
        others = List.copyOf(others);
        policy = List.copyOf(policy);
    }

    static Manifest empty(LogIdentity log) {
        return new Manifest(
                FORMAT,
                log.origin(),
                log.key(),
                List.of(),
                List.of(),
                HexFormat.of().formatHex(new Frontier().encode()),
                List.of(),
                List.of(),
                List.of());
    }

    LogIdentity log() {
        return new LogIdentity(origin, key, rotations);
    }

    /** Position after the last event of the backup, proven or not. */
    long end() {
        return segments.isEmpty() ? 0 : segments.getLast().to();
    }

    Frontier tree() {
        return Frontier.decode(HexFormat.of().parseHex(frontier));
    }

    /** The newest signed head, up to which the backup can be restored. */
    Optional<Checkpoint> newest() {
        return checkpoints.isEmpty() ? Optional.empty() : Optional.of(Checkpoint.parse(checkpoints.getLast()));
    }

    Manifest with(Segment segment, Frontier tree) {
        List<Segment> more = new ArrayList<>(segments);
        more.add(segment);
        return new Manifest(
                format,
                origin,
                key,
                rotations,
                more,
                HexFormat.of().formatHex(tree.encode()),
                checkpoints,
                others,
                policy);
    }

    Manifest replacing(List<Segment> replaced) {
        return new Manifest(format, origin, key, rotations, replaced, frontier, checkpoints, others, policy);
    }

    Manifest with(List<StoredFile> newOthers, List<StoredFile> newPolicy) {
        return new Manifest(format, origin, key, rotations, segments, frontier, checkpoints, newOthers, newPolicy);
    }

    Manifest of(LogIdentity log) {
        return new Manifest(
                format, log.origin(), log.key(), log.rotations(), segments, frontier, checkpoints, others, policy);
    }

    Manifest signed(String note) {
        List<String> more = new ArrayList<>(checkpoints);
        if (newest().map(Checkpoint::size).filter(size -> size == end()).isEmpty()) {
            more.add(note);
        }
        return new Manifest(format, origin, key, rotations, segments, frontier, more, others, policy);
    }

    byte[] encode() {
        return RecordJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    /** Reads a manifest, and refuses one that cannot be whole. */
    static Manifest decode(byte[] json) {
        try {
            Manifest manifest = RecordJson.mapper().readValue(json, Manifest.class);
            if (!FORMAT.equals(manifest.format)) {
                throw new BackupDefect("The backup has the format '" + manifest.format + "', and this program reads "
                        + FORMAT + ": use the version of Chancery that wrote it, or a newer one");
            }
            long end = 0;
            for (Segment segment : manifest.segments) {
                if (segment.from() != end || segment.to() <= segment.from()) {
                    throw new BackupDefect("manifest.json is damaged: no segment begins at position " + end);
                }
                end = segment.to();
            }
            if (manifest.tree().size() != end) {
                throw new BackupDefect("manifest.json is damaged: its tree is not that of its segments");
            }
            return manifest;
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new BackupDefect("manifest.json is damaged: " + e.getMessage(), e);
        }
    }
}
