package dev.chancery.query.web.log;

import dev.chancery.query.web.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets only a few at a time compute on the tree, so that monitors cannot take the database from those who write the record. */
final class Turnstile {

    private static final int AT_ONCE = 4;
    private static final long PATIENCE_SECONDS = 5;

    private final Semaphore places = new Semaphore(AT_ONCE);

    <T> T pass(Supplier<T> work) {
        try {
            if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private static Problem busy() {
        return Problem.unavailable("busy", "Too many read the tree at once. Try again in a few seconds.");
    }
}
