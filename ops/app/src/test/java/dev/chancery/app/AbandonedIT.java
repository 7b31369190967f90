package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** kill -9 in the middle of a fallback chain and of an export: what was begun is closed with what is known of it. */
class AbandonedIT {

    @TempDir
    private Path directory;

    @Test
    void closesWhatACrashLeftOpenWithWhatIsKnown() throws Exception {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            // given a call whose first model has failed and whose second one is silent, an answer, and an export
            new SimulatedPolicy(upstream)
                    .model("fault-503")
                    .model("fault-nothing", 60_000)
                    .model("good")
                    .alias("stuck", "fault-503", "fault-nothing")
                    .agent("default", "1000")
                    .write(home);
            ChanceryProcess chancery = ChanceryProcess.start(home);
            String answered = chancery.chat(body("good"))
                    .headers()
                    .firstValue("Chancery-Task")
                    .orElseThrow();
            Eventually.holds(
                    Duration.ofSeconds(30), () -> names(chancery, answered).contains("task.output-delivered"));
            Thread.ofVirtual().start(() -> breaks(chancery, body("stuck")));
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.get("/api/tasks?state=OPENED")
                            .path("tasks")
                            .valueStream()
                            .anyMatch(task -> names(chancery, task.path("task").asString())
                                    .contains("task.attempt-failed")));
            String stuck =
                    chancery.get("/api/tasks?state=OPENED").at("/tasks/0/task").asString();
            String export = ChanceryProcess.JSON
                    .readTree(chancery.api("POST", "/api/packs", "{}").body())
                    .path("id")
                    .asString();

            // when
            chancery.kill();

            // then
            try (ChanceryProcess restarted = ChanceryProcess.start(home)) {
                assertThat(names(restarted, stuck)).endsWith("task.spend-settled", "task.abandoned");
                Eventually.holds(
                        Duration.ofSeconds(30),
                        () -> restarted
                                        .get("/api/abandoned?act=task")
                                        .path("total")
                                        .asInt()
                                == 1);
                JsonNode abandoned = restarted.get("/api/abandoned?act=task").at("/abandoned/0");
                assertThat(abandoned.path("stream").asString()).isEqualTo("task/" + stuck);
                assertThat(abandoned.path("cause").asString()).isEqualTo("PROCESS_ENDED");
                assertThat(abandoned.path("sent").asString()).isEqualTo("SOMETHING");
                assertThat(abandoned.at("/lastAttempt/deployment").asString()).isEqualTo("fault-503");
                assertThat(abandoned.at("/spent/amount").asLong()).isPositive();
                Eventually.holds(
                        Duration.ofSeconds(60),
                        () -> restarted
                                .get("/api/packs/" + export)
                                .path("state")
                                .asString()
                                .equals("READY"));
                AuditPack pack = AuditPack.of(restarted, directory.resolve("pack.zip"));
                assertThat(pack.verify().exit()).isZero();
                assertThat(pack.replay().exit()).isZero();
                assertThat(pack.events().stream()
                                .filter(line -> line.stream().equals("export/" + export))
                                .map(AuditPack.Line::name))
                        .startsWith("export.requested")
                        .endsWith("export.completed")
                        .doesNotContain("export.abandoned");
                assertThat(restarted.get("/api/dead-letters").path("total").asInt())
                        .isZero();
            }
        }
    }

    private static String body(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    /** The answer never comes: the process is killed first. */
    private static void breaks(ChanceryProcess chancery, String body) {
        try {
            chancery.chat(body);
        } catch (java.io.UncheckedIOException killed) {
            return;
        }
        throw new AssertionError("A killed process answered");
    }

    private static List<String> names(ChanceryProcess chancery, String task) {
        return chancery.get("/api/tasks/" + task + "/events")
                .path("events")
                .valueStream()
                .map(event -> event.path("name").asString())
                .toList();
    }
}
