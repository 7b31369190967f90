package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.Sha256;
import dev.chancery.record.UnreadableEvent;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a pack. Reads it once from the first to the last line; what it keeps in memory grows with the number of streams, by
 * a few bytes each, and of tasks without outcome, not with the number of events.
 */
public final class Verification {

    /** So many names of tasks without outcome are told. */
    private static final int NAMED = 20;

    private static final List<String> NOT_PROVEN = List.of(
            "That everything that the AI did was recorded: what never reached the log cannot be seen in it.",
            "That there is one log only: compare the checkpoint with one that someone else got.",
            "That the instants are right: they are those of the company's clocks.",
            "What withheld events say, and what a stream held after the last disclosed event when others are withheld.");

    private final Pack pack;
    private final @Nullable NoteVerifier trusted;
    private final EventCodec codec = new EventCodec();

    private final List<String> checked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> notChecked = new ArrayList<>();

    private final Sequences sequences = new Sequences();
    private final SequencedSet<String> open = new LinkedHashSet<>();
    private final SortedSet<PolicyVersion> used = new TreeSet<>(Comparator.comparing(PolicyVersion::value));
    private @Nullable PackDefect deferred;
    private @Nullable String unreadable;
    private long next;
    private long missing;
    private long firstMissing = -1;
    private long disclosed;
    private long withheld;
    private long opened;
    private long unreadableCount;

    private Verification(Pack pack, @Nullable NoteVerifier trusted) {
        this.pack = pack;
        this.trusted = trusted;
    }

    /**
     * Verifies a pack.
     *
     * @param trusted the key that must have signed it; null to take the one in the pack
     * @throws IOException when the file cannot be read at all
     */
    public static Report verify(Path file, @Nullable NoteVerifier trusted) throws IOException {
        try (Pack pack = Pack.open(file)) {
            return new Verification(pack, trusted).verify();
        } catch (PackDefect defect) {
            return report(defect, List.of(), List.of(), List.of());
        }
    }

    private Report verify() throws IOException {
        try {
            checkReadme();
            Checkpoint checkpoint = checkpoint();
            RangeProof proof = pack.proof();
            Manifest manifest = pack.manifest();
            checkRoot(readLines(proof, manifest.scope()), proof, checkpoint);
            checkManifest(manifest, proof, checkpoint);
            checkStreams(manifest);
            checkPolicies();
            checkReadable();
            checkTrust();
            return report(null, checked, notes, notChecked);
        } catch (PackDefect defect) {
            return report(defect, checked, notes, List.of("Whatever would have come after this finding."));
        }
    }

    private void checkReadme() throws IOException {
        if (!Arrays.equals(pack.readme(), PackFormat.readme())) {
            throw tampered("README.txt is not the text that belongs to this format.");
        }
    }

    private Checkpoint checkpoint() throws IOException {
        String text = pack.checkpoint();
        try {
            NoteVerifier key = NoteVerifier.parse(pack.key());
            Note note = Note.parse(text);
            if (key.verify(note) != NoteVerifier.Verdict.VERIFIED) {
                throw tampered("The signature of the checkpoint is not genuine: the pack's key did not sign this.");
            }
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            checked.add("The checkpoint (origin " + checkpoint.origin() + ", " + checkpoint.size()
                    + " events) is signed by the key " + pack.key() + ".");
            return checkpoint;
        } catch (NoteException e) {
            throw tampered("The checkpoint or its key is damaged: " + e.getMessage() + ".");
        }
    }

