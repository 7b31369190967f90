package dev.chancery.decisions.pricing;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Tariff.Above;
import dev.chancery.contracts.fact.Tariff.Rates;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model call costs by a tariff. Input and output are each summed exactly and rounded up once, so that a charge is never below the
 * true cost; counts that a provider reports beyond the whole they are part of are cut to it.
 */
public final class Pricing {

    private static final long MILLION = 1_000_000;

    private Pricing() {}

    /** What a call cost. */
    public static Micros cost(Usage usage, Tariff tariff) {
        return inputCost(usage, tariff).plus(outputCost(usage, tariff)).plus(request(tariff));
    }

    /** The part of it for the input. */
    public static Micros inputCost(Usage usage, Tariff tariff) {
        Rates rates = rates(usage.inputTokens(), tariff);
        UsageDetails counted = usage.details() == null ? UsageDetails.NONE : usage.details();
        int left = usage.inputTokens();
        int read = cut(counted.cacheReadTokens(), left);
        left -= read;
        int written = cut(counted.cacheWriteTokens(), left);
        left -= written;
        int readAudio = cut(counted.cacheReadAudioTokens(), read);
        int audio = cut(counted.inputAudioTokens() - readAudio, left);
        left -= audio;
        long exact = Math.multiplyExact((long) left, rates.input().amount());
        exact = add(exact, read - readAudio, cacheRead(rates));
        exact = add(exact, readAudio, cacheReadAudio(rates));
        exact = add(exact, written, or(rates.cacheWrite(), rates.input()));
        exact = add(exact, audio, or(rates.inputAudio(), rates.input()));
        return rounded(exact, rates);
    }

    /** The part of it for the output. */
    public static Micros outputCost(Usage usage, Tariff tariff) {
        Rates rates = rates(usage.inputTokens(), tariff);
        UsageDetails counted = usage.details() == null ? UsageDetails.NONE : usage.details();
        int audio = cut(counted.outputAudioTokens(), usage.outputTokens());
        long exact = Math.multiplyExact(
                (long) (usage.outputTokens() - audio), rates.output().amount());
        return rounded(add(exact, audio, or(rates.outputAudio(), rates.output())), rates);
    }

    /** What a call would have cost had all its input been at the price of input that no cache knows; null when no cache was used. */
    public static @Nullable Micros uncached(Usage usage, Tariff tariff) {
        UsageDetails counted = usage.details();
        if (counted == null || (counted.cacheReadTokens() <= 0 && counted.cacheWriteTokens() <= 0)) {
            return null;
        }
        UsageDetails without = new UsageDetails(
                0, 0, counted.inputAudioTokens(), 0, counted.outputAudioTokens(), counted.reasoningTokens(), null);
        return cost(new Usage(usage.inputTokens(), usage.outputTokens(), usage.estimated(), without), tariff);
    }

    /**
     * What a call cannot exceed, whatever of its input is cached or sound, and whichever length it turns out to have.
     *
     * @param inputTokens the most that there can be
     * @param outputTokens likewise
     */
    public static Micros worst(long inputTokens, long outputTokens, Tariff tariff) {
        Micros worst = worst(inputTokens, outputTokens, tariff.base());
        for (Above above : tariff.above()) {
            if (inputTokens > above.inputTokens()) {
                Micros longer = worst(inputTokens, outputTokens, above.rates());
                worst = longer.isMoreThan(worst) ? longer : worst;
            }
        }
        return worst.plus(request(tariff));
    }

    private static Micros worst(long inputTokens, long outputTokens, Rates rates) {
        Micros input = rates.input();
        for (Micros other : List.of(
                cacheRead(rates),
                cacheReadAudio(rates),
                or(rates.cacheWrite(), input),
                or(rates.inputAudio(), input))) {
            input = other.isMoreThan(input) ? other : input;
        }
        Micros audio = or(rates.outputAudio(), rates.output());
        return Micros.priceRoundedUp(inputTokens, input)
                .plus(Micros.priceRoundedUp(outputTokens, audio.isMoreThan(rates.output()) ? audio : rates.output()));
    }

    private static Rates rates(int inputTokens, Tariff tariff) {
        Rates rates = tariff.base();
        for (Above above : tariff.above()) {
            if (inputTokens > above.inputTokens()) {
                rates = above.rates();
            }
        }
        return rates;
    }

    private static Micros request(Tariff tariff) {
        return tariff.request() == null ? Micros.zero(tariff.base().input().currency()) : tariff.request();
    }

    private static Micros cacheRead(Rates rates) {
        return or(rates.cacheRead(), rates.input());
    }

    private static Micros cacheReadAudio(Rates rates) {
        return or(rates.cacheReadAudio(), cacheRead(rates));
    }

    private static Micros or(@Nullable Micros own, Micros whole) {
        return own == null ? whole : own;
    }

    private static int cut(int part, int whole) {
        return Math.clamp(part, 0, whole);
    }

    private static long add(long exact, int tokens, Micros price) {
        return Math.addExact(exact, Math.multiplyExact((long) tokens, price.amount()));
    }

    private static Micros rounded(long exact, Rates rates) {
        return new Micros(Math.ceilDiv(exact, MILLION), rates.input().currency());
    }
}
