package dev.chancery.reports.pack;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.SystemEvent.PracticesScreened;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Figures;
import dev.chancery.record.LeafHash;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Rotations;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.reports.signing.ContainerSigner;
import dev.chancery.reports.signing.NotSigned;
import dev.chancery.reports.signing.SignedContainer;
import dev.chancery.verifier.check.PolicyVendors;
import dev.chancery.verifier.pack.ContentRefs;
import dev.chancery.verifier.pack.EventTable;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.ListedFile;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.PackJson.ProvenEvent;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.ScopeFilter;
import dev.chancery.verifier.page.VerifierPage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes an audit pack, reading the log once from the first to the last position. The same range of the same signed tree gives
 * the same bytes, whenever it is written, but for signatures, for contents that were erased since, and for what was evaluated from read models
 * when it was written, which are the controls. In memory are one batch, the documents
 * and what they are written from, and, for a scope, a few bytes of each stream in it; the tables of events are collected in files
 * beside the pack, which are deleted.
 */
public final class PackWriter {

    private static final int BATCH = 500;

    private static final String OPENED = "task.opened";

    private static final String DRAFTED = "policy.drafted";
    private static final String SANDBOX_OPENED = "sandbox.opened";

    private static final String WORKFLOW = "workflow/";

    private static final String POLICY_STREAM = "policy";

    /** The stream in which the log tells of itself. */
    private static final String LOG_STREAM = "log";

    /** What the streams of tasks begin with. */
    private static final String TASK = "task/";

    /** What names a set of rules. */
    private static final List<String> RULED =
            List.of("ai-system.classified", "ai-system.practices-screened", "rules.adopted");

    private static final byte[] NEWLINE = {'\n'};

    private static final SequencedSet<ContentId> NONE = new LinkedHashSet<>();

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
    private final ContainerSigner signer;
    private final List<PackDocuments> documents;

    /**
     * @param recorder records that contents are shown, and returns once that is durable
     * @param documents are written into each pack, in this order
     */
    public PackWriter(
            EventLog log,
            Ledger ledger,
            ContentStore store,
            Consumer<DiscloseContent> recorder,
            ContainerSigner signer,
            List<PackDocuments> documents) {
        this.log = log;
        this.ledger = ledger;
        this.store = store;
        this.recorder = recorder;
        this.signer = signer;
        this.documents = List.copyOf(documents);
    }

    /** How many positions are read to write a range. */
    public long steps(PackRange range) {
        return readsAll(range) ? range.to() : range.to() - range.from();
    }

    /** What belongs to a scope, and what stands on record, is told by all events before, too. */
    private boolean readsAll(PackRange range) {
        return range.scope() != null || !documents.isEmpty();
    }

