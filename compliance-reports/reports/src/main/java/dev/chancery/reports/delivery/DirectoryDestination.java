package dev.chancery.reports.delivery;

import dev.chancery.record.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A directory. A file appears there under its name once all of it is on the disk, and its digest before it. */
final class DirectoryDestination implements Destination {

    private static final int CHUNK = 1 << 16;

    private final Path directory;

    DirectoryDestination(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public String address(String name) {
        return directory.resolve(name).toUri().toString();
    }

    @Override
    public void deliver(Path file, String name, String sha256) throws DeliveryException {
        Path unfinished = directory.resolve("." + name + ".part");
        Path digest = directory.resolve("." + name + ".sha256.part");
        try {
            Files.createDirectories(directory);
            demand(copy(file, unfinished), sha256);
            Files.writeString(
                    digest,
                    sha256 + "  " + name + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(digest, directory.resolve(name + ".sha256"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException e) {
            throw DeliveryException.passing("The directory cannot be written: it is not permitted.", e);
        } catch (IOException e) {
            throw DeliveryException.passing(
                    String.valueOf(e.getMessage()).contains("No space left")
                            ? "The disk of the directory is full."
                            : "The directory cannot be written.",
                    e);
        } finally {
            delete(unfinished);
            delete(digest);
        }
    }

    private static String copy(Path file, Path to) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        try (InputStream in = Files.newInputStream(file);
                FileChannel out = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                sha256.update(chunk, 0, read);
                ByteBuffer rest = ByteBuffer.wrap(chunk, 0, read);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            }
            out.force(true);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** Fails when a file is not the one that the record has. */
    static void demand(String found, String sha256) throws DeliveryException {
        if (!found.equals(sha256)) {
            throw DeliveryException.lasting(
                    "The file is not the one that was made: its digest is another. It was not delivered.", null);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            WhenAnExportIsReadyThenDeliver.LOG
                    .atWarn()
                    .setCause(e)
                    .log("What is left of a failed delivery could not be deleted");
        }
    }
}
