package dev.chancery.contracts;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * Money in millionths of a currency unit; exact arithmetic that throws rather than wraps.
 *
 * @param amount millionths, may be negative in a difference
 * @param currency ISO 4217
 */
public record Micros(long amount, Currency currency) implements Comparable<Micros> {

    /** Nothing, in the given currency. */
    public static Micros zero(Currency currency) {
        return new Micros(0, currency);
    }

    public Micros plus(Micros other) {
        return new Micros(Math.addExact(amount, inSameCurrency(other)), currency);
    }

    public Micros minus(Micros other) {
        return new Micros(Math.subtractExact(amount, inSameCurrency(other)), currency);
    }

    /**
     * The price of a quantity, rounded up so that a sum of charges never falls below the true cost.
     *
     * @param quantity units used, not negative
     * @param perMillion price of a million units
     */
    public static Micros priceRoundedUp(long quantity, Micros perMillion) {
        return new Micros(
                Math.ceilDiv(Math.multiplyExact(quantity, perMillion.amount), 1_000_000L), perMillion.currency);
    }

    public boolean isMoreThan(Micros other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Micros other) {
        return Long.compare(amount, inSameCurrency(other));
    }

    private long inSameCurrency(Micros other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot combine " + currency + " with " + other.currency);
        }
        return other.amount;
    }

    /** For people: {@code 0.001234 USD}. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(amount, 6).toPlainString() + " " + currency;
    }
}
