package dev.chancery.query.web.security;

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

    /** Makes credentials and writes their hashes; fails when the file is there. */
    public static Issued create(Path home, SecureRandom random) {
        Issued issued = new Issued(ADMIN, AgentKey.secret(random), "cht_" + AgentKey.secret(random));
        Credentials credentials = new Credentials(
                issued.adminUser(),
                PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(issued.adminPassword()),
                AgentKey.sha256(issued.apiToken()));
        Path file = in(home);
        try {
            Files.createDirectories(file.getParent(), mode("rwx------"));
            Files.createFile(file, mode("rw-------"));
            Files.write(file, JSON.writeValueAsBytes(credentials), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return issued;
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
