package dev.chancery.contracts.fact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events of a kind: how many, and where the last of them are in the log.
 *
 * @param latest when the last one was recorded, null when there is none
 * @param positions of the last ones, at most {@value #KEPT}, in their order
 */
public record Marks(long count, @Nullable Instant latest, List<Long> positions) {

    /** So many positions are kept. */
    public static final int KEPT = 24;

    /** No event. */
    public static final Marks NONE = new Marks(0, null, List.of());

    public Marks {
        positions = List.copyOf(positions);
    }

    /** One event. */
    public static Marks of(long position, Instant at) {
        return new Marks(1, at, List.of(position));
    }

    /** One more event, after all others. */
    public Marks and(long position, Instant at, int kept) {
        List<Long> all = new ArrayList<>(positions);
        all.add(position);
        return new Marks(count + 1, at, all.subList(Math.max(0, all.size() - kept), all.size()));
    }

    /** These and others, whichever came first. */
    public Marks and(Marks others) {
        List<Long> all = Stream.concat(positions.stream(), others.positions.stream())
                .distinct()
                .sorted()
                .toList();
        return new Marks(
                count + others.count,
                later(latest, others.latest),
                all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
