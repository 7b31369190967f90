package dev.chancery.eventstore.home;

import dev.chancery.contracts.CannotStart;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The directory that a Chancery process keeps everything in. Only its owner may read it (mode 700), and only one process
 * at a time may use it, or several nodes of one record: they hold a lock on the file {@code lock}, which the kernel takes back when
 * they die.
 */
public final class Home implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path root;
    private final FileChannel lockFile;

    private Home(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory when it is missing and takes its lock.
     *
     * @throws IllegalStateException when another process uses it
     */
    public static Home open(Path directory) {
        return open(directory, false);
    }

    /**
     * The same for one of several nodes, which let each other in.
     *
     * @throws IllegalStateException when a process uses it that wants to be alone, or this one does and is not
     */
    public static Home open(Path directory, boolean several) {
        try {
            Path root = privateDirectory(directory.toAbsolutePath().normalize());
            FileChannel channel = lockFile(root.resolve("lock"));
            if (!locked(channel, several)) {
                channel.close();
                throw new CannotStart("Another Chancery process uses the home " + root
                        + ": stop it, or give this one another directory with --chancery.home");
            }
            return new Home(root, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the home " + directory, e);
        }
    }

    private static FileChannel lockFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Waits for the other nodes that are starting, until closed: what a first start makes is made once. */
    public Closeable starting() {
        try {
            return lockFile(root.resolve("starting")).lock().acquiredBy();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the home " + root, e);
        }
    }

    private static boolean locked(FileChannel channel, boolean several) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, several);
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** A file or directory in the home, which need not exist. */
    public Path resolve(String name) {
        return root.resolve(name);
    }

    /**
     * A secret that is made once and kept in {@code secrets/<name>} (mode 600).
     *
     * @param fresh makes it at the first start
     */
    public byte[] secret(String name, Supplier<byte[]> fresh) {
        try {
            Path file = privateDirectory(root.resolve("secrets")).resolve(name);
            if (!Files.exists(file)) {
                write(file, fresh.get());
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the secret " + name, e);
        }
    }

    /** Keeps a secret, in place of another of that name. */
    public void keepSecret(String name, byte[] secret) {
        try {
            write(privateDirectory(root.resolve("secrets")).resolve(name), secret);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the secret " + name, e);
        }
    }

    /** A secret that may be there. */
    public Optional<byte[]> findSecret(String name) {
        try {
            Path file = root.resolve("secrets").resolve(name);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the secret " + name, e);
        }
    }

    /**
     * Puts one secret in the place of another, whose bytes are then overwritten. The new name is on disk before, so that a power
     * cut leaves one of them whole. What a file system keeps of old bytes by itself is out of reach.
     */
    public void replaceSecret(String old, String by) {
        Path secrets = root.resolve("secrets");
        try (FileChannel replaced = FileChannel.open(secrets.resolve(old), StandardOpenOption.WRITE)) {
            Files.move(secrets.resolve(by), secrets.resolve(old), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(secrets, StandardOpenOption.READ)) {
                directory.force(true);
            }
            replaced.write(ByteBuffer.allocate((int) replaced.size()), 0);
            replaced.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot replace the secret " + old, e);
        }
    }

    /** Makes a directory that only its owner may enter; one that exists is closed to others. */
    public static Path privateDirectory(Path directory) throws IOException {
        if (!posix(directory)) {
            return Files.createDirectories(directory);
        }
        if (Files.isDirectory(directory)) {
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
            return directory;
        }
        return Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Writes a file that only its owner may read; it appears whole or not at all, and is on disk before anything depends on it. */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        FileAttribute<?>[] mode = posix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY_FILE)}
                : new FileAttribute<?>[0];
        Files.createFile(part, mode);
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(bytes));
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        if (posix(file)) {
            try (FileChannel directory =
                    FileChannel.open(Objects.requireNonNull(file.getParent()), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Gives the home to others. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
