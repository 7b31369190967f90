package dev.chancery.gateway.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.FileChange;
import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.decisions.policy.ArgumentSchema;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Upstream.Program;
import dev.chancery.gateway.sandbox.Prison;
import dev.chancery.gateway.sandbox.SandboxSettings;
import dev.chancery.gateway.sandbox.Sandboxes;
import dev.chancery.simulated.StdioToolServer;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tool servers that are programs, each started for one call in a sandbox. */
class ToolProgramsTest {

    private static final List<String> ECHO = List.of("sh", "-c", "tee seen");

    private final Sandboxes sandboxes = new Sandboxes(SandboxSettings.defaults(), List.of());
    private final ToolServers servers = new ToolServers(ToolSettings.defaults(), sandboxes);
    private final List<Program> opened = new CopyOnWriteArrayList<>();
    private Path granted;
    private Path started;
    private Path classes;

    @BeforeEach
    void prepare() throws Exception {
        Prison.assumeOpen(sandboxes);
        granted = Prison.writable();
        started = granted.resolve("started");
        classes = Prison.with(StdioToolServer.class);
    }

    @AfterEach
    void close() {
        servers.close();
        sandboxes.close();
    }

    @Test
    void listsItsToolsWithoutLettingItWrite() {
        // when
        List<McpSchema.Tool> tools = servers.tools(server(60));

        // then
        assertThat(tools)
                .extracting(McpSchema.Tool::name)
                .containsExactly("write", "read", "variable", "fetch", "die", "hang", "flood");
        assertThat(started).doesNotExist();
        assertThat(servers.problem(server(60))).isEmpty();
    }

    @Test
    void callsItOnceItIsOnTheRecordAndTellsWhatItChanged() {
        // when
        ToolServers.Made made = servers.call(
                server(60),
                "write",
                Map.of("path", granted + "/letter", "text", "Dear"),
                program -> {
                    assertThat(started).doesNotExist();
                    opened.add(program);
                },
                UnaryOperator.identity());

        // then
        assertThat(opened).hasSize(1);
        assertThat(text(made)).isEqualTo("written");
        assertThat(granted.resolve("letter")).hasContent("Dear");
        assertThat(made.sandbox().confinement()).isEqualTo(Confinement.BUBBLEWRAP);
        assertThat(made.sandbox().end()).isEqualTo(SandboxEnd.CLOSED);
        assertThat(made.sandbox().changes())
                .extracting(FileChange::path)
                .containsExactly(granted + "/letter", started.toString());
        assertThat(Prison.running(granted.toString())).isZero();
    }

    @Test
    void startsNothingThatCannotBeRecorded() {
        assertThatThrownBy(() -> servers.call(
                        server(60),
                        "write",
                        Map.of(),
                        program -> {
                            throw new IllegalStateException("The record is away");
                        },
                        UnaryOperator.identity()))
                .hasMessage("The record is away");
        assertThat(started).doesNotExist();
    }

    @Test
    void readsWhatItWasGrantedAndNothingElse() throws Exception {
        // given
        Path open = Files.writeString(classes.resolve("open"), "to read");

        // then
        assertThat(text(call("read", Map.of("path", open.toString())))).isEqualTo("to read");
        assertThat(text(call("read", Map.of("path", "/etc/shadow")))).startsWith("failed");
        assertThat(text(call("write", Map.of("path", open.toString(), "text", "x"))))
                .startsWith("failed");
        assertThat(open).hasContent("to read");
    }

