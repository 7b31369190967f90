package dev.chancery.record.note;

import dev.chancery.record.Sha256;
import java.util.Base64;

/**
 * A tree head (C2SP tlog-checkpoint), without extension lines.
 *
 * @param origin names the log, for ever
 * @param size number of leaves
 * @param rootHash of the tree
 */
public record Checkpoint(String origin, long size, byte[] rootHash) {
    public Checkpoint {
        if (origin.isBlank() || origin.codePoints().anyMatch(Character::isISOControl)) {
            throw new NoteException("A checkpoint's origin is one line of text");
        }
        if (size < 0 || rootHash.length != Sha256.BYTES) {
            throw new NoteException("A checkpoint has a size and a hash of " + Sha256.BYTES + " bytes");
        }
    }

    /** Three lines: origin, size, root hash. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(rootHash) + "\n";
    }

    /** The checkpoint as a signed note. */
    public String sign(NoteSigner signer) {
        return signer.sign(text());
    }

    /**
     * Reads the text of a checkpoint, or of a note that is one.
     *
     * @throws NoteException when it is none
     */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[3].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new NoteException("A checkpoint has three lines: origin, size, root hash");
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), Ed25519.base64(lines[2]));
    }
}
