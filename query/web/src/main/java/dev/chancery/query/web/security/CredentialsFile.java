package dev.chancery.query.web.security;

import dev.chancery.contracts.KeyDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import tools.jackson.databind.json.JsonMapper;

/** {@code <home>/secrets/credentials.json}: the hashes by which operators are known. Only its owner may read it. */
public final class CredentialsFile {

    private static final String ADMIN = "admin";
    private static final JsonMapper JSON = JsonMapper.shared();

    private CredentialsFile() {}

    /** What is told once, at the first start. */
    public record Issued(String adminUser, String adminPassword, String apiToken) {
        @Override
        public String toString() {
            return "Issued[" + adminUser + "]";
        }
    }

    /** Where the file lies. */
    public static Path in(Path home) {
        return home.resolve("secrets").resolve("credentials.json");
    }

    /** Reads the file. */
    public static Credentials read(Path home) {
        try {
            return JSON.readValue(Files.readAllBytes(in(home)), Credentials.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes credentials. Nothing is written yet. */
    public static Issued generate(SecureRandom random) {
        return new Issued(ADMIN, AgentKey.secret(random), "cht_" + AgentKey.secret(random));
    }

    /** Writes the hashes of credentials, whole or not at all; fails when the file is there. */
    public static void write(Path home, Issued issued) {
        Credentials credentials = new Credentials(
                issued.adminUser(),
                PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(issued.adminPassword()),
                KeyDigest.of(issued.apiToken()));
        Path file = in(home);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent(), mode("rwx------"));
            Files.deleteIfExists(part);
            Files.createFile(part, mode("rw-------"));
            Files.write(part, JSON.writeValueAsBytes(credentials), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(part, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The mode at creation, so that the file is never open to others even for a moment. */
    private static FileAttribute<?>[] mode(String permissions) {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
