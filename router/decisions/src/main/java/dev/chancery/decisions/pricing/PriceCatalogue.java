package dev.chancery.decisions.pricing;

import dev.chancery.contracts.event.PriceEvent;
import dev.chancery.contracts.event.PriceEvent.PricesImported;
import dev.chancery.contracts.event.PriceEvent.PricesListed;
import dev.chancery.contracts.fact.ListedModel;
import dev.chancery.contracts.fact.ListedModel.Clause;
import dev.chancery.contracts.fact.ListedModel.DatedPrice;
import dev.chancery.contracts.fact.ListedModel.NamePattern;
import dev.chancery.contracts.fact.ListedProvider;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PricePart;
import dev.chancery.contracts.fact.Tariff;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A price list that was taken in, to look things up in.
 *
 * @param file what it is
 * @param parts in their order
 */
public record PriceCatalogue(PriceListFile file, List<PricePart> parts) {
    public PriceCatalogue {
        parts = List.copyOf(parts);
    }

    /** The lists of one source, in the order in which they were taken in. */
    public static List<PriceCatalogue> of(List<PriceEvent> stream) {
        List<PriceCatalogue> all = new ArrayList<>();
        PriceListFile file = null;
        List<PricePart> parts = new ArrayList<>();
        for (PriceEvent event : stream) {
            switch (event) {
                case PricesImported e -> {
                    if (file != null) {
                        all.add(new PriceCatalogue(file, parts));
                    }
                    file = e.file();
                    parts.clear();
                }
                case PricesListed e -> parts.add(e.part());
            }
        }
        if (file != null) {
            all.add(new PriceCatalogue(file, parts));
        }
        return all;
    }

    /**
     * A price that was found.
     *
     * @param provider who sells it, by the list
     * @param model as the list calls it
     * @param someHours whether the price differs by the hour of the day; then this is the dearest
     */
    public record Found(String provider, String model, Tariff tariff, boolean someHours) {}

    /** The provider at an address, by the list; empty when it does not know the address. */
    public Optional<String> providerAt(String address) {
        return parts.stream()
                .map(PricePart::provider)
                .filter(p -> p.address() != null && BoundedPattern.begins(p.address(), address))
                .map(ListedProvider::id)
                .findFirst();
    }

    /** What a provider takes for a model on a day; empty when the list does not say it. */
    public Optional<Found> find(String provider, String model, LocalDate date) {
        Optional<Found> own = own(provider, model, date);
        if (own.isPresent()) {
            return own;
        }
        return parts.stream().map(PricePart::provider).filter(p -> p.id().equals(provider)).findFirst().stream()
                .flatMap(p -> p.fallbacks().stream())
                .flatMap(other -> own(other, model, date).stream())
                .findFirst();
    }

    private Optional<Found> own(String provider, String model, LocalDate date) {
        String name = model.toLowerCase(Locale.ROOT);
        for (PricePart part : parts) {
            if (part.provider().id().equals(provider)) {
                for (ListedModel listed : part.models()) {
                    if (listed.names().stream().anyMatch(pattern -> matches(pattern, name))) {
                        return Optional.of(price(provider, listed, date));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Found price(String provider, ListedModel model, LocalDate date) {
        List<DatedPrice> prices = model.prices();
        Tariff dearest = null;
        boolean hours = false;
        for (int i = prices.size() - 1; i >= 0; i--) {
            DatedPrice price = prices.get(i);
            if (price.from() == null || !price.from().isAfter(date)) {
                dearest = dearer(dearest, price.tariff());
                hours |= price.someHours();
                if (!price.someHours()) {
                    break;
                }
            }
        }
        // When no condition holds, the first price does.
        return new Found(
                provider, model.model(), dearest == null ? prices.getFirst().tariff() : dearest, hours);
    }

    private static Tariff dearer(@Nullable Tariff one, Tariff other) {
        long much = 1_000_000;
        return one == null || Pricing.worst(much, much, other).isMoreThan(Pricing.worst(much, much, one)) ? other : one;
    }

    private static boolean matches(NamePattern pattern, String name) {
        return pattern.all().stream().allMatch(clause -> matches(clause, name));
    }

    private static boolean matches(Clause clause, String name) {
        String text = clause.text();
        return switch (clause.kind()) {
            case EQUALS -> name.equals(text);
            case STARTS_WITH -> name.startsWith(text);
            case ENDS_WITH -> name.endsWith(text);
            case CONTAINS -> name.contains(text);
            case REGEX -> BoundedPattern.occurs(text, name);
        };
    }
}
