package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.AttemptFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a key from where the policy says it is. */
final class ApiKey {

    private ApiKey() {}

    /**
     * The key.
     *
     * @param reference {@code env:NAME} or {@code file:PATH}, null for none
     */
    static @Nullable String resolve(@Nullable String reference) throws ProviderFailure {
        if (reference == null) {
            return null;
        }
        String key = null;
        if (reference.startsWith("env:")) {
            key = System.getenv(reference.substring("env:".length()));
        } else if (reference.startsWith("file:")) {
            try {
                key = Files.readString(Path.of(reference.substring("file:".length())));
            } catch (IOException e) {
                throw ProviderFailure.of(AttemptFailure.REJECTED, "The API key at " + reference + " cannot be read");
            }
        }
        if (key == null || key.isBlank()) {
            throw ProviderFailure.of(AttemptFailure.REJECTED, "There is no API key at " + reference);
        }
        return key.strip();
    }
}
