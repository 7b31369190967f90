package dev.chancery.verifier.pack;

/** Why a pack is not verified: a sentence for people. */
public final class PackDefect extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Verdict verdict;

    public PackDefect(Verdict verdict, String sentence) {
        super(sentence, null, false, false);
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
