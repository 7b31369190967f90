package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport;
import java.time.LocalDate;
import java.util.List;

/** What is asked of a provider's usage. */
public sealed interface UsageCommand extends Command {

    /**
     * Take a provider's export in. Does nothing when this very file was taken in before; tells the SHA-256 of the exports that it
     * replaces, or null when it did nothing.
     *
     * @param sha256 lower-case hex of the file
     * @param from first day, UTC
     * @param to last day, UTC
     * @param by who imports it
     */
    record ImportUsage(
            UsageExport export, String sha256, LocalDate from, LocalDate to, List<InvoicedUsage> rows, String by)
            implements UsageCommand {
        public ImportUsage {
            rows = List.copyOf(rows);
            if (to.isBefore(from)) {
                throw new IllegalArgumentException("An export ends after it begins");
            }
        }

        @Override
        public String target() {
            return "usage/" + export.provider();
        }
    }
}
