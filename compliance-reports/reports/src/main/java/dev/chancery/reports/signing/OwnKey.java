package dev.chancery.reports.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;

/** The installation's own key, which is made when it is first asked for and kept in {@code secrets/reports.p12}. */
public final class OwnKey {

    private OwnKey() {}

    /**
     * The PKCS#12 file. Of several nodes that start at once, one makes it and the others take it.
     *
     * @param home of the installation
     * @param log whose reports the key signs
     */
    public static byte[] of(Path home, String log, Instant now) {
        Path folder = home.resolve("secrets");
        Path file = folder.resolve("reports.p12");
        try {
            if (!Files.exists(file)) {
                make(folder, file, SigningKey.fresh(log, now));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The key for reports cannot be kept in " + file, e);
        }
    }

    /** Whole or not at all, and never in the place of another. */
    private static void make(Path folder, Path file, byte[] bytes) throws IOException {
        Files.createDirectories(folder, mode("rwx------"));
        Path part = folder.resolve("reports-" + UUID.randomUUID() + ".part");
        Files.createFile(part, mode("rw-------"));
        try {
            Files.write(part, bytes, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException anotherNodeMadeIt) {
            // Theirs is read.
        } finally {
            Files.delete(part);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
