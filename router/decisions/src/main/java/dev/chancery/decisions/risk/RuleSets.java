package dev.chancery.decisions.risk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The rule sets that this version has. One that was ever shipped is never changed: a change is another version. */
public final class RuleSets {

    /** Their versions, the oldest first. */
    private static final List<String> VERSIONS = List.of("eu-2024-1689", "eu-2026-1744");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private static final List<Shipped> ALL =
            VERSIONS.stream().map(RuleSets::read).toList();

    /**
     * A rule set.
     *
     * @param digest lower-case hex SHA-256 of its text
     * @param text as it is shipped, JSON
     */
    public record Shipped(RuleSet rules, String digest, String text) {}

    private RuleSets() {}

    /** All of them, the oldest first. */
    public static List<Shipped> all() {
        return ALL;
    }

    /** The one of a version. */
    public static Optional<Shipped> find(String version) {
        return ALL.stream()
                .filter(shipped -> shipped.rules().version().equals(version))
                .findFirst();
    }

    /** The one of a version, or {@link IllegalArgumentException}. */
    public static Shipped of(String version) {
        return find(version)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no rule set '" + version + "'. There are: " + String.join(", ", VERSIONS) + "."));
    }

    private static Shipped read(String version) {
        try (InputStream in = Objects.requireNonNull(RuleSets.class.getResourceAsStream(version + ".json"))) {
            byte[] text = in.readAllBytes();
            RuleSet rules = JSON.readValue(text, RuleSet.class);
            if (!rules.version().equals(version)) {
                throw new IllegalStateException("The rule set " + version + " says that it is " + rules.version());
            }
            return new Shipped(
                    rules,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(text)),
                    new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
