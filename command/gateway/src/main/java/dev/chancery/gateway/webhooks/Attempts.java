package dev.chancery.gateway.webhooks;

import dev.chancery.gateway.webhooks.WebhookSettings.Endpoint;
import dev.chancery.gateway.webhooks.Webhooks.Message;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Single attempts at telling a receiver. One fails unless the answer is 2xx in time; redirects are not followed. The time stamp is
 * that of the attempt and is signed with the message, so one that was caught is not taken later.
 */
final class Attempts implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Duration timeout;
    private final InstantSource clock;
    private final HttpClient http;

    Attempts(Duration timeout, InstantSource clock) {
        this.timeout = timeout;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** What was wrong with it; null when the message was taken. */
    @Nullable
    String problem(Endpoint endpoint, Message message) throws InterruptedException {
        try {
            String body = JSON.writeValueAsString(message);
            long timestamp = clock.instant().getEpochSecond();
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(endpoint.url())
                            .timeout(timeout)
                            .header("Content-Type", "application/json")
                            .header("webhook-id", message.id())
                            .header("webhook-timestamp", Long.toString(timestamp))
                            .header(
                                    "webhook-signature",
                                    Signature.of(Signature.secret(endpoint.secret()), message.id(), timestamp, body))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2 ? null : "it answered " + answer.statusCode();
        } catch (IOException e) {
            return "it gave no answer (" + e.getClass().getSimpleName() + ")";
        } catch (IllegalStateException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
