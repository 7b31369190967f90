package dev.chancery.reports.pack;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.LeafHash;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Rotations;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.pack.ContentRefs;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.PackJson.ProvenEvent;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.StreamTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes an audit pack, reading the log once from the first to the last position. The same range of the same signed tree gives
 * the same bytes, whenever it is written, but for contents that were erased since. In memory are one batch and, for a scope, a few
 * bytes of each stream in it.
 */
public final class PackWriter {

    private static final int BATCH = 500;

    /** The stored name by which a task's opening is told without decoding every event. */
    private static final String OPENED = "task.opened";

    private static final String DRAFTED = "policy.drafted";
    private static final String SANDBOX_OPENED = "sandbox.opened";

    private static final String WORKFLOW = "workflow/";

    private static final String POLICY_STREAM = "policy";

    /** The stream in which the log tells of itself. */
    private static final String LOG_STREAM = "log";

    /** What the streams of tasks begin with. */
    private static final String TASK = "task/";

    private static final SequencedSet<ContentId> NONE = new LinkedHashSet<>();

    /** A longer line is not compressed: a text may be so uniform that it would swell like a bomb when it is read. */
    private static final int COMPRESSED_LINE = 1 << 14;

    /**
     * What came of the contents.
     *
     * @param disclosed texts in the pack
     * @param erased texts that are no longer there
     */
    public record Contents(long disclosed, long erased) {}

    private final EventLog log;
    private final Ledger ledger;
    private final ContentStore store;
    private final Consumer<DiscloseContent> recorder;

    /**
     * @param recorder records that contents are shown, and returns once that is durable
     */
    public PackWriter(EventLog log, Ledger ledger, ContentStore store, Consumer<DiscloseContent> recorder) {
        this.log = log;
        this.ledger = ledger;
        this.store = store;
        this.recorder = recorder;
    }

