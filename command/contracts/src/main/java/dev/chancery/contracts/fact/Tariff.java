package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a model call is charged by, in one currency.
 *
 * @param base per million tokens
 * @param request for each call besides; null for nothing
 * @param above rates that hold for the whole call in place of {@code base} when its input is longer, by rising length
 */
public record Tariff(Rates base, @Nullable Micros request, List<Above> above) {

    public Tariff {
        above = List.copyOf(above);
    }

    /** Input and output, and nothing else. */
    public static Tariff of(Micros input, Micros output) {
        return new Tariff(new Rates(input, output, null, null, null, null, null), null, List.of());
    }

    /**
     * Prices per million tokens. What has no price of its own is charged as what it is part of.
     *
     * @param cacheRead input that the provider reads from its cache
     * @param cacheWrite input that it writes there
     * @param inputAudio input that is sound
     * @param cacheReadAudio sound that it reads from its cache
     * @param outputAudio output that is sound
     */
    public record Rates(
            Micros input,
            Micros output,
            @Nullable Micros cacheRead,
            @Nullable Micros cacheWrite,
            @Nullable Micros inputAudio,
            @Nullable Micros cacheReadAudio,
            @Nullable Micros outputAudio) {}

    /**
     * Rates of long inputs.
     *
     * @param inputTokens they hold for a call with more than these
     */
    public record Above(int inputTokens, Rates rates) {}
}
