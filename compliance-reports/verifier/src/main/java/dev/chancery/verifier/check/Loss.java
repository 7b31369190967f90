package dev.chancery.verifier.check;

import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.RecordJson;
import dev.chancery.record.UnreadableEvent;
import dev.chancery.record.merkle.Frontier;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Rotations;
import dev.chancery.record.note.Succession;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a log goes on after a loss that somebody accepted: under another name and key, with an event that says so.
 *
 * @param event what it says
 * @param at when that was recorded, by the company's clock
 * @param oldKey that the old log had; no key when that was lost as well
 * @param handedOver whether the old key signed that the new one follows it
 */
record Loss(LogRestored event, Instant at, String oldKey, boolean handedOver) {

    /** The stored name of the event. */
    static final String NAME = "log.restored";

    private static final String STREAM = "log";

    /**
     * The losses that a pack names, oldest first; each is proven to be an event of the signed log.
     *
     * @throws PackDefect when one is not, or they do not lead to this log
     */
    static List<Loss> of(Pack pack, Checkpoint head) throws IOException {
        List<Loss> losses = new ArrayList<>();
        String origin = null;
        for (PackJson.ProvenEvent proven : pack.losses()) {
            StoredEvent stored = proven.line().event();
            if (!isProven(proven, head)) {
                throw tampered("The loss that the pack names at position " + stored.position()
                        + " is no event of the signed log.");
            }
            Loss loss = read(stored);
            if (origin != null && !origin.equals(loss.event.from())) {
                throw tampered("The losses that the pack names do not follow each other: after " + origin + " comes "
                        + loss.event.from() + ".");
            }
            origin = loss.event.to();
            losses.add(loss);
        }
        if (origin != null && !origin.equals(head.origin())) {
            throw tampered("The losses that the pack names lead to the log " + origin + ", but it is of "
                    + head.origin() + ".");
        }
        return List.copyOf(losses);
    }

    /** Whether an event is in the signed tree. */
    static boolean isProven(PackJson.ProvenEvent proven, Checkpoint head) {
        long position = proven.line().position();
        try {
            Frontier frontier = Frontier.of(position, proven.left());
            frontier.append(proven.line().leafHash());
            return position < head.size()
                    && Arrays.equals(Merkle.rootFromRight(frontier, head.size(), proven.right()), head.rootHash());
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    /**
     * Reads the event that tells of a loss.
     *
     * @throws PackDefect when it is none, or contradicts itself
     */
    static Loss read(StoredEvent stored) {
        try {
            if (!stored.stream().equals(STREAM)
                    || !(new EventCodec().decode(stored.name(), stored.revision(), stored.payload())
                            instanceof LogRestored event)) {
                throw tampered("Position " + stored.position() + " tells of no loss.");
            }
            Succession.Signed signed = Succession.verified(event.succession());
            Succession says = signed.succession();
            if (!says.equals(new Succession(event.from(), event.size(), says.from(), event.key()))
                    || !NoteVerifier.parse(event.key()).name().equals(event.to())
                    || event.to().equals(event.from())
                    || event.size() != stored.position()
                    || event.knownSize() < event.size()) {
                throw contradicts(stored, "the note of the succession says something else");
            }
            Rotations.follow(says.from(), event.rotations());
            if (event.rotations().stream()
                    .anyMatch(r -> !Rotation.verified(r).origin().equals(event.from()))) {
                throw contradicts(stored, "its rotations are of another log");
            }
            return new Loss(event, stored.at(), says.from(), signed.byOldKey());
        } catch (NoteException e) {
            throw contradicts(stored, e.getMessage());
        } catch (UnreadableEvent e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The loss at position " + stored.position() + " cannot be read by this version: " + e.getMessage()
                            + ". Use a newer verifier.");
        }
    }

    private static PackDefect contradicts(StoredEvent stored, @Nullable String why) {
        return tampered("The loss at position " + stored.position() + " contradicts itself: " + why + ".");
    }

    /** The new log's key, for who trusts a key of the old one; empty when the old log did not hand over to it. */
    Optional<String> successorOf(String trusted) {
        return handedOver && Rotations.follow(trusted, event.rotations()).equals(oldKey)
                ? Optional.of(event.key())
                : Optional.empty();
    }

    /** What was lost, when, and who says so. */
    String sentence() {
        long lost = event.knownSize() - event.size();
        return printable("A loss was accepted: this log goes on from " + event.from() + " as " + event.to() + ". "
                + (lost == 0
                        ? "No event is known to be lost, but the old log's key was."
                        : "Lost " + (lost == 1 ? "is position " : "are positions ")
                                + (lost == 1 ? event.size() : event.size() + " to " + (event.knownSize() - 1))
                                + " of the old log, which had signed " + event.knownSize()
                                + " events as far as is known.")
                + " Recorded at position " + event.size() + ", " + RecordJson.text(at) + ", by " + event.by() + ": "
                + event.reason() + ". "
                + (handedOver
                        ? "The old key signed that the new one follows it."
                        : "The old key did not sign it: only the new one says so."));
    }

    /** What the log says is shown, and must not move a terminal's cursor. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }

    private static PackDefect tampered(String sentence) {
        return new PackDefect(Verdict.TAMPERED, sentence);
    }
}
