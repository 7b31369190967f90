package dev.chancery.eventstore.backup;

import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotations;
import java.util.List;

/**
 * By what the signatures of a log are known.
 *
 * @param origin its name
 * @param key a verifier key that is trusted
 * @param rotations signed notes about its keys, oldest first
 */
public record LogIdentity(String origin, String key, List<String> rotations) {

    public LogIdentity {
        rotations = List.copyOf(rotations);
    }

    /**
     * A head that this log signed.
     *
     * @param note signed
     * @param what names it in a sentence's beginning
     * @throws BackupDefect when it is none
     */
    Checkpoint demandSigned(String note, String what) {
        try {
            Checkpoint head = Checkpoint.parse(note);
            if (!head.origin().equals(origin)) {
                throw new BackupDefect(what + " is of the log " + head.origin() + ", and this is " + origin);
            }
            String signer = Rotations.keyAt(key, rotations, head.size());
            return switch (NoteVerifier.parse(signer).verify(Note.parse(note))) {
                case VERIFIED -> head;
                case FORGED -> throw new BackupDefect(what + " has a forged signature; trust nothing that came with it");
                case UNKNOWN_KEY ->
                    throw new BackupDefect(what + " is not signed by the key of this log, which is " + signer);
            };
        } catch (NoteException e) {
            throw new BackupDefect(what + " is no signed head of a log: " + e.getMessage(), e);
        }
    }
}