    /**
     * Writes a pack, first beside its place and then into it, so that there is never half a pack.
     *
     * @param progress is told how many positions were read; what it throws ends the writing
     * @throws NotSigned when it, or its report, cannot be signed; nothing of it is left
     * @throws IOException when it cannot be written; nothing of it is left
     */
    public Contents write(PackOrder order, Path target, LongConsumer progress) throws IOException {
        Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
        try (TableFiles tables = new TableFiles(target)) {
            Contents contents;
            try (SignedContainer container =
                    new SignedContainer(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16))) {
                contents = new Writing(container, tables, order, progress).write();
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return contents;
        } catch (NotSigned e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw unwritten(e.getCause());
        } catch (IOException e) {
            throw unwritten(e);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static IOException unwritten(@Nullable IOException cause) {
        return new IOException(
                "The pack was not written, and nothing of it is left: " + (cause == null ? "" : cause.getMessage())
                        + ". If the disk is full, make room and ask for the pack again.",
                cause);
    }

    private final class Writing {
        private final SignedContainer container;
        private final TableFiles tables;
        private final PackOrder order;
        private final PackRange range;
        private final Dossier dossier = new Dossier();
        private final SortedSet<String> rules = new TreeSet<>();
        private final List<ListedFile> files = new ArrayList<>();
        private @Nullable Vouching vouching;
        private @Nullable Instant first;
        private @Nullable Instant last;

        /** As of when clocks are told: no figure is of later. */
        private Instant asOf;

        private final List<Figures> figures;
        private final LongConsumer progress;
        private final @Nullable ScopeFilter filter;
        private final SortedSet<PolicyVersion> policies = new TreeSet<>(Comparator.comparing(PolicyVersion::value));
        private long disclosed;
        private long withheld;
        private long shown;
        private long erased;

        /** What of the current batch may be shown, by stream. */
        private Map<String, SequencedSet<ContentId>> recorded = Map.of();

        Writing(SignedContainer container, TableFiles tables, PackOrder order, LongConsumer progress) {
            this.container = container;
            this.tables = tables;
            this.order = order;
            this.range = order.range();
            this.filter = range.scope() == null ? null : ScopeFilter.of(range.scope(), log, range.to());
            PolicyVendors vendors = new PolicyVendors();
            this.figures = order.figures().stream()
                    .map(query -> new Figures(query, FigureClaim.extent(range.scope(), range.from()), vendors))
                    .toList();
            this.progress = progress;
            this.asOf = order.figures().stream()
                    .map(FigureQuery::to)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        }

        Contents write() throws IOException {
            Checkpoint head = Checkpoint.parse(order.checkpoint());
            entry(PackFormat.README, PackFormat.readme(Manifest.VERSION));
            String key = head(head);
            @Nullable Long previous = previous(head);
            entry(PackFormat.RANGE_PROOF, PackJson.write(ledger.prove(range.from(), range.to(), head.size())));
            if (range.scope() != null) {
                system(range.scope(), head.size());
            }
            if (readsAll(range)) {
                read(0, range.from(), batch -> batch.forEach(this::before));
            }
            knowPolicies();
            container.begin(PackFormat.EVENTS, PackFormat.mediaType(PackFormat.EVENTS));
            read(range.from(), range.to(), this::events);
            container.end();
            policies();
            List<FigureSheet> sheets = figures();
            documents(head, sheets);
            tables();
            listed(
                    PackFormat.PAGE,
                    PackFormat.PAGE_TYPE,
                    "The verifier, for a browser; it is the publisher's, see README.txt",
                    VerifierPage.html());
            files.sort(Comparator.comparing(ListedFile::name));
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
                            order.disclosure() == null ? null : erased,
                            previous,
                            key,
                            List.copyOf(rules),
                            files)));
            container.seal(signer, Instant.now());
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
            vouching = new Vouching(key, rotations.size(), witnesses, timestamp.isPresent(), losses.size());
            return key;
        }

        /** How the log came from those before it; told in every pack, whatever its range and scope. */
        private List<ProvenEvent> losses(long treeSize) {
            List<ProvenEvent> losses = new ArrayList<>();
            for (StoredEvent stored : log.readStream(LOG_STREAM)) {
                long position = stored.position();
                if (position < treeSize && log.decode(stored).event() instanceof LogRestored) {
                    losses.add(proven(stored, treeSize));
                }
            }
            return losses;
        }

        /** What the scope's system is made of, when its last description is from before the range. */
        private void system(Scope scope, long treeSize) throws IOException {
            Optional<StoredEvent> described = ScopeFilter.described(scope, log, range.to());
            if (described.isPresent() && described.get().position() < range.from()) {
                entry(PackFormat.SYSTEM, PackJson.write(proven(described.get(), treeSize)));
            }
        }

