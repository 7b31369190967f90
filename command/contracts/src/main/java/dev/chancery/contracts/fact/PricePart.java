package dev.chancery.contracts.fact;

import java.util.List;

/** Some models of one provider of a price list. */
public record PricePart(ListedProvider provider, List<ListedModel> models) {

    /** Most models of one part, so that no event is large. */
    public static final int LIMIT = 100;

    public PricePart {
        models = List.copyOf(models);
    }
}
