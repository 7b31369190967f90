package dev.chancery.contracts.fact;

/** What the AI Act says a system is, the gravest first. */
public enum RiskClass {
    /** It does what Art. 5 prohibits. */
    PROHIBITED,
    /** Art. 6(1) with Annex I, or Art. 6(2) with Annex III. */
    HIGH_RISK,
    /** It is of Annex III and by Art. 6(3) not high-risk: an assessment is kept and it is registered. */
    EXEMPT_CLAIMED,
    /** Art. 50 asks for transparency. */
    LIMITED,
    /** None of these. */
    MINIMAL,
    /** Facts are missing. */
    UNCLASSIFIED
}
