package dev.chancery.eventstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One store for all tests of a JVM that do not break it. */
final class SharedStore {

    private static final Path HOME = newHome();
    private static final Store STORE = start();

    private SharedStore() {}

    static Store store() {
        return STORE;
    }

    static Path home() {
        return HOME;
    }

    private static Store start() {
        Path home = HOME;
        Store store = Store.open(StoreSettings.embedded(home));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            store.close();
            delete(home);
        }));
        return store;
    }

    static Path newHome() {
        try {
            return Files.createTempDirectory("chancery-store");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
