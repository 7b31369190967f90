package dev.chancery.eventstore.content;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.chancery.eventstore.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A master key in a file: a Tink keyset of AES-256-GCM keys, in clear, so whoever reads it opens every content. */
final class KeysetFile implements MasterKey {

    private final Path file;
    private KeysetHandle keys;
    private Aead aead;

    /** Reads the keyset, and makes it when there is none. */
    KeysetFile(Path file) {
        this.file = file;
        try {
            AeadConfig.register();
            if (!Files.exists(file)) {
                write(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
            }
            keys = TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
            aead = primitive(keys);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The master key " + file + " is damaged. Put its backup in place; without it no content can be read",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the master key " + file, e);
        }
    }

    private static Aead primitive(KeysetHandle keys) throws GeneralSecurityException {
        return keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private void write(KeysetHandle next) throws IOException, GeneralSecurityException {
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(next, InsecureSecretKeyAccess.get());
        Home.write(file, json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized byte[] wrap(byte[] dataKey, byte[] associated) {
        try {
            return aead.encrypt(dataKey, associated);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The master key cannot wrap", e);
        }
    }

    @Override
    public synchronized byte[] unwrap(byte[] wrapped, byte[] associated) {
        try {
            return aead.decrypt(wrapped, associated);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "A data key was not wrapped by the master key " + file + ", or it was changed", e);
        }
    }

    @Override
    public void rotate() {
        replace(KeysetHandle.newBuilder(keys)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary()));
    }

    @Override
    public void retire() {
        KeysetHandle.Builder remaining = KeysetHandle.newBuilder(keys);
        for (int i = remaining.size() - 1; i >= 0; i--) {
            if (!remaining.getAt(i).isPrimary()) {
                remaining.deleteAt(i);
            }
        }
        replace(remaining);
    }

    private synchronized void replace(KeysetHandle.Builder builder) {
        try {
            KeysetHandle next = builder.build();
            write(next);
            keys = next;
            aead = primitive(next);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The master key " + file + " cannot be rotated", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the master key " + file, e);
        }
    }
}
