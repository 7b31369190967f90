package dev.chancery.contracts.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sells the models of a price list.
 *
 * @param id as the list calls it
 * @param address regular expression that the beginning of its API's addresses matches; null when the list does not tell
 * @param fallbacks providers whose prices hold for the models that it does not list
 */
public record ListedProvider(String id, @Nullable String address, List<String> fallbacks) {
    public ListedProvider {
        fallbacks = List.copyOf(fallbacks);
    }
}
