package dev.chancery.bench;

import dev.chancery.contracts.log.Recorded;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far a reader is behind the commits. Nobody outside knows when a commit was made, but an event is committed when its
 * command or that of any later position has been acknowledged, so the earliest of these is taken. Keeps the last million.
 */
final class Lag {

    private static final int KEPT = 1 << 20;

    private final long from;
    private final AtomicLongArray acknowledged = new AtomicLongArray(KEPT);
    private final AtomicLongArray seen = new AtomicLongArray(KEPT);
    private volatile long end;

    /** Of a reader that starts at a position. */
    Lag(long from) {
        this.from = from;
        this.end = from;
    }

    void acknowledged(long position, long nanos) {
        acknowledged.set((int) (position % KEPT), nanos);
    }

    void seen(List<Recorded> batch) {
        long now = System.nanoTime();
        for (Recorded recorded : batch) {
            seen.set((int) (recorded.position() % KEPT), now);
        }
        end = batch.getLast().position() + 1;
    }

    /** One latency for each of the last commands; none when the reader was faster than the acknowledgement. */
    Latencies latencies() {
        Latencies latencies = new Latencies();
        long committed = Long.MAX_VALUE;
        for (long position = end - 1; position >= Math.max(from, end - KEPT / 2); position--) {
            long known = acknowledged.get((int) (position % KEPT));
            if (known != 0) {
                committed = Math.min(committed, known);
                latencies.add(Math.max(0, seen.get((int) (position % KEPT)) - committed));
            }
        }
        return latencies;
    }
}
