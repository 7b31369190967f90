package dev.chancery.contracts.fact;

import java.time.LocalDate;
import java.util.List;

/**
 * A price list as a file.
 *
 * @param source where it comes from, as whoever imported it calls it
 * @param sha256 lower-case hex of the file
 * @param date from which day on it is taken to hold
 * @param providers in it
 * @param models whose prices were read
 * @param skipped models whose prices cannot be read: they are not by token or call
 * @param unread names of price members that Chancery has no use for, in their order
 */
public record PriceListFile(
        String source,
        Format format,
        String sha256,
        LocalDate date,
        int providers,
        int models,
        int skipped,
        List<String> unread) {
    public PriceListFile {
        unread = List.copyOf(unread);
    }

    /** Shapes of price lists. */
    public enum Format {
        /** pydantic/genai-prices, {@code data.json}. */
        GENAI_PRICES,
        /** LiteLLM, {@code model_prices_and_context_window.json}. */
        LITELLM
    }
}
