package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of one Idempotency-Key at once: one acts, and the others get its answer or are asked to wait for it. */
class SameKeyIT {

    private static final int CLIENTS = 16;
    private static final int ROUNDS = 5;

    @TempDir
    private Path directory;

    @Test
    void actsOnceHoweverManyAskAtOnce() throws Exception {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            new SimulatedPolicy(upstream)
                    .model("simulated")
                    .agent("default", "1000")
                    .write(home);
            try (ChanceryProcess chancery = ChanceryProcess.start(home);
                    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    // given
                    String key = "round-" + round;
                    List<Future<HttpResponse<String>>> asked = new ArrayList<>();
                    // when
                    for (int i = 0; i < CLIENTS; i++) {
                        asked.add(clients.submit(() -> ask(chancery, key, "Hello")));
                    }
                    // then
                    List<String> tasks = new ArrayList<>();
                    for (Future<HttpResponse<String>> answer : asked) {
                        HttpResponse<String> response = answer.get();
                        if (response.statusCode() == 200) {
                            tasks.add(response.headers()
                                    .firstValue("Chancery-Task")
                                    .orElseThrow());
                        } else {
                            assertThat(response.statusCode())
                                    .as(response.body())
                                    .isEqualTo(409);
                            assertThat(response.body()).contains("idempotency_key_in_use");
                        }
                    }
                    assertThat(tasks).isNotEmpty();
                    assertThat(tasks.stream().distinct()).hasSize(1);
                    assertThat(upstream.requests()).isEqualTo(round);
                }
                assertThat(ask(chancery, "round-1", "Hello").statusCode()).isEqualTo(200);
                assertThat(ask(chancery, "round-1", "Something else").statusCode())
                        .isEqualTo(422);
                assertThat(upstream.requests()).isEqualTo(ROUNDS);
            }
        }
    }

    private static HttpResponse<String> ask(ChanceryProcess chancery, String key, String words) {
        return chancery.chat(
                "{\"model\":\"simulated\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"" + words
                        + "\"}]}",
                "Idempotency-Key",
                key);
    }
}
