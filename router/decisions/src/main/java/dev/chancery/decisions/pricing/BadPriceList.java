package dev.chancery.decisions.pricing;

/** A file that cannot be taken in as a price list; says what to do. */
public final class BadPriceList extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadPriceList(String message) {
        super(message);
    }
}
