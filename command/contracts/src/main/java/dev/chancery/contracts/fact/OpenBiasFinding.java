package dev.chancery.contracts.fact;

/**
 * A finding that is open, by what it says.
 *
 * @param finding its id
 */
public record OpenBiasFinding(String finding, BiasMetric metric, String attribute, String group) {}
