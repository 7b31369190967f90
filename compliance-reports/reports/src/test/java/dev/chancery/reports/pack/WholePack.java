package dev.chancery.reports.pack;

import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Packs of whole logs, for tests of other packages. */
public final class WholePack {

    private WholePack() {}

    /** Writes all events, without contents. */
    public static Path write(EventLog log, Ledger ledger, Path file) throws IOException {
        ContentStore none = id -> Optional.empty();
        new PackWriter(log, ledger, none, disclosed -> {}, Seal.SIGNER, List.of())
                .write(
                        new PackOrder(new PackRange(0, log.size(), null), ledger.checkpoint(), null, null, List.of()),
                        file,
                        done -> {});
        return file;
    }
}
