package dev.chancery.faults;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.record.note.Checkpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask one question after another, and a client that collects signed heads. Each answer is in the ledger before
 * its client asks again. An answer echoes its question, so every answer is another one.
 */
final class Load implements AutoCloseable {

    static final int CLIENTS = 16;
    private static final Duration HEADS_EVERY = Duration.ofMillis(200);
    private static final Duration AFTER_A_BREAK = Duration.ofMillis(50);

    private final ChanceryProcess chancery;
    private final String key;
    private final String token;
    private final ClientLedger ledger;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();
    private final AtomicInteger overBudget = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    private Load(ChanceryProcess chancery, String key, ClientLedger ledger) {
        this.chancery = chancery;
        this.key = key;
        this.token = chancery.firstRun("apiToken");
        this.ledger = ledger;
    }

    /** Begins, and returns when the load is in full swing. */
    static Load on(ChanceryProcess chancery, ClientLedger ledger) {
        return on(chancery, chancery.firstRun("agentKey"), ledger);
    }

    /** Begins with a key of its own; returns when answers come, one at least. */
    static Load on(ChanceryProcess chancery, String key, ClientLedger ledger) {
        Load load = new Load(chancery, key, ledger);
        load.watchHead();
        load.threads.add(Thread.ofPlatform().start(load::watchHeads));
        for (int i = 0; i < CLIENTS; i++) {
            String client = "client " + i;
            load.threads.add(Thread.ofPlatform().start(() -> load.ask(client)));
        }
        load.answersGoOn();
        return load;
    }

    /** Waits until every client has been answered some times more. */
    void answersGoOn() {
        int before = answered.get();
        Eventually.holds(Duration.ofSeconds(60), () -> answered.get() > before + 4 * CLIENTS);
    }

    /** Waits until every client has been refused some times more, because the record is away. */
    void refusalsGoOn() {
        int before = away.get();
        Eventually.holds(Duration.ofSeconds(60), () -> away.get() > before + 2 * CLIENTS);
    }

    /** Waits until every client has been refused some times more, because of the budget. */
    void budgetIsUsedUp() {
        int before = overBudget.get();
        Eventually.holds(Duration.ofSeconds(60), () -> overBudget.get() > before + 2 * CLIENTS);
    }

    /** Waits until requests broke off. */
    void breaks() {
        Eventually.holds(Duration.ofSeconds(30), () -> broken.get() > 0);
    }

    int answered() {
        return answered.get();
    }

    int broken() {
        return broken.get();
    }

    /** Answers that are neither an answer, nor a refusal because of the budget or because the record is away. */
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    private void ask(String client) {
        for (int n = 0; !enough; n++) {
            try {
                take(http.send(
                        request("/v1/chat/completions", key)
                                .POST(HttpRequest.BodyPublishers.ofString(question(client + " question " + n)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            } catch (IOException e) {
                broken.incrementAndGet();
                LockSupport.parkNanos(AFTER_A_BREAK.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    static String question(String text) {
        return "{\"model\":\"echo\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private HttpRequest.Builder request(String path, String bearer) {
        return HttpRequest.newBuilder(URI.create(chancery.url() + path))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60));
    }

    private void take(HttpResponse<String> response) {
        if (response.statusCode() == 200) {
            ledger.acknowledged(new ClientLedger.Ack(
                    response.headers().firstValue("Chancery-Task").orElseThrow(),
                    ChanceryProcess.position(response),
                    sha256(ChanceryProcess.JSON
                            .readTree(response.body())
                            .at("/choices/0/message/content")
                            .asString())));
            answered.incrementAndGet();
        } else if (response.statusCode() == 503 && response.body().contains("audit_unavailable")) {
            away.incrementAndGet();
        } else if (response.body().contains("budget_exceeded")) {
            overBudget.incrementAndGet();
        } else {
            unexpected.add(response.statusCode() + " " + response.body());
            LockSupport.parkNanos(AFTER_A_BREAK.toNanos());
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void watchHeads() {
        while (!enough) {
            LockSupport.parkNanos(HEADS_EVERY.toNanos());
            watchHead();
        }
    }

    /** While the record is away there is no head to see. */
    private void watchHead() {
        try {
            HttpResponse<String> response =
                    http.send(request("/api/log/checkpoint", token).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                Checkpoint shown = Checkpoint.parse(response.body());
                ledger.shown(new ClientLedger.Head(shown.size(), shown.rootHash()));
            }
        } catch (IOException e) {
            broken.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the load; what is under way is answered or breaks first. */
    @Override
    public void close() {
        enough = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
