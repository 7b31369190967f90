package dev.chancery.contracts.fact;

/** What a result says about the bound that people set. That something complies with a law it never says. */
public enum BiasVerdict {
    /** Too few cases to say anything. */
    INSUFFICIENT_DATA,
    /** Nobody set a bound for this metric. */
    NO_BOUND,
    WITHIN_BOUND,
    /** Beyond the bound, but chance alone could have done it. */
    BEYOND_BOUND_NOT_SIGNIFICANT,
    /** Beyond the bound and significant among all tests of the check: a finding. */
    BEYOND_BOUND
}
