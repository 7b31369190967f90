package dev.chancery.verifier.pack;

/** What can be said of a pack; the exit codes are part of the public interface. */
public enum Verdict {
    /** Everything that was checked holds. */
    VERIFIED(0),
    /** Something is not as it was signed. */
    TAMPERED(10),
    /** Something that belongs to the pack is not in it. */
    INCOMPLETE(11),
    /** It is in order as far as can be seen, but this version cannot read all of it. */
    UNVERIFIABLE(12),
    /** It is signed by another key than the one that was given. */
    UNKNOWN_KEY(13);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Exit code of the process. */
    public int exitCode() {
        return exitCode;
    }
}
