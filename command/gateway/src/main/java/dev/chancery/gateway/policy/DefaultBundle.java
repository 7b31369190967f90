package dev.chancery.gateway.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The policy that a new home begins with. */
public final class DefaultBundle {

    private static final String FILE = "chancery.yaml";
    private static final String SCHEMA_FILE = "policy.schema.json";

    private DefaultBundle() {}

    /**
     * Makes a policy directory ready: writes the schema for editors beside the policy, and the policy itself when there is
     * none. Never changes a policy that is there.
     *
     * @return whether the default policy was written
     */
    public static boolean prepare(Path directory) throws IOException {
        Files.createDirectories(directory);
        byte[] schema = BundleSchema.SCHEMA.text().getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve(SCHEMA_FILE), schema);
        try (Stream<Path> files = Files.list(directory)) {
            if (files.anyMatch(file -> file.getFileName().toString().endsWith(".yaml"))) {
                return false;
            }
        }
        try (InputStream in =
                Objects.requireNonNull(DefaultBundle.class.getResourceAsStream("/default-policy/" + FILE))) {
            Files.copy(in, directory.resolve(FILE));
        }
        return true;
    }
}
