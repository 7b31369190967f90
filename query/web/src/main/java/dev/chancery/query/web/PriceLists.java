package dev.chancery.query.web;

import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import java.time.LocalDate;

/** Reading price lists. */
public interface PriceLists {

    /** Largest file, in bytes. */
    int MAX_BYTES = 8 << 20;

    /**
     * Reads a file; which format it has, it tells itself.
     *
     * @param source as whoever imports it calls where it comes from
     * @param date from which day on it is taken to hold
     * @throws IllegalArgumentException when it is no price list; with what to do
     */
    ImportPrices read(byte[] file, String source, LocalDate date, String by);
}
