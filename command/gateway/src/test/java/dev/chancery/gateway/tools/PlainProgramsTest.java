package dev.chancery.gateway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.decisions.policy.ArgumentSchema;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.sandbox.SandboxSettings;
import dev.chancery.gateway.sandbox.Sandboxes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Programs that the policy has run without a sandbox, and so without a limit of their own. */
class PlainProgramsTest {

    private static final Duration CALL = Duration.ofSeconds(2);
    private static final String LONG = "x".repeat(200_000);

    @Test
    void endsAProgramThatDoesNotReadWhatItIsToldWhenTheTimeOfTheCallIsOver() {
        // given arguments for which no pipe has room, and a program that reads none of them
        ToolSettings usual = ToolSettings.defaults();
        ToolSettings hasty = new ToolSettings(
                usual.requestBytes(),
                usual.resultBytes(),
                usual.concurrentCalls(),
                usual.toolsPerServer(),
                usual.connectTimeout(),
                usual.listTimeout(),
                CALL,
                usual.listingLifetime(),
                usual.failureLifetime(),
                usual.allowedOrigins());
        Sandboxes sandboxes = new Sandboxes(SandboxSettings.defaults(), List.of());
        ToolServers servers = new ToolServers(hasty, sandboxes);
        CompletableFuture<ToolServers.Made> made = CompletableFuture.supplyAsync(
                () -> servers.call(sleeping(), "sleep", Map.of("text", LONG), program -> {}, UnaryOperator.identity()),
                Thread::startVirtualThread);
        try {
            // then
            assertThat(made).succeedsWithin(Duration.ofSeconds(30)).satisfies(ended -> {
                assertThat(ended.answer())
                        .isEqualTo(new ToolServers.Answer.Failed("The tool server did not answer in time."));
                assertThat(ended.sandbox().end()).isEqualTo(SandboxEnd.CLOSED);
                assertThat(ended.sandbox().exit()).isNotNull();
                assertThat(ended.sandbox().millis()).isGreaterThanOrEqualTo(CALL.toMillis());
            });
        } finally {
            ProcessHandle.current()
                    .descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("/sleep"))
                    .forEach(ProcessHandle::destroyForcibly);
            servers.close();
            sandboxes.close();
        }
    }

    private static Policy.ToolServer sleeping() {
        ArgumentSchema arguments = new ArgumentSchema(JsonRpc.JSON.readTree("""
                {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}"""));
        return new Policy.ToolServer(
                "texts",
                new Policy.Upstream.Commands(
                        List.of(new Policy.CommandTool("sleep", "Sleeps.", arguments, List.of("/bin/sleep", "100000"))),
                        new TreeMap<>(),
                        null),
                List.of("sleep"),
                List.of(),
                false);
    }
}
