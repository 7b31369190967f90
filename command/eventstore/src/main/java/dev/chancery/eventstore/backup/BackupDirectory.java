package dev.chancery.eventstore.backup;

import dev.chancery.eventstore.backup.Manifest.StoredFile;
import dev.chancery.eventstore.home.Home;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a backup. A file appears whole, under its name and on disk, or not at all; the manifest is what names it,
 * and is written after it. Files that the manifest does not name are of no meaning.
 */
final class BackupDirectory implements Closeable {

    private static final String MANIFEST = "manifest.json";
    private static final int BUFFER = 1 << 16;
    private static final long LARGEST_MANIFEST = 256L << 20;

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private final Path root;
    private final @Nullable FileChannel lock;

    private BackupDirectory(Path root, @Nullable FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes the directory when it is missing, and takes its lock.
     *
     * @throws BackupDefect when another process uses it
     */
    static BackupDirectory open(Path directory) throws IOException {
        Path root = closed(directory.toAbsolutePath().normalize());
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new BackupDefect("Another process uses the backup " + root + ": wait until it has ended");
        }
        return new BackupDirectory(root, channel);
    }

    /** Closed to others, where the file system of the backup knows of others. */
    private static Path closed(Path directory) throws IOException {
        try {
            return Home.privateDirectory(directory);
        } catch (UnsupportedOperationException | FileSystemException notThere) {
            return Files.createDirectories(directory);
        }
    }

    /** A backup that is there, to read it, from wherever it can be read. */
    static BackupDirectory existing(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve(MANIFEST))) {
            throw new BackupDefect("There is no backup in " + directory + ": it has no " + MANIFEST);
        }
        return new BackupDirectory(directory.toAbsolutePath().normalize(), null);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    Path root() {
        return root;
    }

    Optional<Manifest> manifest() throws IOException {
        Path file = root.resolve(MANIFEST);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > LARGEST_MANIFEST) {
            throw new BackupDefect(MANIFEST + " is damaged: it is larger than any manifest");
        }
        return Optional.of(Manifest.decode(Files.readAllBytes(file)));
    }

    void save(Manifest manifest) throws IOException {
        byte[] json = manifest.encode();
        write(MANIFEST, out -> out.write(json));
    }

    /** Writes a file, and reads it again to know that it is what was written. */
    StoredFile write(String name, Body body) throws IOException {
        Path file = root.resolve(name);
        closed(parent(file));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        MessageDigest sha256 = sha256();
        try (FileOutputStream disk = new FileOutputStream(part.toFile());
                OutputStream out = new DigestOutputStream(new BufferedOutputStream(disk, BUFFER), sha256)) {
            body.writeTo(out);
            out.flush();
            disk.getChannel().force(true);
        }
        String hash = HexFormat.of().formatHex(sha256.digest());
        StoredFile written = new StoredFile(name, Files.size(part), hash, null, null);
        if (!hash.equals(hash(part))) {
            throw new IOException("What was written to " + part + " cannot be read again; is its disk sound?");
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(parent(file));
        return written;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** A new name in a directory survives a power cut once the directory is on disk; not every file system lets us say so. */
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            // Windows opens no directories; the name is then as safe as that system makes it.
        }
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
    }

    /**
     * What is missing or has another length, told for all files at once.
     *
     * @throws BackupDefect when anything is
     */
    void demandWhole(List<StoredFile> files) throws IOException {
        List<String> defects = new ArrayList<>();
        for (StoredFile stored : files) {
            Path file = resolve(stored.file());
            if (!Files.isRegularFile(file)) {
                defects.add(stored.file() + " is missing");
            } else if (Files.size(file) != stored.bytes()) {
                defects.add(stored.file() + " has " + Files.size(file) + " bytes instead of " + stored.bytes());
            }
        }
        if (!defects.isEmpty()) {
            throw new BackupDefect("The backup is not whole: " + String.join("; ", defects)
                    + ". Bring these files from another copy of it, or restore another backup");
        }
    }

    /** The rows of a file; {@link Checked#close} refuses one that is not what was written. */
    Checked read(StoredFile stored) throws IOException {
        return new Checked(stored, resolve(stored.file()));
    }

    /** Copies files under their names into another directory. */
    void copyTo(Path other, List<StoredFile> files) throws IOException {
        demandWhole(files);
        for (StoredFile file : files) {
            try (Checked in = read(file)) {
                Path target = other.resolve(root.relativize(resolve(file.file())));
                Files.createDirectories(parent(target));
                Files.copy(in.stream(), target, StandardCopyOption.REPLACE_EXISTING);
                in.demandIntact();
            } catch (Damaged e) {
                throw new BackupDefect("The backup is damaged: " + file.file() + ": " + e.getMessage(), e);
            }
        }
    }

    /** A manifest names files of the backup only. */
    private Path resolve(String name) {
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new BackupDefect(MANIFEST + " is damaged: it names the file '" + name + "'");
        }
        return file;
    }

    /** A file of the backup, hashed while it is read. */
    static final class Checked implements Closeable {
        private final StoredFile stored;
        private final MessageDigest sha256 = sha256();
        private final InputStream in;

        Checked(StoredFile stored, Path file) throws IOException {
            this.stored = stored;
            this.in = new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), sha256), BUFFER);
        }

        InputStream stream() {
            return in;
        }

        /** What the file is of, with the name of the file. */
        BackupDefect defect(Damaged what) {
            return new BackupDefect(
                    "The backup is damaged: " + stored.file() + ": " + what.getMessage()
                            + ". Bring this file from another copy of it, or restore another backup",
                    what);
        }

        /** Reads to the end and compares. */
        void demandIntact() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            if (!HexFormat.of().formatHex(sha256.digest()).equals(stored.sha256())) {
                throw new Damaged("it is not what was written");
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
