package dev.chancery.verifier.check;

import dev.chancery.record.Sha256;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Rotations;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Who signed a pack: the log's key, those before it, and the witnesses; as far as the pack itself tells. Whose they are is for the
 * auditor to know.
 *
 * @param head what is signed
 * @param note the same with its signatures
 * @param key the log's key that signed it
 * @param rotations of the log's key, oldest first
 * @param witnesses keys that cosigned, every one
 * @param losses how the log came from those before it, oldest first
 */
record Signers(
        Checkpoint head, Note note, String key, List<String> rotations, List<String> witnesses, List<Loss> losses) {

    /** Of C2SP signed-note. */
    private static final byte ED25519 = 1;

    /**
     * Verifies every signature of a pack's checkpoint and of its rotations.
     *
     * @throws PackDefect when one is not genuine
     */
    static Signers of(Pack pack) throws IOException {
        try {
            Note note = Note.parse(pack.checkpoint());
            Checkpoint head = Checkpoint.parse(note.text());
            String key = pack.key();
            checkAlgorithm(key);
            if (NoteVerifier.parse(key).verify(note) != NoteVerifier.Verdict.VERIFIED) {
                throw tampered("The signature of the checkpoint is not genuine: the pack's key did not sign this.");
            }
            Signers signers = new Signers(head, note, key, pack.rotations(), pack.witnesses(), Loss.of(pack, head));
            signers.checkRotations();
            signers.checkWitnesses();
            return signers;
        } catch (NoteException e) {
            throw tampered("The checkpoint or its key is damaged: " + e.getMessage() + ".");
        }
    }

    /** A key that is in order but for an algorithm that came later. */
    private static void checkAlgorithm(String key) {
        String[] parts = key.split("\\+", 3);
        byte[] encoded = parts.length == 3 && parts[2].matches("[A-Za-z0-9+/]+={0,2}") && parts[2].length() % 4 == 0
                ? Base64.getDecoder().decode(parts[2])
                : new byte[0];
        if (encoded.length > 0 && encoded[0] != ED25519) {
            MessageDigest id = Sha256.digest();
            id.update((parts[0] + "\n").getBytes(StandardCharsets.UTF_8));
            if (HexFormat.of().formatHex(id.digest(encoded), 0, 4).equals(parts[1])) {
                throw new PackDefect(
                        Verdict.UNVERIFIABLE,
                        "The pack's key is of the algorithm " + encoded[0]
                                + ", which this version does not know. Use a newer verifier.");
            }
        }
    }

    private void checkRotations() {
        for (int i = 0; i < rotations.size(); i++) {
            Rotation rotation = rotation(rotations.get(i));
            boolean last = i == rotations.size() - 1;
            if (!rotation.origin().equals(head.origin())
                    || Note.parse(rotations.get(i)).signatures().size() != 2
                    || (last && (!rotation.to().equals(key) || rotation.size() > head.size()))) {
                throw tampered("The log's key was not replaced as the pack says: rotation " + (i + 1)
                        + " does not lead to the key that signed.");
            }
        }
        try {
            Rotations.keyAt(key, rotations, head.size());
        } catch (NoteException e) {
            throw tampered("The log's key was not replaced as the pack says: " + e.getMessage() + ".");
        }
    }

    private static Rotation rotation(String note) {
        try {
            return Rotation.verified(note);
        } catch (NoteException e) {
            throw tampered("A rotation of the log's key is not genuine: " + e.getMessage() + ".");
        }
    }

    private void checkWitnesses() {
        if (new LinkedHashSet<>(witnesses).size() != witnesses.size()
                || cosigned(witnesses) != witnesses.size()
                || note.signatures().size() != 1 + witnesses.size()) {
            throw tampered("The signatures of the checkpoint are not those of its key and of the " + witnesses.size()
                    + " witnesses that the pack names.");
        }
    }

    /** How many of these witnesses cosigned. */
    int cosigned(List<String> keys) {
        return (int) keys.stream()
                .filter(k -> CosignatureVerifier.parse(k).verify(note).verdict() == NoteVerifier.Verdict.VERIFIED)
                .count();
    }

    /** Whether a key that is trusted is the one that signed, or leads to it. */
    boolean leadsFrom(String trusted) {
        return Rotations.keyAt(trusted, rotations, head.size()).equals(key) || leadsAcrossLosses(trusted);
    }

    /** Whether a key of a log before this one is trusted, and each handed over to the next. */
    boolean leadsAcrossLosses(String trusted) {
        for (int first = 0; first < losses.size(); first++) {
            Optional<String> at = Optional.of(trusted);
            for (Loss loss : losses.subList(first, losses.size())) {
                at = at.flatMap(loss::successorOf);
            }
            if (at.filter(next -> Rotations.keyAt(next, rotations, head.size()).equals(key))
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The loss with which a log ended from which this one goes on. */
    Optional<Loss> lossOf(String origin) {
        return losses.stream().filter(l -> l.event().from().equals(origin)).findFirst();
    }

    /**
     * Reads an older head of the same log, or of one from which it goes on.
     *
     * @param what what it is called
     * @param unlike what is said when it is not of this log
     */
    Checkpoint older(String text, String what, Verdict unlike) {
        try {
            Note older = Note.parse(text);
            Checkpoint checkpoint = Checkpoint.parse(older.text());
            Optional<Loss> loss = lossOf(checkpoint.origin());
            if (!checkpoint.origin().equals(head.origin()) && loss.isEmpty()) {
                throw new PackDefect(
                        unlike,
                        what + " is of another log: its origin is " + checkpoint.origin() + ", not " + head.origin()
                                + ".");
            }
            String signer = loss.map(l -> Rotations.keyAt(l.oldKey(), l.event().rotations(), checkpoint.size()))
                    .orElseGet(() -> Rotations.keyAt(key, rotations, checkpoint.size()));
            if (NoteVerifier.parse(signer).verify(older) != NoteVerifier.Verdict.VERIFIED) {
                throw new PackDefect(unlike, what + " is not signed by the key that the log had at its size.");
            }
            return checkpoint;
        } catch (NoteException e) {
            throw new PackDefect(unlike, what + " is damaged: " + e.getMessage() + ".");
        }
    }

    private static PackDefect tampered(String sentence) {
        return new PackDefect(Verdict.TAMPERED, sentence);
    }
}
