package dev.chancery.folds;

import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.folds.JudgedPairs.Lengths;
import dev.chancery.folds.JudgedPairs.Saying;
import org.jspecify.annotations.Nullable;

/**
 * What a judge said about pairs, counted: whether it sticks to a text when their order is swapped, whether it likes what is shown first
 * or what is longer, and whether it prefers what people put in the place of an output.
 */
public final class PairCounts {

    private long decided;
    private long consistent;
    private long ties;
    private long choices;
    private long firstChosen;
    private long preferred;
    private long agreed;
    private long unequal;
    private long longerPreferred;
    private long longerCorrections;
    private long undecided;
    private long malformed;
    private long unanswered;

    /**
     * Takes pairs that are alike in all that counts.
     *
     * @param longer above zero when the correction is the longer text, below when the output is, zero when neither
     * @param count how many of them
     */
    public void add(
            PairChoice outputFirst, PairChoice correctionFirst, PairPreference preference, int longer, long count) {
        failed(outputFirst, count);
        failed(correctionFirst, count);
        if (preference == PairPreference.UNDECIDED) {
            undecided += count;
            return;
        }
        decided += count;
        chosen(outputFirst, count);
        chosen(correctionFirst, count);
        switch (preference) {
            case OUTPUT -> preferred(false, longer, count);
            case CORRECTION -> preferred(true, longer, count);
            case TIE -> {
                ties += count;
                consistent += count;
            }
            case FLIPPED, UNDECIDED -> {}
        }
    }

    /** Takes one pair. */
    public void add(Saying saying, @Nullable Lengths lengths) {
        add(saying.outputFirst(), saying.correctionFirst(), saying.preference(), longer(lengths), 1);
    }

    /** Above zero when the correction is the longer text, below when the output is. */
    public static int longer(@Nullable Lengths lengths) {
        return lengths == null ? 0 : Integer.compare(lengths.correction(), lengths.output());
    }

    private void preferred(boolean correction, int longer, long count) {
        consistent += count;
        preferred += count;
        agreed += correction ? count : 0;
        if (longer != 0) {
            unequal += count;
            longerPreferred += correction == (longer > 0) ? count : 0;
            longerCorrections += longer > 0 ? count : 0;
        }
    }

    private void chosen(PairChoice choice, long count) {
        choices += choice == PairChoice.TIE ? 0 : count;
        firstChosen += choice == PairChoice.FIRST ? count : 0;
    }

    private void failed(PairChoice choice, long count) {
        malformed += choice == PairChoice.MALFORMED ? count : 0;
        unanswered += choice == PairChoice.UNANSWERED ? count : 0;
    }

    /** Pairs about which the judge made a choice in both orders. */
    public long decided() {
        return decided;
    }

    /** Of these, those about which it said the same in both orders; the others count as ties. */
    public Share consistent() {
        return new Share(consistent, decided);
    }

    /** Of these, those that it found alike in both orders. */
    public long ties() {
        return ties;
    }

    /** Of the single choices between the texts of these pairs, those of the text that was shown first; about half of an unbiased judge's. */
    public Share firstChosen() {
        return new Share(firstChosen, choices);
    }

    /** Of the pairs of which it prefers one text, those of which it prefers the person's. */
    public Share agreed() {
        return new Share(agreed, preferred);
    }

    /** Of those that have a longer text, those of which it prefers the longer one. */
    public Share longerPreferred() {
        return new Share(longerPreferred, unequal);
    }

    /** Of the same, those of which the person's text is the longer one: what a judge that agrees with people would prefer. */
    public Share longerCorrections() {
        return new Share(longerCorrections, unequal);
    }

    /** Pairs about which it made no choice in one order at the least, or none that counts. */
    public long undecided() {
        return undecided;
    }

    /** Answers that were no choice. */
    public long malformed() {
        return malformed;
    }

    /** Questions that were not answered, or not asked any more after one that was not. */
    public long unanswered() {
        return unanswered;
    }

    /** A part of a whole, with its interval at 95 % (Wilson). */
    public record Share(long part, long whole) {

        /** Null where there is no whole. */
        public @Nullable Double rate() {
            return whole == 0 ? null : (Double) ((double) part / whole);
        }

        public double lower() {
            return WilsonInterval.lowerBound(part, whole);
        }

        public double upper() {
            return whole == 0 ? 1 : 1 - WilsonInterval.lowerBound(whole - part, whole);
        }
    }
}
