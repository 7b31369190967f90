package dev.chancery.eventstore.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the other nodes from the key files while this one uses them; does nothing for the only process. */
final class Guard {

    /** Of no file: for the only process there is. */
    static final Guard NONE = new Guard(null);

    /** The operating system's locks are between processes. */
    private static final ReentrantLock WITHIN_PROCESS = new ReentrantLock();

    private final @Nullable Path file;

    private Guard(@Nullable Path file) {
        this.file = file;
    }

    /** Between all nodes that use this file. */
    static Guard of(Path file) {
        return new Guard(file);
    }

    <T> T alone(Supplier<T> work) {
        Path shared = file;
        if (shared == null) {
            return work.get();
        }
        WITHIN_PROCESS.lock();
        try {
            return WITHIN_PROCESS.getHoldCount() > 1 ? work.get() : locked(shared, work);
        } finally {
            WITHIN_PROCESS.unlock();
        }
    }

    private static <T> T locked(Path file, Supplier<T> work) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("The lock was lost");
            }
            return work.get();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file, e);
        }
    }

    void alone(Runnable work) {
        alone(() -> {
            work.run();
            return true;
        });
    }
}
