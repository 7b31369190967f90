package dev.chancery.contracts.fact;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of a price list.
 *
 * @param model as the list calls it
 * @param names any of these patterns makes a name one of this model
 * @param prices of several that hold on a day the last counts
 */
public record ListedModel(String model, List<NamePattern> names, List<DatedPrice> prices) {
    public ListedModel {
        names = List.copyOf(names);
        prices = List.copyOf(prices);
    }

    /** How a clause looks at a name; all in lower case. */
    public enum Kind {
        EQUALS,
        STARTS_WITH,
        ENDS_WITH,
        CONTAINS,
        /** A regular expression that occurs anywhere in the name. */
        REGEX
    }

    /** One thing to be true of a name. */
    public record Clause(Kind kind, String text) {}

    /** A name of which all of this is true. */
    public record NamePattern(List<Clause> all) {
        public NamePattern {
            all = List.copyOf(all);
        }
    }

    /**
     * A price and when it holds.
     *
     * @param from first day, null for ever
     * @param someHours whether it holds in some hours of the day only
     */
    public record DatedPrice(@Nullable LocalDate from, boolean someHours, Tariff tariff) {}
}