    /** The tree up to the end of the range. */
    private Frontier readLines(RangeProof proof, @Nullable Scope scope) throws IOException {
        Frontier frontier;
        try {
            frontier = Frontier.of(proof.from(), proof.left());
        } catch (IllegalArgumentException e) {
            throw tampered("The range proof does not fit its range: " + e.getMessage() + ".");
        }
        next = proof.from();
        pack.lines(line -> {
            position(line.position(), proof.to());
            try {
                frontier.append(line.leafHash());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw tampered(
                        "Position " + line.position() + " holds what cannot have been stored: " + e.getMessage());
            }
            switch (line) {
                case Line.Withheld w -> withheld++;
                case Line.Disclosed d -> disclosed(d.event(), proof.from(), scope);
            }
        });
        if (next < proof.to()) {
            miss(proof.to());
        }
        if (missing > 0) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    missing + (missing == 1 ? " position is" : " positions are") + " missing, the first is "
                            + firstMissing + ".");
        }
        return frontier;
    }

    /** A gap alone is a missing line; positions that do not rise, or leave the range, were changed. */
    private void position(long position, long to) {
        if (position < next || position >= to) {
            throw tampered("Position " + position + " stands where " + next + " was expected.");
        }
        if (position > next) {
            miss(position);
        }
        next = position + 1;
    }

    private void miss(long until) {
        firstMissing = firstMissing < 0 ? next : firstMissing;
        missing += until - next;
    }

    private void disclosed(StoredEvent stored, long from, @Nullable Scope scope) {
        disclosed++;
        sequence(stored, from);
        if (scope != null
                && !stored.stream().equals(scope.stream())
                && (scope.task() != null || !stored.stream().startsWith("task/"))) {
            defer(
                    Verdict.TAMPERED,
                    "The pack says that its scope is " + scope + ", but discloses " + stored.stream() + ".");
        }
        Event event;
        try {
            event = codec.decode(stored.name(), stored.revision(), stored.payload());
        } catch (UnreadableEvent e) {
            unreadableCount++;
            unreadable = unreadable == null ? "Position " + stored.position() + ": " + e.getMessage() : unreadable;
            return;
        }
        if (event instanceof TaskOpened intent) {
            opened++;
            open.add(stored.stream());
            used.add(intent.policy());
            if (scope != null && !scope.includes(intent)) {
                defer(
                        Verdict.TAMPERED,
                        "The pack says that its scope is " + scope + ", but discloses the task " + intent.task() + ".");
            }
        } else if (event instanceof PolicyActivated policy
                && !hash(policy.document().getBytes(StandardCharsets.UTF_8))
                        .equals(policy.version().value())) {
            defer(
                    Verdict.TAMPERED,
                    "Position " + stored.position() + " activates a policy whose document is not that of its version.");
        } else if (Outcomes.isOutcome(event)) {
            open.remove(stored.stream());
        }
    }

    private void sequence(StoredEvent stored, long from) {
        long expected = sequences.put(stored.stream(), stored.sequence());
        boolean first = expected < 0;
        if (first ? from == 0 && stored.sequence() != 0 : stored.sequence() != expected) {
            defer(
                    Verdict.INCOMPLETE,
                    "The stream " + stored.stream() + " has a hole: sequence " + stored.sequence() + " at position "
                            + stored.position() + " where " + Math.max(expected, 0) + " was expected.");
        }
    }

    /** What only means something once the lines are known to be those that were signed. */
    private void defer(Verdict verdict, String sentence) {
        if (deferred == null) {
            deferred = new PackDefect(verdict, sentence);
        }
    }

    private void checkRoot(Frontier frontier, RangeProof proof, Checkpoint checkpoint) {
        byte[] root;
        try {
            if (proof.treeSize() != checkpoint.size()) {
                throw tampered("The range proof is for a tree of " + proof.treeSize() + " events, the checkpoint of "
                        + checkpoint.size() + ".");
            }
            root = Merkle.rootFromRight(frontier, proof.treeSize(), proof.right());
        } catch (IllegalArgumentException e) {
            throw tampered("The range proof does not fit its range: " + e.getMessage() + ".");
        }
        if (!Arrays.equals(root, checkpoint.rootHash())) {
            throw tampered("The events are not those that were signed: their hashes do not lead to the signed root "
                    + HexFormat.of().formatHex(checkpoint.rootHash()) + ".");
        }
        checked.add("Positions " + proof.from() + " to " + (proof.to() - 1) + " are all there, "
                + (disclosed + withheld) + " in number: " + disclosed + " events disclosed, " + withheld
                + " withheld (only their hash is here).");
        checked.add("Their hashes lead to the signed root " + HexFormat.of().formatHex(checkpoint.rootHash())
                + ", so none was changed, added, moved or removed since it was signed.");
    }

    private void checkManifest(Manifest manifest, RangeProof proof, Checkpoint checkpoint) throws IOException {
        Manifest computed = Manifest.of(
                checkpoint.origin(),
                manifest.scope(),
                proof.from(),
                proof.to(),
                checkpoint.size(),
                disclosed,
                withheld,
                pack.key());
        if (!computed.equals(manifest)) {
            throw tampered(
                    "manifest.json is not true of this pack: it says " + manifest + ", but it is " + computed + ".");
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

    private void checkStreams(Manifest manifest) {
        checked.add("The sequences of " + sequences.size() + " streams have no hole within what is disclosed.");
        checked.add(opened + " tasks were opened; " + (opened - open.size()) + " have their outcome in the pack.");
        if (!open.isEmpty()) {
            List<String> names = open.stream().limit(NAMED).toList();
            notes.add(open.size() + " tasks have no outcome within the pack: " + String.join(", ", names)
                    + (open.size() > NAMED ? ", …" : "") + ".");
        }
        if (manifest.from() > 0) {
            notes.add("The pack begins at position " + manifest.from() + "; what was before is not in it.");
        }
        if (manifest.to() < manifest.treeSize()) {
            notes.add("The pack ends before position " + manifest.to() + "; the signed log goes on to "
                    + manifest.treeSize() + ".");
        }
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
                        "The policy " + version + ", under which tasks of the pack were decided, is not in it.");
            }
        }
        if (unreadableCount == 0 && !used.containsAll(there)) {
            throw tampered("The pack has a policy under which no task of it was decided.");
        }
        checked.add("The documents of " + there.size()
                + " policy versions, all under which tasks of the pack were decided, match their versions' hashes.");
    }

    private void checkReadable() {
        if (unreadable != null) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    unreadableCount + " events cannot be read by this version. " + unreadable
                            + ". Use a newer verifier.");
        }
    }

    private void checkTrust() throws IOException {
        if (trusted == null) {
            notChecked.add(
                    "Whose key signed it. No --key was given, so the key in the pack was used: that shows that the"
                            + " pack is in one piece, not that it is the company's.");
        } else if (trusted.verify(Note.parse(pack.checkpoint())) != NoteVerifier.Verdict.VERIFIED) {
            throw new PackDefect(
                    Verdict.UNKNOWN_KEY,
                    "The pack is in one piece, but signed by " + pack.key() + ", not by the key that was given ("
                            + trusted.name() + ").");
        } else {
            checked.add("The key that was given signed the checkpoint.");
        }
        notChecked.add("Whether the decisions follow from the policies: 'replay' does that.");
        notChecked.add("Prompts and answers: they are not in the pack, only salted hashes of them.");
    }

    private static Report report(
            @Nullable PackDefect defect, List<String> checked, List<String> notes, List<String> notChecked) {
        Verdict verdict = defect == null ? Verdict.VERIFIED : defect.verdict();
        return new Report(
                verdict,
                verdict.exitCode(),
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
