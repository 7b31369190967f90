package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the views are, in a few characters each. Two views that were folded from the same events by the same folds have the same
 * fingerprint, on any node and in any generation; one in which a row was changed, added or taken away has another.
 *
 * @param underWay whether they are being taken now
 * @param last the last that this node took since it was started; null when it took none
 * @param problem why they could not be taken when that was tried last; null when they could
 */
public record FingerprintsView(
        boolean underWay, @Nullable Taken last, @Nullable String problem) {

    /**
     * Fingerprints of all views at one position.
     *
     * @param generation of the views
     * @param position how many events of the log they have taken
     * @param folds names and versions of what built them
     * @param views in a fixed order
     */
    public record Taken(
            Instant since, Instant until, long generation, long position, String folds, List<Fingerprint> views) {
        public Taken {
            views = List.copyOf(views);
        }
    }

    /**
     * Of a view.
     *
     * @param sha256 lower-case hex SHA-256 over the rows in the order of their keys, by bytes: for each the length of its key in UTF-8 as four
     *     bytes, the key, and the SHA-256 of the row as PostgreSQL writes it
     */
    public record Fingerprint(String view, long rows, String sha256) {}
}
