package dev.chancery.contracts.fact;

/**
 * How often an agent made use of a grant before a call.
 *
 * @param lastMinute calls permitted in the 60 seconds before
 * @param lastHour calls permitted in the 3,600 seconds before
 */
public record CallRate(String grant, int lastMinute, int lastHour) {}
