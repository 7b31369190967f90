package dev.chancery.eventstore.content;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the master key is.
 *
 * @param file a Tink keyset, made when it is missing; null for {@code secrets/master-key} in the home
 * @param vault a key of HashiCorp Vault's transit engine instead; null for the file
 * @param rotate whether to make a new version at this start and wrap every data key anew
 */
public record MasterKeySettings(
        @Nullable Path file, @Nullable Vault vault, boolean rotate) {

    /** The file in the home. */
    public static final MasterKeySettings IN_HOME = new MasterKeySettings(null, null, false);

    /**
     * A key that Vault keeps; it never leaves there.
     *
     * @param address {@code https://vault.example:8200}
     * @param mount of the transit engine, {@code transit} by default
     * @param key its name; of type {@code aes256-gcm96}
     * @param tokenFile a file that holds the token; read anew for each call, so that it may be renewed
     */
    public record Vault(
            URI address, @Nullable String mount, String key, Path tokenFile) {}

    public MasterKeySettings {
        if (file != null && vault != null) {
            throw new IllegalArgumentException("The master key is in a file or in Vault: set one of the two");
        }
    }
}
