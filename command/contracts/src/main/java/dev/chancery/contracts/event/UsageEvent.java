package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport;
import java.time.LocalDate;
import java.util.List;

/** What a provider says was used; stream {@code usage/<provider>}. */
public sealed interface UsageEvent extends Event {

    /**
     * A provider's export was taken in. From now on it holds for its days, in place of every earlier one of the same measure.
     *
     * @param sha256 lower-case hex of the file
     * @param from first day, UTC
     * @param to last day, UTC
     * @param rows by day and model, no two alike; a day without rows is a day without use
     * @param supersedes SHA-256 of the earlier exports of the same measure that have a day in common with this one
     * @param by who imported it
     */
    record UsageImported(
            UsageExport export,
            String sha256,
            LocalDate from,
            LocalDate to,
            List<InvoicedUsage> rows,
            List<String> supersedes,
            String by)
            implements UsageEvent {
        public UsageImported {
            rows = List.copyOf(rows);
            supersedes = List.copyOf(supersedes);
        }
    }
}
