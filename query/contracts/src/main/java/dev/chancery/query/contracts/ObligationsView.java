package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.RiskClass;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the law asks.
 *
 * @param version of the obligations
 * @param asOf the day up to which the law was read
 * @param on the day that was asked for
 * @param systems what each is asked
 * @param catalogue all obligations, whether or not a system has them
 */
public record ObligationsView(
        String version, LocalDate asOf, LocalDate on, List<SystemObligations> systems, List<CatalogueEntry> catalogue) {

    /**
     * Of a system.
     *
     * @param outdated whether it was classified by other facts than those that are known now
     */
    public record SystemObligations(
            String system, String name, RiskClass risk, boolean outdated, List<ObligationView> obligations) {}

    /**
     * An obligation of a system.
     *
     * @param readings from when it applies; several when that is disputed, and the first decides here
     * @param applies whether it applies on the day
     * @param newly whether it applies on the day and not today
     * @param daysLeft from today until it applies by the first reading, 0 when it does
     * @param assumed whether it is shown because nobody has classified the system
     * @param note what else is to be known; null when nothing is
     * @param controls that prove it
     */
    public record ObligationView(
            String id,
            String article,
            String title,
            String sentence,
            List<DateReading> readings,
            boolean disputed,
            boolean applies,
            boolean newly,
            long daysLeft,
            boolean assumed,
            @Nullable String note,
            List<String> controls) {}

    /** An obligation as the data have it. */
    public record CatalogueEntry(
            String id,
            String article,
            String title,
            String sentence,
            String appliesTo,
            boolean disputed,
            List<DateReading> readings,
            List<String> controls) {}
}
