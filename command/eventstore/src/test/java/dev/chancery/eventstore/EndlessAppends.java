package dev.chancery.eventstore;

import static dev.chancery.eventstore.Events.events;
import static dev.chancery.eventstore.Events.newStream;

import dev.chancery.contracts.log.RecordUnavailable;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/**
 * Writers that append three events to a new stream, again and again. As a program, it prints each stream that was
 * acknowledged, until it is killed.
 */
final class EndlessAppends {

    static final int EVENTS = 3;
    private static final int WRITERS = 16;

    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    EndlessAppends(EventStorageEngine engine, Consumer<String> acknowledged, Consumer<String> unknown) {
        for (int i = 0; i < WRITERS; i++) {
            writers.submit(() -> write(engine, acknowledged, unknown));
        }
    }

    private void write(EventStorageEngine engine, Consumer<String> acknowledged, Consumer<String> unknown) {
        while (!stopped) {
            String stream = newStream();
            try {
                engine.appendEvents(events(stream, 0, EVENTS));
                acknowledged.accept(stream);
            } catch (RecordUnavailable e) {
                unknown.accept(stream);
            }
        }
    }

    void stop() {
        stopped = true;
        writers.close();
    }

    public static void main(String[] args) throws Exception {
        Store store = Store.open(StoreSettings.embedded(Path.of(args[0])));
        EndlessAppends load = new EndlessAppends(store.engine(), System.out::println, stream -> {});
        new CountDownLatch(1).await();
        load.stop();
    }
}
