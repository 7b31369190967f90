package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.PriceListFile;
import java.time.Instant;
import java.util.List;

/** Price lists that were taken in. */
public record PriceImportsView(List<PriceImport> imports) {

    /** A list, who took it in, and where that lies in the log. */
    public record PriceImport(PriceListFile file, String by, Instant at, long position) {}
}
