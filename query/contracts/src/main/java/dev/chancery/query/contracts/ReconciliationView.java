package dev.chancery.query.contracts;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.UsageExport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded against what a provider says, by UTC day and model.
 *
 * @param exports those that have a day in common with the period, the newest first
 * @param rows by day and model
 * @param unexplained rows of which something remains that nothing recorded can be
 */
public record ReconciliationView(
        String provider, LocalDate from, LocalDate to, List<ExportView> exports, List<RowView> rows, int unexplained) {

    /**
     * An export that was taken in.
     *
     * @param replaced in part or whole, by a newer one of the same measure
     */
    public record ExportView(
            UsageExport export,
            String sha256,
            LocalDate from,
            LocalDate to,
            int rows,
            boolean replaced,
            List<String> supersedes,
            String by,
            Instant at,
            long position) {}

    /** Sums; null where nothing tells. */
    public record SumsView(
            @Nullable Long requests,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Micros cost) {}

    /**
     * One day and model.
     *
     * @param model as the provider reported it, or names it in its export
     * @param standing {@code AGREES}, {@code EXPLICABLE}, {@code UNEXPLAINED} or {@code NOT_INVOICED}
     * @param sentence the same for people, with what remains
     * @param deployments whose calls these are
     * @param estimated answers whose tokens are our own bound
     * @param failed attempts that the provider may have charged
     * @param abandoned tasks of which it is not known what was sent
     * @param atRisk what these are taken to have cost
     * @param cachedTokens of the invoiced input
     * @param remainder invoiced less recorded
     * @param unexplained what of it nothing recorded can be
     */
    public record RowView(
            LocalDate day,
            String model,
            String standing,
            String sentence,
            List<String> deployments,
            SumsView recorded,
            long estimated,
            long failed,
            long abandoned,
            Micros atRisk,
            SumsView invoiced,
            @Nullable Long cachedTokens,
            SumsView remainder,
            SumsView unexplained) {}
}
