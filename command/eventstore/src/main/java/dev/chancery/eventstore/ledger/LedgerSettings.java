package dev.chancery.eventstore.ledger;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who vouches for the log's heads besides itself.
 *
 * @param witnesses that are asked to cosign each head
 * @param quorum cosignatures that are enough; 0 for a majority of the witnesses
 * @param timestamp where RFC 3161 timestamps come from; null for nowhere
 * @param auditAtStart whether the whole tree is computed again before the first head is signed
 */
public record LedgerSettings(
        List<AskedWitness> witnesses, int quorum, @Nullable Timestamping timestamp, boolean auditAtStart) {

    /** A note has so many signatures at most, and one of them is ours. */
    private static final int MOST_WITNESSES = 12;

    public LedgerSettings {
        // A list that is not configured arrives as null.
        witnesses = witnesses == null ? List.of() : List.copyOf(witnesses);
        quorum = quorum == 0 && !witnesses.isEmpty() ? witnesses.size() / 2 + 1 : quorum;
        if (witnesses.size() > MOST_WITNESSES) {
            throw new IllegalArgumentException("chancery.ledger.witnesses has at most " + MOST_WITNESSES);
        }
        if (quorum > witnesses.size() || quorum < 0) {
            throw new IllegalArgumentException(
                    "chancery.ledger.quorum is from 1 to the number of witnesses, " + witnesses.size());
        }
    }

    /** A log that vouches for itself. */
    public static LedgerSettings alone() {
        return new LedgerSettings(List.of(), 0, null, false);
    }

    /**
     * A witness that is asked.
     *
     * @param url submission prefix, to which {@code /add-checkpoint} is appended
     * @param key its verifier key, {@code name+id+base64} of algorithm 0x04
     * @param monitoring monitoring prefix, below which it shows the newest head that it cosigned; null for the submission prefix
     */
    public record AskedWitness(
            URI url, String key, @Nullable URI monitoring) {}

    /**
     * A time-stamping authority.
     *
     * @param url that takes {@code application/timestamp-query}
     * @param every how often the newest head is timestamped while there is news; null for an hour
     * @param certificates PEM file of certificates to trust, one of which must lead to the authority's; null to take whatever
     *     certificate the authority sends
     */
    public record Timestamping(
            URI url, Duration every, @Nullable Path certificates) {
        public Timestamping {
            // What is not configured arrives as null.
            every = every == null ? Duration.ofHours(1) : every;
        }
    }
}
