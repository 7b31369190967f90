package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PricePart;

/** What price lists say; stream {@code prices/<source>}. No price of a task comes from here: those are the policy's. */
public sealed interface PriceEvent extends Event {

    /**
     * A list was taken in; its parts follow in the same commit.
     *
     * @param parts how many
     * @param by who imported it
     */
    record PricesImported(PriceListFile file, int parts, String by) implements PriceEvent {}

    /**
     * A part of the list.
     *
     * @param sha256 of the file
     * @param number from 1
     */
    record PricesListed(String sha256, int number, PricePart part) implements PriceEvent {}
}
