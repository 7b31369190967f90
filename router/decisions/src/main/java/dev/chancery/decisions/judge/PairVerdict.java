package dev.chancery.decisions.judge;

import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;

/** What follows from a judge's choices in both orders. It prefers a text only when it does so whichever is shown first. */
public final class PairVerdict {

    private PairVerdict() {}

    /**
     * Decides a preference.
     *
     * @param outputFirst the choice when the output was shown first
     * @param correctionFirst the choice when the correction was
     */
    public static PairPreference decide(PairChoice outputFirst, PairChoice correctionFirst) {
        if (!isMade(outputFirst) || !isMade(correctionFirst)) {
            return PairPreference.UNDECIDED;
        }
        if (outputFirst == PairChoice.TIE && correctionFirst == PairChoice.TIE) {
            return PairPreference.TIE;
        }
        if (outputFirst == PairChoice.FIRST && correctionFirst == PairChoice.SECOND) {
            return PairPreference.OUTPUT;
        }
        if (outputFirst == PairChoice.SECOND && correctionFirst == PairChoice.FIRST) {
            return PairPreference.CORRECTION;
        }
        return PairPreference.FLIPPED;
    }

    private static boolean isMade(PairChoice choice) {
        return switch (choice) {
            case FIRST, SECOND, TIE -> true;
            case MALFORMED, UNANSWERED -> false;
        };
    }
}
