package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.Event;
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
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.StreamTable;
import dev.chancery.record.EventCodec;
import dev.chancery.record.Sha256;
import dev.chancery.record.UnreadableEvent;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.verifier.pack.ContentRefs;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a pack. Reads it once from the first to the last line; what it keeps in memory grows with the number of streams, by
 * a few bytes each, and of tasks without outcome, not with the number of events.
 */
public final class Verification {

    private static final List<String> NOT_PROVEN = List.of(
            "That everything that the AI did was recorded: what never reached the log cannot be seen in it.",
            "That there is one log only: compare the checkpoint with one that someone else got, or ask who witnesses it.",
            "That the instants are right: they are those of the company's clocks.",
            "What withheld events say, and what a stream held after the last disclosed event when others are withheld.",
            "That a text which is not in the pack ever was: it may have been erased, and only its hash remains.");

    private static final String STAMPER =
            ", whose certificate is for time stamps, was valid then, and is given or leads to one that is.";

    /** In the number that is kept of a stream: below these bits the acts that are open in it, above the next sequence. */
    private static final int ACT_BITS = Acts.ALL.size();

    private static final long MAX_SEQUENCE = Long.MAX_VALUE >>> (ACT_BITS + 1);

    private final Pack pack;
    private final Trust trust;
    private final EventCodec codec = new EventCodec();

    private final List<String> losses = new ArrayList<>();
    private final List<String> checked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> notChecked = new ArrayList<>();

    private final StreamTable streams = new StreamTable();
    private final OpenActs acts = new OpenActs();
    private final SortedSet<PolicyVersion> used = new TreeSet<>(Comparator.comparing(PolicyVersion::value));
    private final Set<PolicyVersion> activated = new HashSet<>();
    private final SortedSet<String> rules = new TreeSet<>();
    private final MessageDigest lines = Sha256.own();
    private final Tables tables;
    private @Nullable ScopeCheck scope;
    private boolean isEverything;
    private boolean isContainer;
    private @Nullable PackDefect deferred;
    private @Nullable String unreadable;
    private Frontier frontier = new Frontier();

    /** The size of an older tree whose root is wanted, and its root once the leaves are there. */
    private long olderSize = -1;

    private byte @Nullable [] olderRoot;
    private long next;
    private long missing;
    private long firstMissing = -1;
    private long disclosed;
    private long withheld;
    private long contents;
    private long erased;
    private boolean tellsErased;
    private long textsElsewhere;
    private long unreadableCount;

    private Verification(Pack pack, Trust trust) {
        this.pack = pack;
        this.trust = trust;
        this.tables = new Tables(pack);
    }

    /** Verifies a pack by itself: whether it is in one piece, not whose it is. */
    public static Report verify(Path file) throws IOException {
        return verify(file, Trust.NONE);
    }

    /**
     * Verifies a pack.
     *
     * @param trust what the auditor knows beforehand
     * @throws IOException when the file cannot be read at all
     */
    public static Report verify(Path file, Trust trust) throws IOException {
        try (Pack pack = Pack.open(file)) {
            return new Verification(pack, trust).verify();
        } catch (PackDefect defect) {
            return report(defect, List.of(), List.of(), List.of(), List.of());
        }
    }

    private Report verify() throws IOException {
        try {
            Manifest manifest = pack.manifest();
            scope = manifest.scope() == null ? null : new ScopeCheck(manifest.scope(), manifest);
            tellsErased = manifest.tellsErased();
            isContainer = manifest.hasFiles();
            isEverything = manifest.scope() == null && manifest.from() == 0;
            checkReadme(manifest);
            Signers signers = Signers.of(pack);
            signed(signers);
            RangeProof proof = pack.proof();
            @Nullable
            Checkpoint older = trust.previous() == null
                    ? null
                    : signers.older(trust.previous(), "The earlier checkpoint that was given", Verdict.UNKNOWN_KEY);
            olderSize = older == null ? -1 : older.size();
            readLines(proof, signers, manifest);
            @Nullable Checkpoint previous = checkPrevious(signers);
            checkManifest(manifest, proof, signers, previous);
            checkScope(signers);
            checkStreams(manifest);
            checkContents();
            checkPolicies();
            checkFigures();
            @Nullable ContainerSignature signature = checkContainer(manifest);
            @Nullable TimestampToken token = checkTimestamp(signers);
            checkReadable();
            checkOlder(older, previous, signers);
            checkTrust(signers);
            checkAuthority(token, signature);
            checkSigner(signature);
            return report(null, losses, checked, notes, notChecked);
        } catch (PackDefect defect) {
            return report(defect, losses, checked, notes, List.of("Whatever would have come after this finding."));
        } finally {
            tables.close();
        }
    }

