package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy is edited while Chancery runs: an error changes nothing and is told, a good one is in force within seconds. */
class PolicyReloadIT {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String BODY =
            "{\"model\":\"simulated\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @TempDir
    private Path directory;

    @Test
    void keepsTheLastGoodPolicyAndTakesUpTheNext() {
        Path home = directory.resolve("home");
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            SimulatedPolicy policy = new SimulatedPolicy(upstream)
                    .model("simulated")
                    .agent("default", "1000")
                    .write(home);
            String second;
            String key;
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                String first = inForce(chancery);

                // when the file has an error
                String broken = policy.yaml().replace("gate: autonomous", "gate: whenever");
                SimulatedPolicy.write(home, broken);
                // then
                long line = 1
                        + broken.substring(0, broken.indexOf("whenever"))
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                Eventually.holds(WITHIN, () -> chancery.output().contains("The policy is refused"));
                assertThat(chancery.output())
                        .contains("chancery.yaml")
                        .contains("line=\"" + line + "\"")
                        .contains("gate");
                assertThat(inForce(chancery)).isEqualTo(first);
                assertThat(chancery.chat(BODY).statusCode()).isEqualTo(200);

                // when it is corrected, and names another agent
                policy.agent("newcomer", "1").write(home);
                // then
                Eventually.holds(WITHIN, () -> !inForce(chancery).equals(first));
                second = inForce(chancery);
                HttpResponse<String> issued = chancery.api("POST", "/api/agents/newcomer/keys", "");
                assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
                key = ChanceryProcess.JSON.readTree(issued.body()).path("key").asString();
                Eventually.holds(WITHIN, () -> callWith(chancery, key).statusCode() == 200);
                SimulatedPolicy.write(home, broken);
            }
            // when it starts with a policy that has an error
            try (ChanceryProcess chancery = ChanceryProcess.start(home)) {
                // then
                assertThat(inForce(chancery)).isEqualTo(second);
                HttpResponse<String> response = callWith(chancery, key);
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                AuditPack pack =
                        AuditPack.of(chancery, ChanceryProcess.position(response), directory.resolve("pack.zip"));
                assertThat(pack.verify().exit()).isZero();
                assertThat(pack.events().stream().filter(line -> line.name().equals("policy.rejected")))
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(
                                        line.payload().at("/errors/0/file").asString())
                                .isEqualTo("chancery.yaml"));
            }
        }
    }

    @Test
    void doesNotBeginWithAPolicyThatHasAnErrorAndSaysWhichAndNothingElse() {
        // given a home without any policy before
        Path home = directory.resolve("fresh");
        SimulatedPolicy.write(home, "currency: USD\nworkflows:\n- {id: default, gate: whenever}\n");

        // then
        assertThatThrownBy(() -> ChanceryProcess.start(home))
                .hasMessageContaining("Chancery ended with 1")
                .hasMessageContaining("APPLICATION FAILED TO START")
                .hasMessageContaining("chancery.yaml:3: 'whenever' is not known")
                .message()
                .doesNotContain("\tat ");
    }

    private static String inForce(ChanceryProcess chancery) {
        return chancery.get("/api/policies").path("active").asString();
    }

    private static HttpResponse<String> callWith(ChanceryProcess chancery, String key) {
        return ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(BODY)));
    }
}
