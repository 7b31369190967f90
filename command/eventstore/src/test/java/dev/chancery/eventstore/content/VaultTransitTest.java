package dev.chancery.eventstore.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.record.RecordJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Against a server that answers as Vault's documentation of the transit engine says. */
class VaultTransitTest {

    private static final byte[] BOUND = "owner and id".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private HttpServer server;
    private VaultTransit master;
    private int version = 1;
    private int status = 200;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/transit/", this::answer);
        server.start();
        Path token = Files.writeString(directory.resolve("token"), "s.token\n");
        master = new VaultTransit(new MasterKeySettings.Vault(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), null, "chancery", token));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = RecordJson.mapper().readTree(exchange.getRequestBody().readAllBytes());
        String path = exchange.getRequestURI().getPath();
        int code = status;
        String answer = "";
        if (!"s.token".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            code = 403;
        } else if (code == 200) {
            try {
                byte[] bound =
                        Base64.getDecoder().decode(body.path("associated_data").asString(""));
                answer = switch (path) {
                    case "/v1/transit/encrypt/chancery" ->
                        "{\"data\":{\"ciphertext\":\"vault:v" + version + ":"
                                + base64(key(version).encrypt(bytes(body, "plaintext"), bound)) + "\"}}";
                    case "/v1/transit/decrypt/chancery" -> {
                        String[] parts = body.get("ciphertext").asString().split(":");
                        byte[] plain = key(Integer.parseInt(parts[1].substring(1)))
                                .decrypt(Base64.getDecoder().decode(parts[2]), bound);
                        yield "{\"data\":{\"plaintext\":\"" + base64(plain) + "\"}}";
                    }
                    case "/v1/transit/keys/chancery/rotate" -> {
                        version++;
                        yield "";
                    }
                    default -> throw new IOException(path);
                };
            } catch (GeneralSecurityException e) {
                code = 400;
                answer = "{\"errors\":[\"cipher: message authentication failed\"]}";
            }
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static AesGcmJce key(int version) throws GeneralSecurityException {
        byte[] key = new byte[32];
        key[0] = (byte) version;
        return new AesGcmJce(key);
    }

    private static byte[] bytes(JsonNode body, String name) {
        return Base64.getDecoder().decode(body.get(name).asString());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void keepsTheDataKeysOfARing() {
        // given
        UUID id = new DataKeys(directory.resolve("keys"), master, Guard.NONE)
                .of("subject/a")
                .id();

        // when
        DataKeys later = new DataKeys(directory.resolve("keys"), master, Guard.NONE);
        later.rotateMaster();

        // then
        assertThat(later.find(id)).isPresent();
        assertThat(new DataKeys(directory.resolve("keys"), master, Guard.NONE)
                        .of("subject/a")
                        .id())
                .isEqualTo(id);
        assertThat(version).isEqualTo(2);
    }

    @Test
    void refusesAKeyThatBelongsToSomethingElse() {
        // given
        byte[] wrapped = master.wrap(new byte[] {1, 2, 3}, BOUND);

        // when then
        assertThat(master.unwrap(wrapped, BOUND)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> master.unwrap(wrapped, new byte[0])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isUnavailableWhenVaultIsSealedOrGone() {
        // given
        status = 503;

        // when then
        assertThatThrownBy(() -> master.wrap(new byte[] {1}, BOUND))
                .isInstanceOf(RecordUnavailable.class)
                .hasMessageContaining("503");
        server.stop(0);
        assertThatThrownBy(() -> master.wrap(new byte[] {1}, BOUND)).isInstanceOf(RecordUnavailable.class);
    }
}
