package dev.chancery.eventstore.content;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.record.RecordJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A master key that HashiCorp Vault keeps, or OpenBao: the HTTP API of its transit engine. */
final class VaultTransit implements MasterKey {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BAD_REQUEST = 400;

    private final MasterKeySettings.Vault settings;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    VaultTransit(MasterKeySettings.Vault settings) {
        this.settings = settings;
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] associated) {
        String wrapped = post(
                        "encrypt/" + settings.key(),
                        Map.of("plaintext", base64(dataKey), "associated_data", base64(associated)))
                .at("/data/ciphertext")
                .asString("");
        if (!wrapped.startsWith("vault:v")) {
            throw new RecordUnavailable("Vault gave no wrapped key", null);
        }
        return wrapped.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associated) {
        JsonNode answer = post(
                "decrypt/" + settings.key(),
                Map.of(
                        "ciphertext",
                        new String(wrapped, StandardCharsets.US_ASCII),
                        "associated_data",
                        base64(associated)));
        return Base64.getDecoder().decode(answer.at("/data/plaintext").asString(""));
    }

    @Override
    public void rotate() {
        post("keys/" + settings.key() + "/rotate", Map.of());
    }

    /** Which versions may still unwrap is for those to say who administer Vault: {@code min_decryption_version}. */
    @Override
    public void retire() {}

    private JsonNode post(String path, Map<String, String> body) {
        String mount = settings.mount() == null ? "transit" : settings.mount();
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(settings.address().toString().replaceAll("/+$", "") + "/v1/" + mount + "/" + path))
                    .timeout(PATIENCE)
                    .header("X-Vault-Token", Files.readString(settings.tokenFile()).strip())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            RecordJson.mapper().writeValueAsString(body)))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == BAD_REQUEST) {
                throw new IllegalStateException("Vault refuses " + path
                        + ": the data key was not wrapped by this key, was changed, or its version was withdrawn");
            }
            if (response.statusCode() / 100 != 2) {
                // What Vault says beside the status can quote the request.
                throw new RecordUnavailable(
                        "Vault answers " + response.statusCode() + " to " + path
                                + ". Check its seal, the token's policy and the name of the key",
                        null);
            }
            return response.body().isEmpty()
                    ? RecordJson.mapper().createObjectNode()
                    : RecordJson.mapper().readTree(response.body());
        } catch (IOException | JacksonException e) {
            throw new RecordUnavailable("Vault at " + settings.address() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordUnavailable("Interrupted while waiting for Vault", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
