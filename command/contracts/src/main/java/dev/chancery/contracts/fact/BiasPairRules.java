package dev.chancery.contracts.fact;

/**
 * Conventions by which pairs are decided. None of them is a threshold of law.
 *
 * @param version of the rules, which the code gives them
 * @param minimumPairs below so many pairs there is no verdict
 * @param minimumTemplates nor when they are of fewer templates, for answers to one template depend on each other
 * @param significance a difference is significant when the adjusted probability to see it by chance is below
 */
public record BiasPairRules(String version, int minimumPairs, int minimumTemplates, double significance) {

    /** Of the rules that this code follows. */
    public static final String VERSION = "pairs-1";

    /** What holds where nobody said otherwise. */
    public static final BiasPairRules USUAL = new BiasPairRules(VERSION, 30, 5, 0.05);

    public BiasPairRules {
        if (minimumPairs < 1 || minimumTemplates < 2 || !(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException(
                    "There is a pair at least, of two templates at least, and the significance"
                            + " is between 0 and 1.");
        }
    }
}