    @Test
    void reachesWhatItWasAllowedForACall() throws Exception {
        // given
        HttpServer there = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        there.createContext("/", exchange -> {
            byte[] answer = ("from " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        there.start();
        try {
            Destination allowed =
                    new Destination("127.0.0.1", there.getAddress().getPort());
            Program program = (Program) server(60).upstream();
            Policy.ToolServer server = server(Prison.program(
                    program.command(),
                    List.of(Path.of(Prison.jdk()), classes),
                    List.of(granted),
                    Prison.limits(60),
                    List.of(allowed)));

            // when
            ToolServers.Made reached = servers.call(
                    server,
                    "fetch",
                    Map.of("path", address("http://" + allowed + "/x")),
                    opened::add,
                    UnaryOperator.identity());
            ToolServers.Made refused = servers.call(
                    server,
                    "fetch",
                    Map.of("path", address("http://127.0.0.1:1/")),
                    opened::add,
                    UnaryOperator.identity());
            ToolServers.Made without = call("fetch", Map.of("path", address("http://" + allowed + "/x")));

            // then
            assertThat(text(reached)).isEqualTo("200 from /x");
            assertThat(reached.sandbox().network().hosts()).singleElement().satisfies(host -> {
                assertThat(host.host() + ":" + host.port()).isEqualTo(allowed.toString());
                assertThat(host.connections()).isEqualTo(1);
                assertThat(host.received()).isPositive();
            });
            assertThat(text(refused)).startsWith("403 The policy does not allow this sandbox 127.0.0.1:1. Add");
            assertThat(refused.sandbox().network().hosts())
                    .containsExactly(new NetworkUse.HostUse("127.0.0.1", 1, 0, 1, 0, 0, 0));
            assertThat(text(without)).isEqualTo("failed ConnectException");
            assertThat(without.sandbox().network()).isNull();
        } finally {
            there.stop(0);
        }
    }

    @Test
    void givesItTheVariablesOfThePolicyAndNoOther() {
        assertThat(text(call("variable", Map.of("name", "TOKEN")))).isEqualTo("of the program");
        assertThat(text(call("variable", Map.of("name", "JAVA_HOME")))).isEqualTo("null");
    }

    @Test
    void tellsHowItFailed() {
        // when
        ToolServers.Made died = call("die", Map.of());
        ToolServers.Made flooded = call("flood", Map.of());
        ToolServers.Made hung = servers.call(server(3), "hang", Map.of(), opened::add, UnaryOperator.identity());

        // then
        assertThat(detail(died)).isEqualTo("The tool server ended before it had answered.");
        assertThat(died.sandbox().exit()).isEqualTo(7);
        assertThat(died.sandbox().end()).isEqualTo(SandboxEnd.EXITED);
        assertThat(detail(flooded)).contains("longer than 1048576 bytes");
        assertThat(detail(hung)).isEqualTo("The program of the tool server did not answer in its time.");
        assertThat(hung.sandbox().end()).isEqualTo(SandboxEnd.OUT_OF_TIME);
        assertThat(Prison.running(granted.toString())).isZero();
    }

    @Test
    void endsAProgramWhoseCallIsBrokenOff() throws Exception {
        // given
        CompletableFuture<ToolServers.Made> made = new CompletableFuture<>();
        Thread caller = Thread.startVirtualThread(() -> made.complete(call("hang", Map.of())));
        while (Files.notExists(started) && !made.isDone()) {
            Thread.onSpinWait();
        }

        // when
        caller.interrupt();

        // then
        assertThat(made).succeedsWithin(Duration.ofSeconds(30)).satisfies(broken -> {
            assertThat(broken.answer()).isInstanceOf(ToolServers.Answer.Failed.class);
            assertThat(broken.sandbox().end()).isEqualTo(SandboxEnd.CLOSED);
            assertThat(broken.sandbox().changes()).extracting(FileChange::path).containsExactly(started.toString());
        });
        assertThat(Prison.running(granted.toString())).isZero();
    }

    @Test
    void saysWhyAProgramCannotBeListedOrCalled() {
        // given
        Policy.ToolServer missing = server(
                Prison.program(List.of("/no/such/program"), List.of(), List.of(Path.of("/no/such")), Prison.limits(5)));

        // when
        ToolServers.Made made = servers.call(missing, "read", Map.of(), opened::add, UnaryOperator.identity());

        // then
        assertThat(servers.tools(missing)).isEmpty();
        assertThat(servers.problem(missing)).get().asString().contains("grants /no/such, which is not there");
        assertThat(made.answer()).isInstanceOf(ToolServers.Answer.NotMade.class);
        assertThat(made.sandbox().end()).isEqualTo(SandboxEnd.NOT_STARTED);
    }

    @Test
    void runsItWithoutASandboxWhereThePolicySaysSo() {
        // given
        Program confined = (Program) server(60).upstream();
        Policy.ToolServer plain = server(new Program(confined.command(), confined.env(), null));

        // when
        ToolServers.Made made =
                servers.call(plain, "read", Map.of("path", "/proc/self/comm"), opened::add, UnaryOperator.identity());

        // then
        assertThat(text(made)).isEqualTo("java");
        assertThat(made.sandbox().confinement()).isEqualTo(Confinement.NONE);
        assertThat(made.sandbox().unseen()).isNotEmpty();
    }

    @Test
    void describesCommandsByThePolicyAndStartsNone() {
        assertThat(servers.tools(commands(60))).singleElement().satisfies(tool -> {
            assertThat(tool.name()).isEqualTo("echo");
            assertThat(tool.description()).isEqualTo("Says it again.");
            assertThat(tool.inputSchema()).containsEntry("required", List.of("text"));
        });
    }

    @Test
    void runsACommandOnceItIsOnTheRecordAndTakesWhatItWritesForTheResult() {
        // when
        ToolServers.Made made =
                servers.call(commands(60), "echo", Map.of("text", "Dear"), opened::add, UnaryOperator.identity());

        // then
        assertThat(opened).extracting(Program::command).containsExactly(ECHO);
        assertThat(text(made)).isEqualTo("{\"text\":\"Dear\"}");
        assertThat(made.sandbox().end()).isEqualTo(SandboxEnd.EXITED);
        assertThat(made.sandbox().exit()).isZero();
        assertThat(made.sandbox().changes()).extracting(FileChange::path).containsExactly("/sandbox/seen");
    }

    @Test
    void startsNoCommandForArgumentsThatItDoesNotTake() {
        // when
        ToolServers.Made made =
                servers.call(commands(60), "echo", Map.of("texts", "Dear"), opened::add, UnaryOperator.identity());

        // then
        assertThat(made.answer())
                .isInstanceOfSatisfying(
                        ToolServers.Answer.NotMade.class,
                        notMade ->
                                assertThat(notMade.detail()).startsWith("The arguments are not what the tool takes"));
        assertThat(opened).isEmpty();
    }

    @Test
    void tellsHowACommandFailed() {
        // when
        ToolServers.Made ended = command(60, "echo half; exit 3");
        ToolServers.Made flooded = command(60, "yes");
        ToolServers.Made hung = command(1, "sleep 60");

        // then
        assertThat(text(ended)).isEqualTo("half\n\n(The command ended with 3.)");
        assertThat(ended.answer())
                .isInstanceOfSatisfying(
                        ToolServers.Answer.Answered.class,
                        answered -> assertThat(answered.result().isError()).isTrue());
        assertThat(detail(flooded)).contains("longer than 1048576 bytes");
        assertThat(hung.sandbox().end()).isEqualTo(SandboxEnd.OUT_OF_TIME);
    }

    private ToolServers.Made command(int seconds, String script) {
        return servers.call(
                commands(seconds, List.of("sh", "-c", script)),
                "echo",
                Map.of("text", ""),
                opened::add,
                UnaryOperator.identity());
    }

    private static Policy.ToolServer commands(int seconds) {
        return commands(seconds, ECHO);
    }

    private static Policy.ToolServer commands(int seconds, List<String> command) {
        ArgumentSchema arguments = new ArgumentSchema(JsonRpc.JSON.readTree("""
                {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}"""));
        return new Policy.ToolServer(
                "texts",
                new Policy.Upstream.Commands(
                        List.of(new Policy.CommandTool("echo", "Says it again.", arguments, command)),
                        new TreeMap<>(),
                        new Policy.Sandbox(List.of(), List.of(), List.of(), Prison.limits(seconds))),
                List.of("echo"),
                List.of(),
                false);
    }

    /** A file that has an address in it. */
    private String address(String address) throws IOException {
        return Files.writeString(classes.resolve("address"), address).toString();
    }

    private ToolServers.Made call(String tool, Map<String, Object> arguments) {
        return servers.call(server(60), tool, arguments, opened::add, UnaryOperator.identity());
    }

    private Policy.ToolServer server(int seconds) {
        Program program = Prison.program(
                Prison.java(classes, StdioToolServer.class, started.toString()),
                List.of(Path.of(Prison.jdk()), classes),
                List.of(granted),
                Prison.limits(seconds));
        return server(
                new Program(program.command(), new TreeMap<>(Map.of("TOKEN", "file:" + token())), program.sandbox()));
    }

    private String token() {
        try {
            return Files.writeString(classes.resolve("token"), "of the program\n")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Policy.ToolServer server(Program program) {
        return new Policy.ToolServer("files", program, List.of("read", "write"), List.of(), false);
    }

    private static String text(ToolServers.Made made) {
        assertThat(made.answer()).isInstanceOf(ToolServers.Answer.Answered.class);
        var answered = (ToolServers.Answer.Answered) made.answer();
        return ((McpSchema.TextContent) answered.result().content().getFirst()).text();
    }

    private static String detail(ToolServers.Made made) {
        return Optional.of(made.answer())
                .filter(ToolServers.Answer.Failed.class::isInstance)
                .map(failed -> ((ToolServers.Answer.Failed) failed).detail())
                .orElse("no failure");
    }
}
