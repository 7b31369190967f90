package dev.chancery.contracts.fact;

/**
 * What the clock of an incident depends on.
 *
 * @param death whether a person died
 * @param otherReporting whether the provider reports such incidents under another act of the Union with duties that are equivalent, so that
 *     only infringements of fundamental rights are reported here: Art. 73(9) and (10)
 */
public record IncidentAssessment(
        IncidentCategory category, boolean death, CausalStatus causal, boolean otherReporting) {}
