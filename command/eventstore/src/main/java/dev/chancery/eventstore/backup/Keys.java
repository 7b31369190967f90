package dev.chancery.eventstore.backup;

import dev.chancery.eventstore.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of a home, backed up to a place of their own. Who has a backup of the record alone reads no content and signs
 * nothing; and a content whose key was erased stays unreadable in every backup of the record, however old. So this is a mirror
 * and no archive: what was erased in the home is erased here at the next run.
 */
public final class Keys {

    private static final String README = """
            The keys of a Chancery: what signs its log, what opens its contents, the hashes of its operators' passwords.

            Keep them apart from the backups of the record, under another lock: together they are everything.
            This directory mirrors the home. A key that was erased there, because somebody's data were to be erased, goes
            from here at the next run. An archive of old copies of this directory would bring erased data back: keep none,
            and let the versions that your storage makes by itself expire within the time in which you promise erasure.
            """;

    /** The password of the embedded database is made anew wherever there is none. */
    private static final List<String> LEFT_OUT = List.of("secrets/postgres");

    private static final String LOG_KEY = "secrets/log-key";

    private Keys() {}

    /**
     * Makes a directory the mirror of a home's keys. To be called after the backup of the record, so that it has every key that
     * a content in there was sealed with.
     *
     * @throws BackupDefect when the directory mirrors another home, or is none for keys
     */
    public static void mirror(Path home, Path directory) {
        try {
            demandSameLog(home, directory);
            demandMirrorOrEmpty(directory);
            List<Path> copied = new ArrayList<>();
            for (Path file : files(home)) {
                if (copy(home.resolve(file), directory.resolve(file))) {
                    copied.add(file);
                }
            }
            for (Path file : files(directory)) {
                if (!copied.contains(file)) {
                    Files.deleteIfExists(directory.resolve(file));
                }
            }
            write(directory.resolve("README.txt"), README.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The keys cannot be backed up to " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Brings the keys of a mirror into a home that has none.
     *
     * @throws BackupDefect when the home has other keys
     */
    public static void bring(Path directory, Path home) {
        try {
            demandSameLog(directory, home);
            for (Path file : files(directory)) {
                copy(directory.resolve(file), home.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The keys in " + directory + " cannot be restored: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a mirror that is not of a log.
     *
     * @throws BackupDefect when it is of another, or of none
     */
    static void demandOf(Path directory, String log) {
        try {
            String found = origin(directory)
                    .orElseThrow(
                            () -> new BackupDefect("There are no keys in " + directory + ": it has no " + LOG_KEY));
            if (!found.equals(log)) {
                throw new BackupDefect("The keys in " + directory + " are those of the log " + found
                        + ", and the backup is of " + log + ": bring the keys that belong to it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void demandSameLog(Path from, Path to) throws IOException {
        Path there = to.resolve(LOG_KEY);
        if (Files.exists(there) && !origin(from).equals(origin(to))) {
            throw new BackupDefect(to + " has the keys of another log, "
                    + origin(to).orElse("an unknown one") + ": use another directory");
        }
    }

    /** What is not in the home is deleted here, so this must be no directory of anything else. */
    private static void demandMirrorOrEmpty(Path directory) throws IOException {
        if (origin(directory).isEmpty() && Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new BackupDefect(directory + " has other files: give the keys a directory of their own");
                }
            }
        }
    }

    /** The name of the log whose keys these are. */
    private static Optional<String> origin(Path directory) throws IOException {
        Path file = directory.resolve(LOG_KEY);
        return Files.exists(file) ? Files.readAllLines(file).stream().findFirst() : Optional.empty();
    }

    private static List<Path> files(Path root) throws IOException {
        Stream.Builder<Path> found = Stream.builder();
        for (String folder : List.of("secrets", "keys")) {
            if (Files.isDirectory(root.resolve(folder))) {
                Present.files(root.resolve(folder)).stream()
                        .map(root::relativize)
                        .forEach(found);
            }
        }
        return found.build()
                .filter(file -> !LEFT_OUT.contains(file.toString().replace('\\', '/')))
                .toList();
    }

    /** Whether it was still there: a key that is destroyed meanwhile must not stay in the mirror either. */
    private static boolean copy(Path from, Path to) throws IOException {
        Optional<byte[]> bytes = Present.read(from);
        if (bytes.isPresent() && !Arrays.equals(bytes.get(), Present.read(to).orElse(null))) {
            write(to, bytes.get());
        }
        return bytes.isPresent();
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Home.privateDirectory(Objects.requireNonNull(file.getParent()));
        Home.write(file, bytes);
    }
}
