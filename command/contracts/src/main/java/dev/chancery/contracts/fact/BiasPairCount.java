package dev.chancery.contracts.fact;

/**
 * The pairs of one template and one value: of the same wording and repeat, with the value and with the reference.
 *
 * @param pairs of which both answers were decided
 * @param onlyValue of these, favourable with the value alone
 * @param onlyReference favourable with the reference alone
 */
public record BiasPairCount(int template, String value, long pairs, long onlyValue, long onlyReference) {}