    /**
     * Writes a pack, first beside its place and then into it, so that there is never half a pack.
     *
     * @param progress is told how many positions were read; what it throws ends the writing
     */
    public Contents write(PackOrder order, Path target, LongConsumer progress) throws IOException {
        Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            Contents contents;
            try (ZipOutputStream zip =
                    new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16))) {
                contents = new Writing(zip, order, progress).write();
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return contents;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private final class Writing {
        private final ZipOutputStream zip;
        private final PackOrder order;
        private final PackRange range;
        private final LongConsumer progress;
        private final StreamTable streams = new StreamTable();
        private final SortedSet<PolicyVersion> policies = new TreeSet<>(Comparator.comparing(PolicyVersion::value));
        private long disclosed;
        private long withheld;
        private long shown;
        private long erased;

        /** What of the current batch may be shown, by stream. */
        private Map<String, SequencedSet<ContentId>> recorded = Map.of();

        Writing(ZipOutputStream zip, PackOrder order, LongConsumer progress) {
            this.zip = zip;
            this.order = order;
            this.range = order.range();
            this.progress = progress;
        }

        Contents write() throws IOException {
            Checkpoint head = Checkpoint.parse(order.checkpoint());
            entry(PackFormat.README, PackFormat.readme(Manifest.VERSION));
            String key = head(head);
            @Nullable Long previous = previous(head);
            entry(PackFormat.RANGE_PROOF, PackJson.write(ledger.prove(range.from(), range.to(), head.size())));
            if (range.scope() != null) {
                streams.put(range.scope().stream(), 0);
                read(0, range.from(), batch -> batch.forEach(stored -> includes(range.scope(), stored)));
            }
            start(PackFormat.EVENTS);
            read(range.from(), range.to(), this::events);
            zip.closeEntry();
            policies();
            entry(
                    PackFormat.MANIFEST,
                    PackJson.write(Manifest.of(
                            Manifest.VERSION,
                            head.origin(),
                            range.scope(),
                            range.from(),
                            range.to(),
                            head.size(),
                            disclosed,
                            withheld,
                            shown,
                            previous,
                            key)));
            return new Contents(shown, erased);
        }

        /** The signed head with the signatures that can be checked from the pack, and what is needed to check them. */
        private String head(Checkpoint head) throws IOException {
            Note note = Note.parse(order.checkpoint());
            List<String> rotations = ledger.rotations().stream()
                    .filter(r -> Rotation.verified(r).size() <= head.size())
                    .toList();
            String key = Rotations.keyAt(ledger.verifierKey(), ledger.rotations(), head.size());
            List<String> witnesses = ledger.witnesses().stream()
                    .filter(w -> CosignatureVerifier.parse(w).verify(note).verdict() == NoteVerifier.Verdict.VERIFIED)
                    .toList();
            List<String> signers = new ArrayList<>(List.of(key));
            signers.addAll(witnesses);
            entry(PackFormat.CHECKPOINT, utf8(signedBy(note, signers)));
            entry(PackFormat.KEY, utf8(key + "\n"));
            if (!rotations.isEmpty()) {
                entry(PackFormat.ROTATIONS, PackJson.write(rotations));
            }
            if (!witnesses.isEmpty()) {
                entry(PackFormat.WITNESSES, PackJson.write(witnesses));
            }
            List<ProvenEvent> losses = losses(head.size());
            if (!losses.isEmpty()) {
                entry(PackFormat.LOSSES, PackJson.writeLosses(losses));
            }
            Optional<byte[]> timestamp = ledger.timestamp(note.text());
            if (timestamp.isPresent()) {
                entry(PackFormat.TIMESTAMP, timestamp.get());
            }
            return key;
        }

        /** How the log came from those before it; told in every pack, whatever its range and scope. */
        private List<ProvenEvent> losses(long treeSize) {
            List<ProvenEvent> losses = new ArrayList<>();
            for (StoredEvent stored : log.readStream(LOG_STREAM)) {
                long position = stored.position();
                if (position < treeSize && log.decode(stored).event() instanceof LogRestored) {
                    RangeProof proof = ledger.prove(position, position + 1, treeSize);
                    losses.add(new ProvenEvent(new Line.Disclosed(stored, List.of()), proof.left(), proof.right()));
                }
            }
            return losses;
        }

        /** Size of the older head that is wanted, null when none is. */
        private @Nullable Long previous(Checkpoint head) throws IOException {
            if (order.previous() == null) {
                return null;
            }
            Note note = Note.parse(order.previous());
            long size = Checkpoint.parse(note.text()).size();
            String key = Rotations.keyAt(ledger.verifierKey(), ledger.rotations(), size);
            entry(PackFormat.PREVIOUS, utf8(signedBy(note, List.of(key))));
            entry(
                    PackFormat.CONSISTENCY,
                    PackJson.write(new PackJson.Consistency(size, head.size(), ledger.consistency(size, head.size()))));
            return size;
        }

        private void events(List<StoredEvent> batch) {
            List<StoredEvent> included = batch.stream()
                    .filter(stored -> includes(range.scope(), stored))
                    .toList();
            @Nullable Disclosure disclosure = order.disclosure();
            if (disclosure != null) {
                record(included, disclosure);
            }
            int at = 0;
            for (StoredEvent stored : batch) {
                boolean isShown = at < included.size() && included.get(at).position() == stored.position();
                at += isShown ? 1 : 0;
                event(stored, isShown);
            }
        }

        private void event(StoredEvent stored, boolean isShown) {
            if (isShown && stored.name().equals(OPENED)) {
                policies.add(opened(stored).policy());
            } else if (isShown && stored.stream().startsWith(WORKFLOW)) {
                @Nullable
                PolicyVersion moved = ((WorkflowEvent) log.decode(stored).event()).policy();
                if (moved != null) {
                    policies.add(moved);
                }
            }
            if (isShown && stored.name().equals(DRAFTED) && log.decode(stored).event() instanceof PolicyDrafted draft) {
                policies.add(draft.base());
            }
            if (isShown
                    && stored.name().equals(SANDBOX_OPENED)
                    && log.decode(stored).event() instanceof SandboxOpened sandbox) {
                policies.add(sandbox.policy());
            }
            disclosed += isShown ? 1 : 0;
            withheld += isShown ? 0 : 1;
            byte[] line = PackJson.write(
                    isShown
                            ? new Line.Disclosed(stored, order.disclosure() == null ? List.of() : contents(stored))
                            : new Line.Withheld(stored.position(), LeafHash.of(stored)));
            try {
                zip.setLevel(line.length > COMPRESSED_LINE ? Deflater.NO_COMPRESSION : Deflater.DEFAULT_COMPRESSION);
                // What is written first after a change of the level is still packed as before.
                zip.write(line, 0, 1);
                zip.write(line, 1, line.length - 1);
                zip.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Nothing is shown before it is recorded that it is. What is erased is not shown, so it is not recorded either. */
        private void record(List<StoredEvent> events, Disclosure disclosure) {
            Map<String, SequencedSet<ContentId>> byTask = new LinkedHashMap<>();
            for (StoredEvent stored : events) {
                for (ContentRef ref : referred(stored)) {
                    if (store.find(ref.content()).isPresent()) {
                        byTask.computeIfAbsent(stored.stream(), none -> new LinkedHashSet<>())
                                .add(ref.content());
                    }
                }
            }
            byTask.forEach((stream, ids) -> recorder.accept(new DiscloseContent(
                    new TaskId(stream.substring(TASK.length())),
                    List.copyOf(ids),
                    disclosure.to(),
                    disclosure.purpose())));
            recorded = byTask;
        }

        private List<Line.Shown> contents(StoredEvent stored) {
            List<Line.Shown> found = new ArrayList<>();
            for (ContentRef ref : referred(stored)) {
                Optional<Content> content =
                        recorded.getOrDefault(stored.stream(), NONE).contains(ref.content())
                                ? store.find(ref.content())
                                : Optional.empty();
                content.map(Line.Shown::of).ifPresent(found::add);
                erased += content.isPresent() ? 0 : 1;
            }
            shown += found.size();
            return found;
        }

        /** Contents are those of tasks; a disclosure is recorded in the task's stream. */
        private static List<ContentRef> referred(StoredEvent stored) {
            return stored.stream().startsWith(TASK) ? ContentRefs.in(stored) : List.of();
        }

        /** A task belongs to the scope by its opening, which is the first event of its stream. */
        private boolean includes(@Nullable Scope scope, StoredEvent stored) {
            if (scope == null || streams.get(stored.stream()) != StreamTable.ABSENT) {
                return true;
            }
            boolean begins = stored.name().equals(OPENED) && scope.includes(opened(stored));
            if (begins) {
                streams.put(stored.stream(), 0);
            }
            return begins;
        }

        private TaskOpened opened(StoredEvent stored) {
            return (TaskOpened) log.decode(stored).event();
        }

        private void read(long from, long to, Consumer<List<StoredEvent>> reader) {
            for (long at = from; at < to; ) {
                List<StoredEvent> batch = log.read(at, (int) Math.min(BATCH, to - at));
                if (batch.isEmpty()) {
                    throw new IllegalStateException("The log ends at " + at + ", before the " + to + " that it signed");
                }
                reader.accept(batch);
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
                throw new IllegalStateException(
                        "The log holds what was decided under policies that it does not: " + left);
            }
        }

        private void entry(String name, byte[] content) throws IOException {
            start(name);
            zip.write(content);
            zip.closeEntry();
        }

        private void start(String name) throws IOException {
            ZipEntry entry = new ZipEntry(name);
            // Two seconds after the first instant that a ZIP knows: that one itself would get a field with the zone's
            // offset in it.
            entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0, 2));
            zip.putNextEntry(entry);
        }
    }

    /** A note with the signature lines of these keys only, in their order. */
    private static String signedBy(Note note, List<String> keys) {
        StringBuilder signed = new StringBuilder(note.text()).append('\n');
        for (String key : keys) {
            String[] parts = key.split("\\+", 3);
            Note.NoteSignature signature = note.signatures().stream()
                    .filter(s -> s.name().equals(parts[0])
                            && HexFormat.of().formatHex(s.keyId()).equals(parts[1]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("The checkpoint is not signed by " + key));
            byte[] line = ByteBuffer.allocate(signature.keyId().length + signature.signature().length)
                    .put(signature.keyId())
                    .put(signature.signature())
                    .array();
            signed.append("\u2014 ")
                    .append(parts[0])
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(line))
                    .append('\n');
        }
        return signed.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