    private void checkReadme(Manifest manifest) throws IOException {
        if (!Arrays.equals(pack.readme(), PackFormat.readme(manifest.formatVersion()))) {
            throw tampered("README.txt is not the text that belongs to this format.");
        }
    }

    private void signed(Signers signers) {
        checked.add("The checkpoint (origin " + signers.head().origin() + ", "
                + signers.head().size() + " events) is signed by the key " + signers.key() + ".");
        if (!signers.rotations().isEmpty()) {
            checked.add("The log's key was replaced " + signers.rotations().size()
                    + " times before, each time signed by the old key and the new.");
        }
        signers.losses().forEach(loss -> losses.add(loss.sentence()));
        if (!signers.witnesses().isEmpty()) {
            checked.add("It is cosigned by " + signers.witnesses().size() + " witnesses: "
                    + String.join(", ", signers.witnesses()) + ".");
        }
    }

    private void readLines(RangeProof proof, Signers signers, Manifest manifest) throws IOException {
        Checkpoint checkpoint = signers.head();
        if (proof.treeSize() != checkpoint.size()) {
            throw tampered("The range proof is for a tree of " + proof.treeSize() + " events, the checkpoint of "
                    + checkpoint.size() + ".");
        }
        frontier = frontier(proof.from(), proof.left());
        next = proof.from();
        rememberOlder();
        Consumer<Line> reader = line -> {
            position(line.position(), proof);
            try {
                frontier.append(line.leafHash());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw tampered(
                        "Position " + line.position() + " holds what cannot have been stored: " + e.getMessage() + ".");
            }
            rememberOlder();
            switch (line) {
                case Line.Withheld w -> withheld++;
                case Line.Disclosed d -> {
                    disclosed(d, proof.from());
                    loss(d.event(), signers, manifest.formatVersion());
                    if (isContainer) {
                        tables.event(d.event());
                    }
                }
            }
        };
        if (isContainer) {
            pack.lines(reader, lines);
        } else {
            pack.lines(reader);
        }
        if (next < proof.to()) {
            miss(proof.to());
        }
        boolean leadsToRoot = Arrays.equals(root(frontier, proof), checkpoint.rootHash());
        if (missing > 0 && !leadsToRoot) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    missing + (missing == 1 ? " position is" : " positions are") + " missing, the first is "
                            + firstMissing + ".");
        }
        if (missing > 0) {
            throw tampered("The range proof names another range than the one that it proves.");
        }
        if (!leadsToRoot) {
            throw tampered("The events are not those that were signed: their hashes do not lead to the signed root "
                    + HexFormat.of().formatHex(checkpoint.rootHash()) + ".");
        }
        checked.add("Positions " + proof.from() + " to " + (proof.to() - 1) + " are all there, "
                + (disclosed + withheld) + " in number: " + disclosed + " events disclosed, " + withheld
                + " withheld (only their hash is here).");
        checked.add("Their hashes lead to the signed root "
                + HexFormat.of().formatHex(checkpoint.rootHash())
                + ", so none was changed, added, moved or removed since it was signed.");
    }

    private static Frontier frontier(long from, List<byte[]> left) {
        try {
            return Frontier.of(from, left);
        } catch (IllegalArgumentException e) {
            throw tampered("The range proof does not fit its range: " + e.getMessage() + ".");
        }
    }

    /** Empty when the lines and the hashes to the right make no tree of that size. */
    private static byte[] root(Frontier frontier, RangeProof proof) {
        try {
            return Merkle.rootFromRight(frontier, proof.treeSize(), proof.right());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** A gap alone is a missing line; positions that do not rise, or leave the range, were changed. */
    private void position(long position, RangeProof proof) {
        if (position < next || position >= proof.to()) {
            throw tampered("Position " + position + " stands where " + next + " was expected.");
        }
        if (position > next) {
            miss(position);
            if (disclosed + withheld == 0
                    && Long.bitCount(position) == proof.left().size()) {
                // Perhaps nothing is missing and the proof was changed: then this is where its range begins.
                frontier = frontier(position, proof.left());
            }
        }
        next = position + 1;
    }

    private void rememberOlder() {
        if (frontier.size() == olderSize) {
            olderRoot = frontier.root();
        }
    }

    private void miss(long until) {
        firstMissing = firstMissing < 0 ? next : firstMissing;
        missing += until - next;
    }

    private void disclosed(Line.Disclosed line, long from) {
        StoredEvent stored = line.event();
        disclosed++;
        @Nullable Event event = decoded(stored);
        stream(stored, event, from);
        contents(line);
        if (scope != null) {
            scope.take(stored, event).ifPresent(sentence -> defer(Verdict.TAMPERED, sentence));
        }
        if (event instanceof TaskOpened intent) {
            decidedUnder(intent.policy(), stored);
        } else if (event instanceof WorkflowEvent gate) {
            @Nullable PolicyVersion version = gate.policy();
            if (version != null) {
                decidedUnder(version, stored);
            }
        } else if (event instanceof PolicyDrafted draft) {
            decidedUnder(draft.base(), stored);
        } else if (event instanceof SandboxOpened sandbox) {
            decidedUnder(sandbox.policy(), stored);
        } else if (event instanceof SystemClassified classified) {
            rules.add(classified.ruleSet());
        } else if (event instanceof PracticesScreened screened) {
            rules.add(screened.ruleSet());
        } else if (event instanceof RuleSetAdopted adopted) {
            rules.add(adopted.version());
        } else if (event instanceof PolicyActivated policy) {
            activated.add(policy.version());
            if (!hash(policy.document().getBytes(StandardCharsets.UTF_8))
                    .equals(policy.version().value())) {
                defer(
                        Verdict.TAMPERED,
                        "Position " + stored.position()
                                + " activates a policy whose document is not that of its version.");
            }
        }
    }

    /** Where the pack shows everything from the first event on, it shows when a policy was put in force, and so that one never was. */
    private void decidedUnder(PolicyVersion version, StoredEvent stored) {
        used.add(version);
        if (isEverything && !activated.contains(version)) {
            defer(
                    Verdict.TAMPERED,
                    "Position " + stored.position() + " names the policy " + version
                            + ", which had not been put in force before.");
        }
    }

    /** A loss of which the log tells must be told: packs of today have it among their proofs, older ones had no place for it. */
    private void loss(StoredEvent stored, Signers signers, int version) {
        if (!stored.name().equals(Loss.NAME)
                || signers.losses().stream().anyMatch(l -> l.event().size() == stored.position())) {
            return;
        }
        if (version >= PackFormat.SINCE_LOSSES) {
            defer(
                    Verdict.TAMPERED,
                    "Position " + stored.position() + " tells of a loss that the pack does not name among its proofs.");
            return;
        }
        try {
            losses.add(Loss.read(stored).sentence());
        } catch (PackDefect defect) {
            defer(defect.verdict(), String.valueOf(defect.getMessage()));
        }
    }

    private @Nullable Event decoded(StoredEvent stored) {
        try {
            return codec.decode(stored.name(), stored.revision(), stored.payload());
        } catch (UnreadableEvent e) {
            unreadableCount++;
            unreadable = unreadable == null ? "Position " + stored.position() + ": " + e.getMessage() : unreadable;
            return null;
        }
    }

    private void stream(StoredEvent stored, @Nullable Event event, long from) {
        long known = streams.get(stored.stream());
        long expected = known == StreamTable.ABSENT ? 0 : known >>> ACT_BITS;
        long sequence = stored.sequence();
        boolean mayStartLater = known == StreamTable.ABSENT && from > 0;
        if (sequence != expected && !(mayStartLater && sequence >= 0 && sequence < MAX_SEQUENCE)) {
            defer(
                    Verdict.INCOMPLETE,
                    "The stream " + stored.stream() + " has a hole: sequence " + sequence + " at position "
                            + stored.position() + " where " + expected + " was expected.");
            sequence = expected;
        }
        int open = known == StreamTable.ABSENT ? 0 : (int) known & ((1 << ACT_BITS) - 1);
        streams.put(stored.stream(), ((sequence + 1) << ACT_BITS) | acts.event(stored, event, open));
        acts.broken().ifPresent(sentence -> defer(Verdict.INCOMPLETE, sentence));
    }

    /** Each text must be the one that the event commits to, and stand in the order in which the event refers to them. */
    private void contents(Line.Disclosed line) {
        List<ContentRef> refs = ContentRefs.in(line.event());
        contents += line.contents().size();
        erased += line.erased().size();
        textsElsewhere += refs.size() - line.contents().size();
        Iterator<Line.Shown> shown = line.contents().iterator();
        Iterator<String> gone = line.erased().iterator();
        Line.@Nullable Shown nextShown = next(shown);
        @Nullable String nextGone = next(gone);
        @Nullable String absent = null;
        for (ContentRef ref : refs) {
            String id = ref.content().value();
            if (nextShown != null && id.equals(nextShown.content())) {
                checkText(line.position(), ref, nextShown);
                nextShown = next(shown);
            } else if (nextGone != null && id.equals(nextGone)) {
                nextGone = next(gone);
            } else {
                absent = absent == null ? id : absent;
            }
        }
        if (nextShown != null || nextGone != null) {
            defer(
                    Verdict.TAMPERED,
                    "Position " + line.position()
                            + (nextShown != null
                                    ? " discloses the text " + printable(nextShown.content())
                                    : " tells that the text " + nextGone + " is erased")
                            + ", to which its event does not refer there.");
        } else if (absent != null && tellsErased && line.event().stream().startsWith("task/")) {
            defer(
                    Verdict.INCOMPLETE,
                    "The text " + absent + ", to which position " + line.position()
                            + " refers, is neither in the pack nor told to be erased.");
        }
    }

    private static <T> @Nullable T next(Iterator<T> left) {
        return left.hasNext() ? left.next() : null;
    }

    private void checkText(long position, ContentRef ref, Line.Shown shown) {
        byte[] utf8 = shown.text().getBytes(StandardCharsets.UTF_8);
        if (ref.bytes() != utf8.length
                || !Content.commitment(shown.salt(), utf8).equals(ref.commitment())) {
            defer(
                    Verdict.TAMPERED,
                    "The text " + shown.content() + " at position " + position
                            + " is not the one that was recorded: its salted hash is another.");
        }
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), 200)).replaceAll("[^!-~]", "?");
    }

    /** What only means something once the lines are known to be those that were signed. */
    private void defer(Verdict verdict, String sentence) {
        if (deferred == null) {
            deferred = new PackDefect(verdict, sentence);
        }
    }

    /** The older head that the pack brings; null when it brings none. */
    private @Nullable Checkpoint checkPrevious(Signers signers) throws IOException {
        Optional<Pack.Previous> brought = pack.previous();
        if (brought.isEmpty()) {
            return null;
        }
        Pack.Previous previous = brought.get();
        Checkpoint older = signers.older(previous.checkpoint(), "The earlier checkpoint in the pack", Verdict.TAMPERED);
        Checkpoint head = signers.head();
        PackJson.Consistency proof = previous.proof();
        if (Note.parse(previous.checkpoint()).signatures().size() != 1
                || proof.from() != older.size()
                || proof.to() != head.size()
                || !Merkle.isConsistent(older.size(), older.rootHash(), head.size(), head.rootHash(), proof.hashes())) {
            throw tampered(
                    "The log is not what it was: the proof does not lead from the earlier checkpoint in the pack ("
                            + older.size() + " events) to the newer one.");
        }
        checked.add("The log only grew since the earlier checkpoint in the pack, of " + older.size() + " events.");
        return older;
    }

    private void checkManifest(Manifest manifest, RangeProof proof, Signers signers, @Nullable Checkpoint previous)
            throws IOException {
        Manifest computed = Manifest.of(
                manifest.formatVersion(),
                signers.head().origin(),
                manifest.scope(),
                proof.from(),
                proof.to(),
                signers.head().size(),
                disclosed,
                withheld,
                contents,
                tellsErased || erased > 0 ? (Long) erased : null,
                previous == null ? null : previous.size(),
                signers.key(),
                unreadableCount == 0 ? List.copyOf(rules) : manifest.namedRules(),
                manifest.listed());
        if (!computed.equals(manifest)) {
            throw tampered(
                    "manifest.json is not true of this pack: it says " + manifest + ", but it is " + computed + ".");
        }
        if (manifest.contents() == null && contents > 0) {
            throw tampered("The pack discloses texts, which a pack of its format does not.");
        }
        if (!tellsErased && contents > 0 && manifest.formatVersion() >= PackFormat.SINCE_CONTAINER) {
            throw tampered("The pack discloses texts and does not tell how many are erased.");
        }
        if (erased > 0 && manifest.formatVersion() < PackFormat.SINCE_CONTAINER) {
            throw tampered("The pack tells of erased texts, which a pack of its format does not.");
        }
        if (deferred != null) {
            throw deferred;
        }
        if (manifest.scope() == null && withheld > 0) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    "The pack has no scope, so all is disclosed, but " + withheld + " events are withheld.");
        }
        checked.add("manifest.json is true of the pack"
                + (manifest.scope() == null
                        ? "; it has no scope, so all is disclosed."
                        : "; its scope is the " + manifest.scope() + ", and what is disclosed belongs to it."));
    }

    private void checkScope(Signers signers) throws IOException {
        if (scope != null) {
            notChecked.addAll(scope.over(pack, signers.head()));
        }
        if (pack.system().isPresent() && (scope == null || !scope.isOfSystem())) {
            throw tampered("The pack brings the description of a system, but is of none.");
        }
    }

    private void checkStreams(Manifest manifest) {
        checked.add("The sequences of " + streams.size() + " streams have no hole within what is disclosed.");
        checked.addAll(acts.paired());
        notes.addAll(acts.open());
        if (manifest.from() > 0) {
            notes.add("The pack begins at position " + manifest.from() + "; what was before is not in it.");
        }
        if (manifest.to() < manifest.treeSize()) {
            notes.add("The pack ends before position " + manifest.to() + "; the signed log goes on to "
                    + manifest.treeSize() + ".");
        }
    }

    private void checkContents() {
        if (contents > 0) {
            checked.add(
                    contents + " disclosed texts are those that were recorded: their salted hashes are in the events.");
        }
        if (erased > 0) {
            notes.add(erased + " texts to which events refer were erased when the pack was written, as it says; their"
                    + " hashes are in the events, and every proof holds without them.");
        }
        if (textsElsewhere > erased) {
            notes.add((textsElsewhere - erased)
                    + " texts to which events refer are not in the pack: they were not asked for, or are erased.");
        }
    }

    private @Nullable TimestampToken checkTimestamp(Signers signers) throws IOException {
        byte @Nullable [] response = pack.timestamp().orElse(null);
        if (response == null) {
            return null;
        }
        try {
            TimestampToken token = TimestampToken.read(response);
            byte[] text = signers.note().text().getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(token.imprint(), Sha256.digest().digest(text))) {
                throw tampered("The time stamp is of something else than this checkpoint.");
            }
            checked.add("A time stamp that says " + token.time() + " is of this checkpoint.");
            return token;
        } catch (IllegalArgumentException e) {
            throw tampered("The time stamp cannot be read: " + e.getMessage() + ".");
        }
    }

    /** Who made the time stamps, of the checkpoint and of the container's signature, by the certificates that the auditor brings. */
    private void checkAuthority(@Nullable TimestampToken token, @Nullable ContainerSignature signature) {
        boolean isStamped = signature != null && signature.stamp() != null;
        Optional<String> stamper = signature == null ? Optional.empty() : signature.stampedBy(trust.authorities());
        if (trust.authorities().isEmpty()) {
            if (token != null || isStamped) {
                notChecked.add("Who made the time stamp: unverifiable, no certificate of the authority was given."
                        + " Give it with --timestamp-certificates.");
            }
            return;
        }
        if (token == null && stamper.isEmpty()) {
            throw isStamped
                    ? new PackDefect(
                            Verdict.UNKNOWN_KEY,
                            "The only time stamp, of the container's signature, is not of an authority that was given.")
                    : new PackDefect(
                            Verdict.INCOMPLETE,
                            "Certificates of a time-stamping authority were given, but the pack has no time stamp.");
        }
        if (token != null) {
            checked.add("The time stamp is signed by "
                    + TimestampAuthority.of("The time stamp", token, trust.authorities()) + STAMPER);
        }
        if (stamper.isPresent()) {
            checked.add("The time stamp of the container's signature is signed by " + stamper.get() + STAMPER);
        } else if (isStamped) {
            notChecked.add("Who made the time stamp of the container's signature: no authority that was given.");
        }
        notChecked.add("Whether the authority's certificate was revoked: that needs a network.");
    }

    private void checkPolicies() throws IOException {
        SortedSet<PolicyVersion> there = pack.policies();
        for (PolicyVersion version : there) {
            if (!hash(pack.policy(version)).equals(version.value())) {
                throw tampered("The document of policy " + version + " is not that of its version.");
            }
        }
        for (PolicyVersion version : used) {
            if (!there.contains(version)) {
                throw new PackDefect(
                        Verdict.INCOMPLETE,
                        "The policy " + version + ", under which something in the pack was decided, is not in it.");
            }
        }
        if (unreadableCount == 0 && !used.containsAll(there)) {
            throw tampered("The pack has a policy under which nothing in it was decided.");
        }
        checked.add("The documents of " + there.size()
                + " policy versions, all under which something in the pack was decided, match their versions' hashes.");
        if (isEverything) {
            checked.add(
                    "Each of them had been put in force before anything was decided under it: the events that say so are in the pack.");
        } else {
            notChecked.add(
                    "Whether the policies had been put in force before anything was decided under them: only a pack without a"
                            + " scope that begins at position 0 shows that.");
        }
    }

    /** That they are told in their one form; whether they follow from the events, {@link FigureCheck} finds out. */
    private void checkFigures() throws IOException {
        int told = pack.figures().size();
        if (told > 0) {
            notChecked.add("Whether the " + told + " figures follow from the events: 'figures' does that.");
        }
    }

    /** The container's files and its signature; null in a pack that is none. */
    private @Nullable ContainerSignature checkContainer(Manifest manifest) throws IOException {
        if (!isContainer) {
            return null;
        }
        Container container = new Container(pack, manifest, lines.digest(), tables.digests());
        byte[] signed = container.check();
        ContainerSignature signature = ContainerSignature.of(pack.content(PackFormat.SIGNATURE), signed);
        checked.add("The files that manifest.json lists, " + manifest.listed().size()
                + " in number, are those of the pack, unchanged.");
        long count = manifest.listed().stream()
                .filter(file -> file.name().startsWith(PackFormat.TABLES))
                .count();
        checked.add("The " + count + " tables of events say what events.jsonl says, and nothing else.");
        checked.add(signature.sentence());
        if (!container.hasThisPage()) {
            notes.add(
                    "The page " + PackFormat.PAGE
                            + " in the pack is not the one of this verifier, but of another version or of somebody else's making: do not judge packs by it.");
        }
        if (manifest.listed().stream().anyMatch(file -> isDocument(file.name()))) {
            notChecked.add(
                    "Whether the documents and the report say what the events say: they are what was signed, no more.");
        }
        return signature;
    }

    private static boolean isDocument(String name) {
        return name.equals(PackFormat.REPORT) || name.startsWith(PackFormat.DOCUMENTS);
    }

    /** Who signed the container, by the certificates that the auditor brings. */
    private void checkSigner(@Nullable ContainerSignature signature) {
        if (trust.signers().isEmpty()) {
            if (signature != null) {
                notChecked.add(
                        "Whose the certificate is with which the container was signed: give it, or its issuer's, with --signer-certificates.");
            }
            return;
        }
        if (signature == null) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    "Certificates of a signer were given, but a pack of this format is not signed as a whole: only its checkpoint is.");
        }
        checked.add(signature.trusted(trust.signers(), trust.authorities()));
        notChecked.add("Whether the signer's certificate was revoked: that needs a network.");
    }

    private void checkReadable() {
        if (unreadable != null) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    unreadableCount + " events cannot be read by this version. " + unreadable
                            + ". Use a newer verifier.");
        }
    }

    /** The head that the auditor kept must be a beginning of this log, by the pack's own leaves or by the proof that it brings. */
    private void checkOlder(@Nullable Checkpoint older, @Nullable Checkpoint previous, Signers signers) {
        Checkpoint head = signers.head();
        if (older == null) {
            notChecked.add("Whether the log only grew since an earlier pack: give that one with --previous.");
            return;
        }
        Optional<Loss> loss = signers.lossOf(older.origin());
        loss.filter(l -> older.size() > l.event().size()).ifPresent(l -> {
            throw lost(older, l);
        });
        if (older.size() > head.size()) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The checkpoint given as the earlier one is the later: it has " + older.size()
                            + " events, the pack's " + head.size()
                            + ". Verify the later pack with the earlier one as --previous.");
        }
        byte @Nullable [] root = older.size() == head.size()
                ? head.rootHash()
                : previous != null && previous.size() == older.size() ? previous.rootHash() : olderRoot;
        if (root == null) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    "The pack has nothing that leads from the earlier checkpoint, of " + older.size()
                            + " events, to its own. Ask for the pack again "
                            + (loss.isEmpty()
                                    ? "with that checkpoint as 'previous'."
                                    : "from a position that is not beyond " + older.size() + "."));
        }
        if (!Arrays.equals(root, older.rootHash())) {
            throw tampered("The log was rewritten: its first " + older.size()
                    + " events are not those of the earlier checkpoint, which the same log signed. Keep both.");
        }
        checked.add("The log only grew since the earlier checkpoint that was given, of " + older.size() + " events.");
    }

    private static PackDefect lost(Checkpoint older, Loss loss) {
        long known = loss.event().knownSize();
        return new PackDefect(
                Verdict.INCOMPLETE,
                "The earlier checkpoint that was given is of " + older.size() + " events of " + older.origin()
                        + "; those from position " + loss.event().size()
                        + " on were lost and are not in this log. Keep that checkpoint."
                        + (older.size() > known ? " The log admits to " + known + " signed events only." : ""));
    }

    private void checkTrust(Signers signers) {
        @Nullable String trusted = trust.key();
        if (trusted == null) {
            notChecked.add(
                    "Whose key signed it. No --key was given, so the key in the pack was used: that shows that the"
                            + " pack is in one piece, not that it is the company's.");
        } else if (!signers.leadsFrom(trusted)) {
            throw new PackDefect(
                    Verdict.UNKNOWN_KEY,
                    "The pack is in one piece, but signed by " + signers.key() + ", not by the key that was given ("
                            + trusted + ")" + (signers.rotations().isEmpty() ? "." : ", nor by one that followed it.")
                            + (signers.losses().isEmpty()
                                    ? ""
                                    : " That key did not sign that this log goes on from another after a loss."));
        } else if (trusted.equals(signers.key())) {
            checked.add("The key that was given signed the checkpoint.");
        } else if (signers.leadsAcrossLosses(trusted)) {
            checked.add(
                    "The key that was given is of a log that lost events; it, or one after it, signed that this log's"
                            + " key goes on after the accepted loss, and that one signed the checkpoint, or leads to who did.");
        } else {
            checked.add(
                    "The key that was given was replaced; those after it lead to the one that signed the checkpoint.");
        }
        int cosigned = signers.cosigned(trust.witnesses());
        if (cosigned < trust.quorum()) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    "Of the " + trust.witnesses().size() + " witnesses that were given, " + cosigned
                            + " cosigned the checkpoint; " + trust.quorum() + " must have.");
        }
        if (cosigned > 0) {
            checked.add(cosigned + " of the " + trust.witnesses().size()
                    + " witnesses that were given cosigned the checkpoint.");
        } else if (!signers.witnesses().isEmpty()) {
            notChecked.add("Who the witnesses are. No --witness was given, so their keys in the pack were used.");
        }
        notChecked.add("Whether the decisions follow from the policies: 'replay' does that.");
    }

    private static Report report(
            @Nullable PackDefect defect,
            List<String> losses,
            List<String> checked,
            List<String> notes,
            List<String> notChecked) {
        Verdict verdict = defect == null ? Verdict.VERIFIED : defect.verdict();
        return new Report(
                verdict,
                verdict.exitCode(),
                List.copyOf(losses),
                defect == null ? List.of() : List.of(String.valueOf(defect.getMessage())),
                List.copyOf(checked),
                List.copyOf(notes),
                List.copyOf(notChecked),
                NOT_PROVEN);
    }

    private static String hash(byte[] document) {
        return HexFormat.of().formatHex(Sha256.digest().digest(document));
    }

    private static PackDefect tampered(String sentence) {
        return new PackDefect(Verdict.TAMPERED, sentence);
    }
}
