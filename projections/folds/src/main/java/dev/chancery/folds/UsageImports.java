package dev.chancery.folds;

import dev.chancery.contracts.event.UsageEvent.UsageImported;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exports of providers that were taken in, by provider and position. */
public final class UsageImports implements Fold<Step, String, UsageImports.Import> {

    /** An export and where it lies in the log. */
    public record Import(UsageImported imported, Instant at, long position) {}

    @Override
    public String name() {
        return "usage-imports";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof UsageImported e
                ? List.of(e.export().provider() + "/" + step.recorded().position())
                : List.of();
    }

    @Override
    public Import apply(String key, @Nullable Import before, Step step) {
        return new Import(
                (UsageImported) step.recorded().event(),
                step.recorded().at(),
                step.recorded().position());
    }
}
