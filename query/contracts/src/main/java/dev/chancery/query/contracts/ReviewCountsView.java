package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ReviewCount;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What people decided about held outputs.
 *
 * @param models by the model name that was asked for
 */
public record ReviewCountsView(Map<String, List<ReviewCount>> models) {
    public ReviewCountsView {
        models = models.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }
}
