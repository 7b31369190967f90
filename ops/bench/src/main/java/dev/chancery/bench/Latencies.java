package dev.chancery.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took, counted in steps of 10 us up to 2 s: as much memory for a billion as for one. */
final class Latencies {

    private static final long STEP_NANOS = 10_000;
    private static final int STEPS = 200_000;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);

    void add(long nanos) {
        counts.incrementAndGet(Math.clamp(nanos / STEP_NANOS, 0, STEPS - 1));
    }

    /** Milliseconds that a share of them stayed below; 1 for the longest. */
    double millis(double share) {
        long all = 0;
        for (int i = 0; i < STEPS; i++) {
            all += counts.get(i);
        }
        long wanted = (long) Math.ceil(all * share);
        int step = -1;
        for (long below = 0; below < wanted; below += counts.get(step)) {
            step++;
        }
        return (step + 1) * (double) STEP_NANOS / TimeUnit.MILLISECONDS.toNanos(1);
    }

    @Override
    public String toString() {
        return String.format("p50 %.2f ms, p99 %.1f ms, max %.0f ms", millis(0.5), millis(0.99), millis(1));
    }
}
