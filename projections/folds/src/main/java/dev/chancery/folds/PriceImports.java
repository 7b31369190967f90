package dev.chancery.folds;

import dev.chancery.contracts.event.PriceEvent.PricesImported;
import dev.chancery.contracts.fact.PriceListFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Price lists that were taken in, by source and position; what is in them stays in the log. */
public final class PriceImports implements Fold<Step, String, PriceImports.Import> {

    /** A list and where it lies in the log. */
    public record Import(PriceListFile file, String by, Instant at, long position) {}

    @Override
    public String name() {
        return "price-imports";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof PricesImported e
                ? List.of(e.file().source() + "/" + step.recorded().position())
                : List.of();
    }

    @Override
    public Import apply(String key, @Nullable Import before, Step step) {
        PricesImported event = (PricesImported) step.recorded().event();
        return new Import(
                event.file(), event.by(), step.recorded().at(), step.recorded().position());
    }
}
