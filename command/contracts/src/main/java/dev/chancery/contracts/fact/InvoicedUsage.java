package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of one model on one day; null where its export does not tell.
 *
 * @param day UTC
 * @param model as the provider calls it there
 * @param requests counted by the provider
 * @param inputTokens all of them, cached ones included
 * @param cachedTokens of these, read from or written to a cache
 * @param outputTokens counted by the provider
 * @param cost rounded half to even, once for the day and model
 */
public record InvoicedUsage(
        LocalDate day,
        String model,
        @Nullable Long requests,
        @Nullable Long inputTokens,
        @Nullable Long cachedTokens,
        @Nullable Long outputTokens,
        @Nullable Micros cost) {}
