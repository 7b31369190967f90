package dev.chancery.reports.pack;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.LeafHash;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes an audit pack, reading the log once from the first to the last position. The same range of the same signed tree gives
 * the same bytes, whenever it is written. In memory are one batch and, for a scope, the names of the streams in it.
 */
final class PackWriter {

    private static final int BATCH = 500;

    /** The stored name by which a task's opening is told without decoding every event. */
    private static final String OPENED = "task.opened";

    private static final String POLICY_STREAM = "policy";

    private final EventLog log;
    private final Ledger ledger;

    PackWriter(EventLog log, Ledger ledger) {
        this.log = log;
        this.ledger = ledger;
    }

    /**
     * Writes a pack, first beside its place and then into it, so that there is never half a pack.
     *
     * @param checkpoint the signed tree head to prove against
     * @param progress is told how many positions were read; what it throws ends the writing
     */
    void write(PackRange range, String checkpoint, Path target, LongConsumer progress) throws IOException {
        Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (ZipOutputStream zip =
                    new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16))) {
                new Writing(zip, range, checkpoint, progress).write();
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private final class Writing {
        private final ZipOutputStream zip;
        private final PackRange range;
        private final String checkpoint;
        private final LongConsumer progress;
        private final Set<String> streams = new HashSet<>();
        private final SortedSet<PolicyVersion> policies = new TreeSet<>(Comparator.comparing(PolicyVersion::value));
        private long disclosed;
        private long withheld;

        Writing(ZipOutputStream zip, PackRange range, String checkpoint, LongConsumer progress) {
            this.zip = zip;
            this.range = range;
            this.checkpoint = checkpoint;
            this.progress = progress;
        }

        void write() throws IOException {
            Checkpoint head = Checkpoint.parse(checkpoint);
            entry(PackFormat.README, PackFormat.readme());
            entry(PackFormat.CHECKPOINT, checkpoint.getBytes(StandardCharsets.UTF_8));
            entry(PackFormat.KEY, (ledger.verifierKey() + "\n").getBytes(StandardCharsets.UTF_8));
            entry(PackFormat.RANGE_PROOF, PackFormat.write(ledger.prove(range.from(), range.to(), head.size())));
            if (range.scope() != null) {
                streams.add(range.scope().stream());
                read(0, range.from(), stored -> includes(range.scope(), stored));
            }
            start(PackFormat.EVENTS);
            read(range.from(), range.to(), this::event);
            zip.closeEntry();
            policies();
            entry(
                    PackFormat.MANIFEST,
                    PackFormat.write(Manifest.of(
                            head.origin(),
                            range.scope(),
                            range.from(),
                            range.to(),
                            head.size(),
                            disclosed,
                            withheld,
                            ledger.verifierKey())));
        }

        private void event(StoredEvent stored) {
            boolean shown = includes(range.scope(), stored);
            if (shown && stored.name().equals(OPENED)) {
                policies.add(opened(stored).policy());
            }
            disclosed += shown ? 1 : 0;
            withheld += shown ? 0 : 1;
            Line line = shown
                    ? new Line.Disclosed(stored)
                    : new Line.Withheld(stored.position(), LeafHash.of(stored));
            try {
                zip.write(PackFormat.write(line));
                zip.write('\n');
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** A task belongs to the scope by its opening, which is the first event of its stream. */
        private boolean includes(@Nullable Scope scope, StoredEvent stored) {
            if (scope == null || streams.contains(stored.stream())) {
                return true;
            }
            boolean begins = stored.name().equals(OPENED) && scope.includes(opened(stored));
            if (begins) {
                streams.add(stored.stream());
            }
            return begins;
        }

        private TaskOpened opened(StoredEvent stored) {
            return (TaskOpened) log.decode(stored).event();
        }

        private void read(long from, long to, Consumer<StoredEvent> reader) {
            for (long at = from; at < to; ) {
                List<StoredEvent> batch = log.read(at, (int) Math.min(BATCH, to - at));
                if (batch.isEmpty()) {
                    throw new IllegalStateException("The log ends at " + at + ", before the " + to + " that it signed");
                }
                batch.forEach(reader);
                at += batch.size();
                progress.accept(batch.size());
            }
        }

        /** A policy may have been activated long before the range. */
        private void policies() throws IOException {
            SortedSet<PolicyVersion> left = new TreeSet<>(policies);
            for (StoredEvent stored : log.readStream(POLICY_STREAM)) {
                if (log.decode(stored).event() instanceof PolicyActivated policy && left.remove(policy.version())) {
                    entry(PackFormat.policy(policy.version()), policy.document().getBytes(StandardCharsets.UTF_8));
                }
            }
            if (!left.isEmpty()) {
                throw new IllegalStateException("The log holds tasks decided under policies that it does not: " + left);
            }
        }

        private void entry(String name, byte[] content) throws IOException {
            start(name);
            zip.write(content);
            zip.closeEntry();
        }

        private void start(String name) throws IOException {
            ZipEntry entry = new ZipEntry(name);
            entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
        }
    }
}
