package dev.chancery.views;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A log that nobody can read from a position on, before it is opened. Followers get past. */
final class GatedLog implements EventLog {

    private final MemoryLog real;
    private final long shutFrom;
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Where somebody read from. */
    final ConcurrentLinkedQueue<Long> reads = new ConcurrentLinkedQueue<>();

    GatedLog(MemoryLog real, long shutFrom) {
        this.real = real;
        this.shutFrom = shutFrom;
    }

    void open() {
        opened.countDown();
    }

    @Override
    public long size() {
        return real.size();
    }

    @Override
    public List<StoredEvent> read(long from, int limit) {
        reads.add(from);
        try {
            if (from >= shutFrom && !opened.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The gate was never opened");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return real.read(from, limit);
    }

    @Override
    public List<StoredEvent> readStream(String stream) {
        return real.readStream(stream);
    }

    @Override
    public Recorded decode(StoredEvent event) {
        return real.decode(event);
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        return real.follow(name, from, reader);
    }
}
