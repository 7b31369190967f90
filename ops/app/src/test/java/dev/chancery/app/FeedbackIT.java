package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What people decide about outputs becomes a draft of the policy, which a person puts in force, and the record replays. */
class FeedbackIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int REVIEWED = 6;

    @TempDir
    private Path directory;

    @Test
    void prefersTheModelThatPeoplePreferOnceAPersonHasApprovedIt() throws IOException {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            String policy = new SimulatedPolicy(upstream)
                            .model("echo")
                            .model("simulated")
                            .alias("either", "echo", "simulated") // in this order
                            .alias("only", "simulated")
                            .agent("default", "1000")
                            .yaml()
                            .replace("gate: autonomous", "gate: human-in-the-loop")
                    + "feedback:\n  minimumReviewed: " + REVIEWED + " # few, for the test\n";
            SimulatedPolicy.write(home, policy);
            AuditPack pack;
            try (ChanceryProcess chancery = ChanceryProcess.start(home, "--chancery.look-at-reviews=500ms")) {
                String before = chancery.get("/api/policies").path("active").asString();

                // when people reject all that the first model answers, and approve all that the second does
                review(chancery, "either", "reject", "echo");
                SimulatedPolicy.write(home, policy.replace("[echo, simulated]", "[simulated, echo]"));
                Eventually.holds(WITHIN, () -> !active(chancery).equals(before));
                review(chancery, "either", "approve", "simulated");
                SimulatedPolicy.write(home, policy);
                Eventually.holds(WITHIN, () -> active(chancery).equals(before));

                // then another order is proposed, and nothing has changed
                Eventually.holds(
                        WITHIN,
                        () -> chancery.get("/api/policy/drafts").path("drafts").size() == 1);
                JsonNode draft = chancery.get("/api/policy/drafts").at("/drafts/0");
                assertThat(draft.path("by").asString()).isEqualTo("chancery");
                assertThat(draft.path("evidence").toString())
                        .contains("\"deployment\":\"echo\",\"reviewed\":6,\"approvedUnchanged\":0")
                        .contains("\"deployment\":\"simulated\",\"reviewed\":6,\"approvedUnchanged\":6");
                assertThat(active(chancery)).isEqualTo(before);

                // when
                HttpResponse<String> approved = chancery.api(
                        "POST",
                        "/api/policy/drafts/" + draft.path("draft").asString() + "/approve",
                        "{\"reason\":\"so do I\"}");

                // then
                assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
                JsonNode after = ChanceryProcess.JSON.readTree(approved.body()).at("/drafts/0");
                assertThat(after.path("state").asString()).isEqualTo("ACTIVATED");
                assertThat(after.path("version").asString()).isNotEqualTo(before);
                Eventually.holds(
                        WITHIN,
                        () -> active(chancery).equals(after.path("version").asString()));
                assertThat(Files.readString(home.resolve("policy/chancery.yaml")))
                        .isEqualTo(policy.replace("[echo, simulated]", "[simulated, echo]"));

                // when a person proposes what is no policy
                HttpResponse<String> wrong = chancery.api(
                        "POST",
                        "/api/policy/drafts",
                        "{\"changes\":[{\"pointer\":\"/feedback/minimumReviewed\",\"value\":0}],\"reason\":\"less\"}");

                // then
                assertThat(wrong.statusCode()).isEqualTo(400);
                assertThat(wrong.body()).contains("chancery.yaml");
                pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
            }
            assertThat(pack.verify().exit()).as(pack.verify().said()).isZero();
            AuditPack.Run replayed = pack.replay();
            assertThat(replayed.exit()).as(replayed.said()).isZero();
            assertThat(replayed.said()).contains("draft").contains(" 0 different");
        }
    }

    private static void review(ChanceryProcess chancery, String model, String action, String expected) {
        for (int i = 0; i < REVIEWED; i++) {
            HttpResponse<String> held = chancery.chat("{\"model\":\"" + model
                    + "\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"" + action + i + "\"}]}");
            String task = held.headers().firstValue("Chancery-Task").orElseThrow();
            Eventually.holds(
                    WITHIN,
                    () -> chancery.get("/api/tasks/" + task)
                            .path("state")
                            .asString()
                            .equals("HELD"));
            assertThat(chancery.get("/api/tasks/" + task).path("deployment").asString())
                    .isEqualTo(expected);
            HttpResponse<String> decided = chancery.api(
                    "POST",
                    "/api/reviews/" + task + "/decision",
                    "{\"action\":\"" + action + "\",\"reason\":\"a test\"}");
            assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        }
    }

    private static String active(ChanceryProcess chancery) {
        return chancery.get("/api/policies").path("active").asString();
    }
}