        private ProvenEvent proven(StoredEvent stored, long treeSize) {
            RangeProof proof = ledger.prove(stored.position(), stored.position() + 1, treeSize);
            return new ProvenEvent(new Line.Disclosed(stored), proof.left(), proof.right());
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
            List<StoredEvent> included = batch.stream().filter(this::includes).toList();
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

        /** An event before the range: whether it belongs to the scope, and what stands on record because of it. */
        private void before(StoredEvent stored) {
            if (includes(stored) && !documents.isEmpty()) {
                dossier.take(log.decode(stored));
            }
        }

        private void event(StoredEvent stored, boolean isShown) {
            boolean isOfDossier = isShown && !documents.isEmpty();
            if (isShown && (!figures.isEmpty() || isOfDossier)) {
                Recorded recorded = log.decode(stored);
                figures.forEach(each -> each.take(recorded));
                if (isOfDossier) {
                    dossier.take(recorded);
                }
            }
            asOf = stored.at().isAfter(asOf) ? stored.at() : asOf;
            if (isShown) {
                first = first == null ? stored.at() : first;
                last = stored.at();
                rules(stored);
            }
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
                            ? order.disclosure() == null ? new Line.Disclosed(stored) : withContents(stored)
                            : new Line.Withheld(stored.position(), LeafHash.of(stored)));
            try {
                container.write(line);
                container.write(NEWLINE);
                if (isShown) {
                    tables.add(stored);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The versions of the sets of rules by which systems were screened and classified. */
        private void rules(StoredEvent stored) {
            if (RULED.contains(stored.name())) {
                switch (log.decode(stored).event()) {
                    case SystemClassified classified -> rules.add(classified.ruleSet());
                    case PracticesScreened screened -> rules.add(screened.ruleSet());
                    case RuleSetAdopted adopted -> rules.add(adopted.version());
                    default -> {}
                }
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

        private Line.Disclosed withContents(StoredEvent stored) {
            List<Line.Shown> found = new ArrayList<>();
            List<String> gone = new ArrayList<>();
            for (ContentRef ref : referred(stored)) {
                Optional<Content> content =
                        recorded.getOrDefault(stored.stream(), NONE).contains(ref.content())
                                ? store.find(ref.content())
                                : Optional.empty();
                content.ifPresentOrElse(
                        text -> found.add(Line.Shown.of(text)),
                        () -> gone.add(ref.content().value()));
            }
            shown += found.size();
            erased += gone.size();
            return new Line.Disclosed(stored, found, gone);
        }

        /** Contents are those of tasks; a disclosure is recorded in the task's stream. */
        private static List<ContentRef> referred(StoredEvent stored) {
            return stored.stream().startsWith(TASK) ? ContentRefs.in(stored) : List.of();
        }

        private boolean includes(StoredEvent stored) {
            return filter == null
                    || filter.includes(stored, each -> log.decode(each).event());
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

        /** Figures need what was in force before the range, and what no scope has. */
        private void knowPolicies() {
            if (!figures.isEmpty()) {
                for (StoredEvent stored : log.readStream(POLICY_STREAM)) {
                    if (log.decode(stored).event() instanceof PolicyActivated policy) {
                        figures.forEach(each -> each.know(policy.version(), policy.document()));
                    }
                }
            }
        }

        private List<FigureSheet> figures() throws IOException {
            List<FigureSheet> sheets = figures.stream().map(Figures::sheet).toList();
            if (!sheets.isEmpty()) {
                entry(
                        PackFormat.FIGURES,
                        PackJson.writeFigures(sheets.stream()
                                .flatMap(sheet -> sheet.all().stream())
                                .map(FigureClaim::of)
                                .toList()));
            }
            return sheets;
        }

        private void documents(Checkpoint head, List<FigureSheet> sheets) throws IOException {
            List<PackFile> parts = new ArrayList<>();
            for (PackDocuments each : documents) {
                PackSubject subject = new PackSubject(
                        range,
                        head,
                        Objects.requireNonNull(vouching),
                        disclosed,
                        withheld,
                        dossier,
                        sheets,
                        first == null ? at(range.from()) : first,
                        last == null ? at(range.to() - 1) : last,
                        asOf,
                        parts);
                for (PackFile file : each.write(subject)) {
                    listed(file.name(), file.mediaType(), file.title(), file.content());
                    parts.add(file);
                }
            }
        }

        private Instant at(long position) {
            return log.read(position, 1).getFirst().at();
        }

        private void tables() throws IOException {
            for (String family : tables.families()) {
                String name = EventTable.entry(family);
                container.begin(name, PackFormat.TABLE_TYPE);
                container.write(EventTable.head());
                tables.rows(family, container::write);
                list(name, PackFormat.TABLE_TYPE, EventTable.title(family), container.end());
            }
        }

        private void listed(String name, String mediaType, String title, byte[] content) throws IOException {
            checkSize(name, content, "Ask for a scope, or for fewer events.");
            list(name, mediaType, title, container.add(name, mediaType, content));
        }

        private static void checkSize(String name, byte[] content, String advice) throws IOException {
            if (content.length > PackFormat.MAX_ENTRY) {
                throw new IOException("'" + name + "' has " + content.length + " bytes, and a file of a pack may have "
                        + PackFormat.MAX_ENTRY + ". " + advice);
            }
        }

        private void list(String name, String mediaType, String title, SignedContainer.Written written) {
            files.add(new ListedFile(name, mediaType, title, written.bytes(), written.sha256()));
        }

        private void entry(String name, byte[] content) throws IOException {
            checkSize(
                    name,
                    content,
                    name.equals(PackFormat.FIGURES)
                            ? "Ask for fewer periods of figures."
                            : "Ask for a scope or a range that does without it.");
            container.add(name, PackFormat.mediaType(name), content);
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
