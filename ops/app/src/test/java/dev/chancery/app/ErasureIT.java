package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AtRest;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.record.certificate.ErasureCertificate;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A named person asks, is kept by a hold, and is erased: everywhere, also across a crash, and every proof still holds. */
class ErasureIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WORDS = "the-blue-giraffe-of-customer-42";
    private static final String OTHER = "the-red-elephant-of-customer-43";

    @TempDir
    private Path directory;

    private Path home;

    @Test
    void erasesAPersonAndKeepsEveryProof() throws Exception {
        home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            new SimulatedPolicy(upstream).model("echo").agent("default", "1000").write(home);
            String erasure;
            String task;
            String other;
            Path key = directory.resolve("key");
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                // given
                Files.writeString(key, chancery.api("GET", "/api/log/key", "").body());
                task = ask(chancery, "customer-42", WORDS);
                other = ask(chancery, "customer-43", OTHER);
                assertThat(output(chancery, task).body()).contains(WORDS);
                AuditPack before = AuditPack.of(chancery, directory.resolve("before.zip"));
                String shown = packWithTexts(chancery);
                String replayed = chancery.api("POST", "/api/tasks/" + task + "/replay", "{}").body();

                // when: a hold is in the way
                String hold = ChanceryProcess.JSON
                        .readTree(chancery.api("POST", "/api/holds", "{\"workflow\":\"default\",\"reason\":\"a lawsuit\"}")
                                .body())
                        .path("hold")
                        .asString();
                JsonNode refused = outcome(chancery, erase(chancery, "customer-42"));

                // then
                assertThat(refused.path("state").asString()).isEqualTo("REFUSED");
                assertThat(refused.path("holds").path(0).asString()).isEqualTo(hold);
                assertThat(chancery.api("GET", "/api/erasures/" + refused.path("erasure").asString() + "/certificate", "")
                                .statusCode())
                        .isEqualTo(409);
                assertThat(output(chancery, task).statusCode()).isEqualTo(200);

                // when: it is lifted
                assertThat(chancery.api("POST", "/api/holds/" + hold + "/lift", "{\"reason\":\"settled\"}")
                                .statusCode())
                        .isEqualTo(200);
                erasure = erase(chancery, "customer-42");
                JsonNode completed = outcome(chancery, erasure);

                // then
                assertThat(completed.path("state").asString()).isEqualTo("COMPLETED");
                assertThat(completed.path("contents").asInt()).isEqualTo(2);
                assertThat(completed.path("keys").size()).isEqualTo(1);
                HttpResponse<String> gone = output(chancery, task);
                assertThat(gone.statusCode()).isEqualTo(410);
                assertThat(gone.body()).contains("content-erased").contains("erasedAt");
                assertThat(again(chancery, "customer-42", WORDS).statusCode()).isEqualTo(422);
                assertThat(output(chancery, other).body()).contains(OTHER);
                assertThat(chancery.api("POST", "/api/tasks/" + task + "/replay", "{}").body())
                        .isEqualTo(replayed)
                        .contains("\"identical\":true");
                assertThat(home.resolve("packs/" + shown + ".zip")).doesNotExist();
                assertThat(before.verify("--key", key.toString()).exit()).isZero();
                AuditPack after = AuditPack.of(chancery, directory.resolve("after.zip"));
                assertThat(after.verify("--key", key.toString()).exit()).isZero();
                String certificate = chancery.api("GET", "/api/erasures/" + erasure + "/certificate", "")
                        .body();
                assertThat(certificate).contains("customer-42").contains("2 kept texts");
                assertThat(ErasureCertificate.verify(certificate, Files.readString(key).strip()))
                        .isEqualTo(ErasureCertificate.Verdict.VERIFIED);

                // when: the process dies right after it took a request
                erase(chancery, "customer-43");
                chancery.kill();
            }
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                // then
                Eventually.holds(PATIENCE, () -> output(chancery, other).statusCode() == 410);
                Eventually.holds(
                        PATIENCE,
                        () -> chancery.get("/api/erasures?state=REQUESTED").path("erasures").isEmpty());
                assertThat(output(chancery, task).statusCode()).isEqualTo(410);
                assertThat(ask(chancery, "customer-42", "a new matter")).isNotEmpty();
            }
        }
        assertThat(AtRest.search(List.of(WORDS, OTHER), home).found()).isEmpty();
    }

    private static String packWithTexts(ChanceryProcess chancery) {
        String id = ChanceryProcess.JSON
                .readTree(chancery.api("POST", "/api/packs", "{\"contents\":true,\"purpose\":\"audit\"}")
                        .body())
                .path("id")
                .asString();
        Eventually.holds(
                PATIENCE,
                () -> chancery.get("/api/packs/" + id).path("state").asString().equals("READY"));
        assertThat(chancery.get("/api/packs/" + id).path("contents").asInt()).isGreaterThanOrEqualTo(4);
        return id;
    }

    private static String ask(ChanceryProcess chancery, String subject, String words) {
        HttpResponse<String> answer = again(chancery, subject, words);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Chancery-Task").orElseThrow();
    }

    private static HttpResponse<String> again(ChanceryProcess chancery, String subject, String words) {
        return chancery.chat(
                "{\"model\":\"echo\",\"max_tokens\":32,\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}",
                "Chancery-Subject",
                subject,
                "Idempotency-Key",
                subject + "/" + words.hashCode());
    }

    private static HttpResponse<String> output(ChanceryProcess chancery, String task) {
        return chancery.api("GET", "/api/tasks/" + task + "/output", "");
    }

    private static String erase(ChanceryProcess chancery, String subject) {
        HttpResponse<String> answer = chancery.api(
                "POST", "/api/erasures", "{\"subject\":\"" + subject + "\",\"reason\":\"Art. 17, by letter\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ChanceryProcess.JSON.readTree(answer.body()).path("erasure").asString();
    }

    private static JsonNode outcome(ChanceryProcess chancery, String erasure) {
        Eventually.holds(
                PATIENCE,
                () -> !chancery.get("/api/erasures/" + erasure)
                        .path("state")
                        .asString()
                        .equals("REQUESTED"));
        return chancery.get("/api/erasures/" + erasure);
    }
}
