package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every system of the register is classified by, in the order of their ids. */
public record SystemFactsView(List<KnownView> systems) {

    /**
     * A system.
     *
     * @param ruleSet that it was classified by last; null, as what follows, while it never was
     */
    public record KnownView(
            String system,
            String name,
            SystemStatus status,
            SystemFacts facts,
            @Nullable String ruleSet,
            @Nullable LocalDate on,
            @Nullable RiskVerdict verdict,
            boolean outdated) {}
}
