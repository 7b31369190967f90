package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PricePart;
import java.util.List;

/** What is asked of price lists. */
public sealed interface PriceCommand extends Command {

    /** Streams of price lists begin so. */
    String STREAM = "prices/";

    /** Take a list in. Tells whether it did: not when this very file was taken in before for the same date. */
    record ImportPrices(PriceListFile file, List<PricePart> parts, String by) implements PriceCommand {
        public ImportPrices {
            parts = List.copyOf(parts);
        }

        @Override
        public String target() {
            return STREAM + file.source();
        }
    }
}
