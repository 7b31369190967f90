package dev.chancery.app.cli;

import dev.chancery.eventstore.backup.Progress;
import java.io.PrintWriter;

/** Says each few seconds how far it has come, and how long it will take. */
final class Estimate implements Progress {

    private static final long EVERY_NANOS = 2_000_000_000L;

    private final PrintWriter out;
    private final long started = System.nanoTime();
    private long said = started;

    Estimate(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (now - said < EVERY_NANOS || done == 0) {
            return;
        }
        said = now;
        double elapsed = (now - started) / 1e9;
        long left = Math.round(elapsed * (total - done) / done);
        out.printf("%d of %d events, %d %%, about %d s left%n", done, total, 100 * done / Math.max(1, total), left);
        out.flush();
    }
}
