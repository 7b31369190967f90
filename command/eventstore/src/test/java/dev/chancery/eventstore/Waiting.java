package dev.chancery.eventstore;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits on conditions. */
final class Waiting {

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Waiting() {}

    static void until(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > giveUp || NEVER.await(10, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("It did not come to hold within " + atMost);
            }
        }
    }
}
