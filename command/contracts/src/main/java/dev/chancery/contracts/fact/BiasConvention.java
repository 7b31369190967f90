package dev.chancery.contracts.fact;

/** Which groups a metric compares, and with which sign. Libraries differ, so a value means nothing without this. */
public enum BiasConvention {
    /** The group minus, or over, the groups named privileged. A negative difference is to the group's disadvantage. */
    AIF360,
    /** The largest minus the smallest of all groups, or the smallest over the largest. Nobody is named privileged; no sign. */
    FAIRLEARN,
    /** The group over the group with the highest rate, as of New York City's Local Law 144. */
    LL144,
    /** The value against the first one of the suite, in the same prompt. A negative difference is to the value's disadvantage. */
    COUNTERFACTUAL
}
