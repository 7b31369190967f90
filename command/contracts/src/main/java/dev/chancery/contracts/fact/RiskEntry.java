package dev.chancery.contracts.fact;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A hazard of a system and what is done about it, Art. 9.
 *
 * @param hazard its id; {@code overall} is the residual risk of the whole, Art. 9(5)
 * @param interest the right or interest that it endangers
 * @param measure what is done
 * @param residual what remains
 * @param acceptableBy who judged that to be acceptable, null while nobody did
 * @param vulnerable who under 18 or otherwise vulnerable it concerns, Art. 9(9); null for nobody
 * @param test of the measure, null while there is none
 * @param reviewDue when it is to be looked at again
 */
public record RiskEntry(
        String hazard,
        String description,
        String interest,
        Source source,
        Grade likelihood,
        Grade severity,
        String measure,
        MeasureKind kind,
        Grade residual,
        @Nullable String acceptableBy,
        @Nullable String vulnerable,
        @Nullable Test test,
        @Nullable LocalDate reviewDue) {

    /** Where a hazard comes from, Art. 9(2)(a) to (c). */
    public enum Source {
        /** From the use that is intended. */
        INTENDED_USE,
        /** From misuse that can be foreseen. */
        FORESEEABLE_MISUSE,
        /** From what monitoring on the market found. */
        MONITORING
    }

    /** How likely, how bad. */
    public enum Grade {
        LOW,
        MEDIUM,
        HIGH
    }

    /** Of what kind a measure is, the better first, Art. 9(5). */
    public enum MeasureKind {
        /** The hazard is designed away. */
        DESIGN,
        /** It is mitigated and controlled. */
        CONTROL,
        /** People are told and trained. */
        INFORMATION
    }

    /**
     * A test against what was defined before, Art. 9(8).
     *
     * @param runOn after the day on which metric and threshold were defined, null while it was not run
     * @param result null while it was not run
     */
    public record Test(
            String metric,
            String threshold,
            LocalDate definedOn,
            @Nullable LocalDate runOn,
            @Nullable String result,
            @Nullable Boolean passed) {}
}
