package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AtRest;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** With which prompt an output was made: as the caller names it, and by a digest where he names none, or changes it under its name. */
class PromptsIT {

    private static final String SECRET = "The zanzibar code is 4711.";

    @TempDir
    private Path directory;

    @Test
    void tellsWithWhichPromptAnOutputWasMadeAndThatItChangedUnderItsName() {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            new SimulatedPolicy(upstream).model("echo").agent("default", "1000").write(home);
            String first;
            String changed;
            String unnamed;
            JsonNode digest;
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                // when
                first = ask(chancery, "Be brief.", "Chancery-Prompt", "triage@7");
                changed = ask(chancery, "Be brief. " + SECRET, "Chancery-Prompt", "triage@7");
                unnamed = ask(chancery, "Be brief.");
                String bare = task(chancery.chat(body(List.of(Map.of("role", "user", "content", "What is a loan?")))));
                String anthropic = task(anthropic(chancery));

                // then
                JsonNode prompt = prompt(chancery, first);
                digest = prompt.path("instructions");
                assertThat(prompt.path("name").asString()).isEqualTo("triage");
                assertThat(prompt.path("version").asString()).isEqualTo("7");
                assertThat(digest.asString()).startsWith("hmac-sha256:");
                assertThat(prompt(chancery, changed).path("instructions")).isNotEqualTo(digest);
                assertThat(prompt(chancery, unnamed).path("name").isNull()).isTrue();
                assertThat(prompt(chancery, unnamed).path("instructions")).isEqualTo(digest);
                assertThat(prompt(chancery, bare).isNull()).isTrue();
                assertThat(prompt(chancery, anthropic).path("instructions"))
                        .as("the same instructions, by another API")
                        .isEqualTo(digest);
                assertThat(prompt(chancery, anthropic).path("version").asString())
                        .isEqualTo("8");
                Eventually.holds(
                        Duration.ofSeconds(30),
                        () -> chancery.get("/api/lineage/blast-radius?prompt=triage")
                                        .path("tasks")
                                        .asInt()
                                == 3);
                assertThat(chancery.get("/api/lineage/blast-radius?prompt=triage@7")
                                .path("page")
                                .valueStream()
                                .map(each -> each.path("task").asString()))
                        .containsExactly(first, changed);
                assertThat(chancery.get("/api/lineage/blast-radius?instructions=" + digest.asString())
                                .path("page")
                                .valueStream()
                                .map(each -> each.path("task").asString()))
                        .containsExactly(first, unnamed, anthropic);
                assertThat(chancery.get("/api/lineage/prompts?workflow=default")
                                .path("prompts")
                                .valueStream()
                                .filter(each ->
                                        each.path("version").asString("").equals("7")))
                        .hasSize(2)
                        .allMatch(each -> each.path("differing").asInt() == 2);
                assertThat(chancery.get("/api/tasks/" + first + "/prov").toString())
                        .contains("chancery:prompt.triage%407");
                assertThat(chancery.get("/api/lineage/bom").toString()).contains("prompt:triage@7", "prompt:triage@8");
                AuditPack.Run replayed =
                        AuditPack.of(chancery, directory.resolve("pack.zip")).replay();
                assertThat(replayed.exit()).as(replayed.said()).isZero();
            }
            try (ChanceryProcess again = ChanceryProcess.start(home)) {
                assertThat(prompt(again, ask(again, "Be brief.")).path("instructions"))
                        .as("the key is kept")
                        .isEqualTo(digest);
            }
        }
        assertThat(AtRest.search(List.of("zanzibar"), home, directory.resolve("home-process.log"))
                        .found())
                .isEmpty();
    }

    private static String ask(ChanceryProcess chancery, String instructions, String... headers) {
        return task(chancery.chat(
                body(List.of(
                        Map.of("role", "system", "content", instructions),
                        Map.of("role", "user", "content", "What is a loan?"))),
                headers));
    }

    private static String body(List<Map<String, String>> messages) {
        return ChanceryProcess.JSON.writeValueAsString(Map.of("model", "echo", "messages", messages));
    }

    private static HttpResponse<String> anthropic(ChanceryProcess chancery) {
        return ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url() + "/v1/messages"))
                .header("x-api-key", chancery.firstRun("agentKey"))
                .header("Content-Type", "application/json")
                .header("Chancery-Prompt", "triage@8")
                .POST(HttpRequest.BodyPublishers.ofString(ChanceryProcess.JSON.writeValueAsString(Map.of(
                        "model",
                        "echo",
                        "max_tokens",
                        16,
                        "system",
                        "Be brief.",
                        "messages",
                        List.of(Map.of("role", "user", "content", "What is a loan?")))))));
    }

    private static String task(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Chancery-Task").orElseThrow();
    }

    private static JsonNode prompt(ChanceryProcess chancery, String task) {
        return chancery.get("/api/tasks/" + task + "/lineage").path("prompt");
    }
}
