package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict.Basis;
import dev.chancery.contracts.fact.SystemStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inventory of AI systems.
 *
 * @param rules version that is adopted, null when none is
 * @param unclassified how many parts are in use that no classified system has
 * @param next {@code after} of the next page; null at the end
 */
public record SystemsView(
        @Nullable String rules,
        List<SystemLine> systems,
        int unclassified,
        @Nullable String next) {

    /**
     * A system.
     *
     * @param risk {@link RiskClass#UNCLASSIFIED} while it was never classified
     * @param applying what of that applied on the day of the classification
     * @param classifiedOn null while it was never classified
     * @param outdated whether its class is older than its facts
     * @param missing what to do, in sentences
     */
    public record SystemLine(
            String system,
            String name,
            String owner,
            List<AiRole> roles,
            SystemStatus status,
            RiskClass risk,
            RiskClass applying,
            List<Basis> basis,
            @Nullable LocalDate classifiedOn,
            @Nullable Instant classifiedAt,
            @Nullable String ruleSet,
            boolean outdated,
            List<String> missing) {}
}
