package dev.chancery.contracts.fact;

/**
 * Conventions by which a check is decided. None of them is a threshold of law.
 *
 * @param version of the rules, which the code gives them
 * @param smallCell groups with fewer cases are not told
 * @param minimumGroup below so many cases of a group there is no verdict
 * @param minimumEvents nor when both groups together have fewer cases of either kind
 * @param significance a difference is significant when the adjusted probability to see it by chance is below
 */
public record BiasRules(String version, int smallCell, int minimumGroup, int minimumEvents, double significance) {

    /** Of the rules that this code follows. */
    public static final String VERSION = "bias-1";

    /** What holds where nobody said otherwise. */
    public static final BiasRules USUAL = new BiasRules(VERSION, 5, 30, 5, 0.05);

    public BiasRules {
        if (smallCell < 1 || minimumGroup < 1 || minimumEvents < 0 || !(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException("Sizes are 1 or more, and the significance is between 0 and 1");
        }
    }
}
