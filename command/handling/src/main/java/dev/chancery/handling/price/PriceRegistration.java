package dev.chancery.handling.price;

import dev.chancery.handling.Aggregates;

/** Sets the aggregate of price lists up. */
public final class PriceRegistration {

    private PriceRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(PriceLists.class);
    }
}
