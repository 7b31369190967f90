package dev.chancery.contracts.fact;

import java.time.LocalDate;

/**
 * From when on something applies, by one reading of the law.
 *
 * @param basis where that is said
 */
public record DateReading(LocalDate from, String basis) {}
