package dev.chancery.gateway.sandbox;

import static dev.chancery.gateway.sandbox.Prison.limits;
import static dev.chancery.gateway.sandbox.Prison.program;
import static dev.chancery.gateway.sandbox.Prison.running;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.FileChange;
import dev.chancery.contracts.fact.FileChange.Kind;
import dev.chancery.contracts.fact.NetworkUse.HostUse;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policy.Upstream.Program;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that try to get out of a sandbox, or to take more than they were given. */
class SandboxesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sandboxes sandboxes = new Sandboxes(SandboxSettings.defaults(), List.of());

    @AfterEach
    void close() {
        sandboxes.close();
    }

    @Test
    void readsNothingThatItWasNotGranted(@TempDir Path elsewhere) throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path secret = Files.writeString(elsewhere.resolve("secret"), "of somebody else");
        Path granted = Prison.readable();
        Files.writeString(granted.resolve("open"), "12345");
        Path classes = Prison.with(Prisoner.class);
        String home = System.getProperty("user.home");

        // when
        Map<String, String> said = says(program(
                Prison.java(
                        classes,
                        Prisoner.class,
                        "read:/etc/shadow",
                        "read:/etc/passwd",
                        "read:" + home,
                        "read:" + secret,
                        "read:/root",
                        "read:/proc/1/root/etc/shadow",
                        "read:" + granted.resolve("open"),
                        "write:" + granted.resolve("new"),
                        "write:/usr/new",
                        "write:/new",
                        "write:/dev/new"),
                List.of(Path.of(Prison.jdk()), classes, granted),
                List.of(),
                limits(30)));

        // then
        assertThat(said.remove("read:" + granted.resolve("open"))).isEqualTo("read 5");
        assertThat(said)
                .hasSizeGreaterThanOrEqualTo(9)
                .allSatisfy((attempt, result) -> assertThat(result).as(attempt).startsWith("failed"));
    }

    @Test
    void reachesNoNetworkThoughAPlainProcessDoes() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path classes = Prison.with(Prisoner.class);
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        server.accept().close();
                        connections.incrementAndGet();
                    }
                } catch (IOException e) {
                    // It was closed.
                    Thread.currentThread().interrupt();
                }
            });
            String attempt = "connect:" + server.getLocalPort();
            List<String> command = Prison.java(classes, Prisoner.class, attempt);

            // when
            Map<String, String> confined =
                    says(program(command, List.of(Path.of(Prison.jdk()), classes), List.of(), limits(30)));
            int fromSandbox = connections.get();
            Map<String, String> plain = says(new Program(command, new TreeMap<>(), null));

            // then
            assertThat(confined).containsEntry(attempt, "failed ConnectException");
            assertThat(fromSandbox).isZero();
            assertThat(plain).containsEntry(attempt, "connected");
        }
    }

    @Test
    void reachesByTheProxyWhatThePolicyNamesAndNothingElse() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path classes = Prison.with(Prisoner.class);
        try (Listener allowed = new Listener();
                Listener other = new Listener()) {
            String literal = allowed.at("127.0.0.1");
            String name = other.at("localhost");
            Program program = program(
                    Prison.java(
                            classes,
                            Prisoner.class,
                            "connect:" + allowed.port(),
                            "proxied:" + literal,
                            "proxied:" + name,
                            "proxied:" + other.at("127.0.0.1"),
                            "proxied:" + allowed.at("localhost"),
                            "write:/dev/egress/socket"),
                    List.of(Path.of(Prison.jdk()), classes),
                    List.of(),
                    limits(30),
                    destinations(literal, name));

            // when
            Map<String, String> said;
            SandboxClosed closed;
            Set<String> before = proxies();
            try (OpenSandbox open = sandboxes.open(program, Map.of(), Sandboxes.Writing.AS_GRANTED)) {
                eventually(() -> before.containsAll(proxies()));
                said = said(open)
                        .lines()
                        .collect(Collectors.toMap(
                                line -> line.substring(0, line.indexOf(' ')),
                                line -> line.substring(line.indexOf(' ') + 1)));
                closed = open.close(UnaryOperator.identity());
            }

            // then
            assertThat(said)
                    .containsEntry("connect:" + allowed.port(), "failed ConnectException")
                    .containsEntry("proxied:" + literal, "reached: you said hello")
                    .containsEntry("write:/dev/egress/socket", "failed FileSystemException")
                    .hasSize(6);
            assertThat(said.get("proxied:" + name))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("leads to no public address", "name the address itself");
            assertThat(said.get("proxied:" + other.at("127.0.0.1")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("Add \"" + other.at("127.0.0.1") + "\" to network.allow");
            assertThat(said.get("proxied:" + allowed.at("localhost"))).startsWith("HTTP/1.1 403 ");
            assertThat(allowed.connections()).isEqualTo(1);
            assertThat(other.connections()).isZero();
            assertThat(closed.end()).isEqualTo(SandboxEnd.EXITED);
            assertThat(closed.changes()).isEmpty();
            assertThat(closed.network()).isNotNull();
            assertThat(closed.network().leftOut()).isZero();
            assertThat(closed.network().hosts())
                    .containsExactlyInAnyOrder(
                            new HostUse("127.0.0.1", allowed.port(), 1, 0, 0, 6, 15),
                            new HostUse("127.0.0.1", other.port(), 0, 1, 0, 0, 0),
                            new HostUse("localhost", allowed.port(), 0, 1, 0, 0, 0),
                            new HostUse("localhost", other.port(), 0, 1, 0, 0, 0));
            eventually(() -> running("gateway.sandbox.Relay") == 0);
        }
    }

    @Test
    void reachesTheProxyHoweverLittleItMayUse() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        try (Listener server = new Listener()) {
            SandboxLimits little = new SandboxLimits(16, 2, 30, 1);
            String ask = "exec 3<>/dev/tcp/127.0.0.1/${HTTP_PROXY##*:}; printf 'CONNECT " + server.at("127.0.0.1")
                    + " HTTP/1.1\\r\\n\\r\\nhello\\n' >&3; cat <&3";

            // when
            String said;
            SandboxClosed closed;
            try (OpenSandbox open = sandboxes.open(
                    program(
                            List.of("/bin/bash", "-c", ask),
                            List.of(),
                            List.of(),
                            little,
                            destinations(server.at("127.0.0.1"))),
                    Map.of("JAVA_TOOL_OPTIONS", "-Xmx1m -XX:NoSuchOption"),
                    Sandboxes.Writing.AS_GRANTED)) {
                said = said(open);
                closed = open.close(UnaryOperator.identity());
            }

            // then
            assertThat(said).endsWith("you said hello\n");
            assertThat(closed.exit()).isZero();
        }
    }

    @Test
    void cannotTakeTheRelayForAWayAroundItsLimits() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        SandboxLimits limits = new SandboxLimits(64, 20, 30, 4);

        // when
        String said;
        try (OpenSandbox open = sandboxes.open(
                program(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "for p in /proc/[0-9]*; do if [ \"$(cat $p/comm)\" = java ]; then cat $p/limits;"
                                        + " tr '\\0' '\\n' < $p/environ; fi; done"),
                        List.of(),
                        List.of(),
                        limits,
                        destinations("127.0.0.1:1")),
                Map.of("TOKEN", "of the program"),
                Sandboxes.Writing.AS_GRANTED)) {
            said = said(open);
        }

        // then
        assertThat(said.lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "Max cpu time 30 30 seconds ",
                        "Max file size 1048576 1048576 bytes ",
                        "Max data size 134217728 134217728 bytes ",
                        "Max open files 1024 1024 files ");
        assertThat(said).doesNotContain("of the program");
    }

    @Test
    void isToldOfItsProxyAsProgramsExpectIt() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Program program =
                program(List.of("/usr/bin/env"), List.of(), List.of(), limits(30), destinations("api.example.com:443"));

        // when
        String said;
        String overridden;
        try (OpenSandbox open = sandboxes.open(program, Map.of(), Sandboxes.Writing.AS_GRANTED)) {
            said = said(open);
        }
        try (OpenSandbox open =
                sandboxes.open(program, Map.of("NO_PROXY", "example.com"), Sandboxes.Writing.AS_GRANTED)) {
            overridden = said(open);
        }

        // then
        assertThat(said.lines())
                .contains(
                        "HTTP_PROXY=http://127.0.0.1:3128",
                        "HTTPS_PROXY=http://127.0.0.1:3128",
                        "http_proxy=http://127.0.0.1:3128",
                        "https_proxy=http://127.0.0.1:3128",
                        "NO_PROXY=localhost,127.0.0.1",
                        "no_proxy=localhost,127.0.0.1",
                        "NODE_USE_ENV_PROXY=1");
        assertThat(overridden.lines()).contains("NO_PROXY=example.com");
        assertThat(Bubblewrap.proxy(destinations("127.0.0.1:80"))).containsEntry("NO_PROXY", "localhost");
    }

    @Test
    void reachesNothingWhenItIsOnlyAsked() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path classes = Prison.with(Prisoner.class);
        try (Listener server = new Listener()) {
            Program program = program(
                    Prison.java(classes, Prisoner.class, "proxied:" + server.at("127.0.0.1"), "connect:3128"),
                    List.of(Path.of(Prison.jdk()), classes),
                    List.of(),
                    limits(30),
                    destinations(server.at("127.0.0.1")));

            // when
            String said;
            try (OpenSandbox open = sandboxes.open(program, Map.of(), Sandboxes.Writing.NOT_NOW)) {
                said = said(open);
            }

            // then
            assertThat(said).contains("failed without a proxy", "connect:3128 failed ConnectException");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void tellsWhatBecameOfTheFilesThatItCouldWriteTo() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path granted = Prison.writable();
        Path elsewhere = Prison.readable();
        Files.writeString(elsewhere.resolve("secret"), "of somebody else");
        for (String name : List.of("changed", "gone", "kept", "dated")) {
            Files.writeString(granted.resolve(name), "before");
            Files.setPosixFilePermissions(granted.resolve(name), PosixFilePermissions.fromString("rw-rw-rw-"));
        }

        // when
        SandboxClosed closed = runs(shell(
                "cd " + granted + "; printf after > changed; rm gone; mkdir -p deep/er; printf new > deep/er/file;"
                        + " cp -p dated /sandbox/stamp; printf 123456 > dated; touch -r /sandbox/stamp dated;"
                        + " ln -s " + elsewhere + "/secret link; ln -s /etc/shadow /sandbox/link",
                List.of(granted),
                limits(30)));

        // then
        assertThat(closed.end()).isEqualTo(SandboxEnd.EXITED);
        assertThat(closed.exit()).isZero();
        assertThat(closed.unseen()).isNull();
        assertThat(closed.leftOut()).isZero();
        assertThat(closed.changes())
                .containsExactly(
                        new FileChange("/sandbox/link", Kind.CREATED, null, null),
                        new FileChange("/sandbox/stamp", Kind.CREATED, 6L, sha256("before")),
                        new FileChange(granted + "/changed", Kind.CHANGED, 5L, sha256("after")),
                        new FileChange(granted + "/dated", Kind.CHANGED, 6L, sha256("123456")),
                        new FileChange(granted + "/deep", Kind.CREATED, null, null),
                        new FileChange(granted + "/deep/er", Kind.CREATED, null, null),
                        new FileChange(granted + "/deep/er/file", Kind.CREATED, 3L, sha256("new")),
                        new FileChange(granted + "/gone", Kind.DELETED, null, null),
                        new FileChange(granted + "/link", Kind.CREATED, null, null));
    }

    @Test
    void listsTheFirstChangesOnlyAndNamesThemWithoutPersonalData() throws Exception {
        // given
        try (Sandboxes few = new Sandboxes(new SandboxSettings("bwrap", 1, PATIENCE, 3, 1, PATIENCE), List.of())) {
            Prison.assumeOpen(few);

            // when
            SandboxClosed closed;
            try (OpenSandbox open = few.open(
                    shell("for i in 1 2 3 4 5; do printf $i > /sandbox/ada-$i; done", List.of(), limits(30)),
                    Map.of(),
                    Sandboxes.Writing.AS_GRANTED)) {
                said(open);
                closed = open.close(path -> path.replace("ada", "[PERSON_1]"));
            }

            // then
            assertThat(closed.changes())
                    .extracting(FileChange::path)
                    .containsExactly("/sandbox/[PERSON_1]-1", "/sandbox/[PERSON_1]-2", "/sandbox/[PERSON_1]-3");
            assertThat(closed.leftOut()).isEqualTo(2);
        }
    }

    @Test
    void startsNoMoreProcessesThanItMay() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        String mark = mark();
        SandboxLimits limits = new SandboxLimits(64, 20, 60, 4);
        try (OpenSandbox open = sandboxes.open(
                shell(
                        "trap '' TERM HUP; M=" + mark.substring(0, 3) + "; M=${M}" + mark.substring(3)
                                + "; (while :; do sleep $M & done) 2>/sandbox/said; echo ended; read x",
                        List.of(),
                        limits),
                Map.of(),
                Sandboxes.Writing.AS_GRANTED)) {
            open.begin();

            // when
            assertThat(new BufferedReader(new InputStreamReader(open.fromProgram(), UTF_8)).readLine())
                    .isEqualTo("ended");
            long most = running(mark);
            SandboxClosed closed = open.close(UnaryOperator.identity());

            // then
            assertThat(most).isBetween(5L, 20L);
            assertThat(running(mark)).isZero();
            assertThat(closed.end()).isEqualTo(SandboxEnd.CLOSED);
        }
    }

    @Test
    void fillsNoMoreThanItsOwnDisk() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path granted = Prison.writable();
        SandboxLimits limits = new SandboxLimits(64, 20, 60, 2);
        String fill = "dd if=/dev/zero bs=100k count=200 of=";

        // when
        SandboxClosed closed = runs(shell(
                "for at in /sandbox/a /sandbox/b /tmp/c /dev/shm/d /dev/e /e /run/f " + granted + "/g; do (" + fill
                        + "$at) 2>/dev/null; done; true",
                List.of(granted),
                limits));

        // then
        long inWork = closed.changes().stream()
                .filter(change -> change.path().startsWith("/sandbox"))
                .mapToLong(change -> change.size())
                .sum();
        assertThat(inWork).isBetween(1L << 20, 2L << 20);
        assertThat(closed.changes())
                .extracting(FileChange::path)
                .allMatch(path -> path.startsWith("/sandbox/") || path.equals(granted + "/g"));
        assertThat(Files.size(granted.resolve("g"))).isBetween(1L << 20, 2L << 20);
    }

    @Test
    void usesNoMoreMemoryThanItMay() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        SandboxLimits limits = new SandboxLimits(32, 20, 60, 4);

        // when
        SandboxClosed little = runs(shell("dd if=/dev/zero of=/dev/null bs=4M count=1", List.of(), limits));
        SandboxClosed much = runs(shell("dd if=/dev/zero of=/dev/null bs=64M count=1", List.of(), limits));

        // then
        assertThat(little.exit()).isZero();
        assertThat(much.exit()).isNotZero();
    }

    @Test
    void endsWithItsTime() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        String mark = mark();

        // when
        SandboxClosed closed =
                runs(shell("trap '' TERM HUP; setsid sleep " + mark + " & sleep " + mark, List.of(), limits(1)));

        // then
        assertThat(closed.end()).isEqualTo(SandboxEnd.OUT_OF_TIME);
        assertThat(closed.exit()).isEqualTo(128 + 9);
        assertThat(closed.millis()).isBetween(1_000L, 20_000L);
        assertThat(running(mark)).isZero();
    }

    @Test
    void outlivesNoCall() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        String mark = mark();
        Path granted = Prison.writable();
        String daemon = "trap '' HUP TERM; while :; do printf x >> " + granted + "/beat; sleep 0.0" + mark + "; done";

        // when
        try (OpenSandbox open = sandboxes.open(
                shell("setsid sh -c \"" + daemon + "\" </dev/null >/dev/null 2>&1 & cat", List.of(granted), limits(60)),
                Map.of(),
                Sandboxes.Writing.AS_GRANTED)) {
            open.begin();
            eventually(() -> Files.exists(granted.resolve("beat")) && size(granted.resolve("beat")) > 3);
            assertThat(running(mark)).isPositive();
            open.close(UnaryOperator.identity());

            // then
            assertThat(running(mark)).isZero();
        }
    }

    @Test
    void outlivesNotTheProgramThatStartedIt() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        String mark = mark();
        Process owner = new ProcessBuilder(
                        Prison.jdk() + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        mark)
                .redirectErrorStream(true)
                .start();
        eventually(() -> running("sleep " + mark) > 0);

        // when
        owner.destroyForcibly().waitFor();

        // then
        eventually(() -> running("sleep " + mark) == 0);
    }

    /** A Chancery that dies. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            Sandboxes mine = new Sandboxes(SandboxSettings.defaults(), List.of());
            mine.open(shell("sleep " + arguments[0], List.of(), limits(60)), Map.of(), Sandboxes.Writing.AS_GRANTED)
                    .begin();
            Thread.sleep(PATIENCE);
        }
    }

    @Test
    void runsNothingBeforeItBegins() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path granted = Prison.writable();

        // when
        SandboxClosed closed;
        try (OpenSandbox open = sandboxes.open(
                shell("touch " + granted + "/there", List.of(granted), limits(30)),
                Map.of(),
                Sandboxes.Writing.AS_GRANTED)) {
            closed = open.close(UnaryOperator.identity());
        }

        // then
        assertThat(closed.end()).isEqualTo(SandboxEnd.NOT_STARTED);
        assertThat(granted.resolve("there")).doesNotExist();
        assertThat(closed.changes()).isEmpty();
    }

    @Test
    void writesNothingWhenItIsOnlyAsked() throws Exception {
        // given
        Prison.assumeOpen(sandboxes);
        Path granted = Prison.writable();

        // when
        try (OpenSandbox open = sandboxes.open(
                shell("touch " + granted + "/there || echo denied", List.of(granted), limits(30)),
                Map.of(),
                Sandboxes.Writing.NOT_NOW)) {

            // then
            assertThat(said(open)).isEqualTo("denied\n");
            assertThat(granted.resolve("there")).doesNotExist();
        }
    }

    @Test
    void refusesWithoutBubblewrapAndSaysWhatToDo() throws Exception {
        // given
        SandboxSettings missing = new SandboxSettings("no-such-bubblewrap", 1, PATIENCE, 10, 1, PATIENCE);
        try (Sandboxes without = new Sandboxes(missing, List.of())) {

            // when
            assertThatThrownBy(() ->
                            without.open(shell("true", List.of(), limits(30)), Map.of(), Sandboxes.Writing.AS_GRANTED))

                    // then
                    .isInstanceOf(SandboxFailed.class)
                    .hasMessageContaining("apt install bubblewrap")
                    .hasMessageContaining("sandbox: unconfined");

            // when
            Program plain = new Program(List.of("/bin/sh", "-c", "pwd; ls"), new TreeMap<>(), null);
            try (OpenSandbox open = without.open(plain, Map.of(), Sandboxes.Writing.AS_GRANTED)) {
                String directory = said(open).strip();
                SandboxClosed closed = open.close(UnaryOperator.identity());

                // then
                assertThat(closed.confinement()).isEqualTo(Confinement.NONE);
                assertThat(closed.unseen()).contains("nobody looks");
                assertThat(Path.of(directory)).doesNotExist();
            }
        }
    }

    @Test
    void grantsNoWayToWhatChanceryKeeps() throws Exception {
        // given
        Path home = Prison.readable();
        Path keys = Files.createDirectory(home.resolve("keys"));
        Path link = Files.createSymbolicLink(Prison.readable().resolve("link"), keys);
        Path lent = Files.createSymbolicLink(Prison.readable().resolve("lent"), Path.of("/dev/shm"));
        try (Sandboxes careful = new Sandboxes(SandboxSettings.defaults(), List.of(home))) {
            Prison.assumeOpen(careful);
            for (Path granted : List.of(home, keys, home.getParent(), link, lent)) {
                // then
                assertThatThrownBy(() -> careful.open(
                                program(List.of("true"), List.of(granted), List.of(), limits(30)),
                                Map.of(),
                                Sandboxes.Writing.AS_GRANTED))
                        .isInstanceOf(SandboxFailed.class)
                        .hasMessageContaining(granted.toString());
            }
            assertThatThrownBy(() -> careful.open(
                            program(List.of("true"), List.of(Path.of("/no/such")), List.of(), limits(30)),
                            Map.of(),
                            Sandboxes.Writing.AS_GRANTED))
                    .isInstanceOf(SandboxFailed.class)
                    .hasMessageContaining("not there");
        }
    }

    private static List<Destination> destinations(String... texts) {
        return Arrays.stream(texts)
                .map(text -> Destination.of(text).orElseThrow())
                .toList();
    }

    /** Directories of proxies that somebody on this machine could find; a build that was killed may have left some. */
    private static Set<String> proxies() {
        String[] found = new File("/dev/shm").list((directory, name) -> name.startsWith("chancery-egress"));
        return found == null ? Set.of() : Set.of(found);
    }

    private static Program shell(String script, List<Path> write, SandboxLimits limits) {
        return program(List.of("/bin/sh", "-c", script), List.of(), write, limits);
    }

    private SandboxClosed runs(Program program) throws IOException {
        try (OpenSandbox open = sandboxes.open(program, Map.of(), Sandboxes.Writing.AS_GRANTED)) {
            said(open);
            return open.close(UnaryOperator.identity());
        }
    }

    private Map<String, String> says(Program program) throws IOException {
        Map<String, String> said = new TreeMap<>();
        try (OpenSandbox open = sandboxes.open(program, Map.of(), Sandboxes.Writing.AS_GRANTED)) {
            said(open).lines().forEach(line -> {
                int space = line.indexOf(' ');
                said.put(line.substring(0, space), line.substring(space + 1));
            });
        }
        return said;
    }

    /** Everything that a program says until it ends. */
    private static String said(OpenSandbox open) throws IOException {
        open.begin();
        String all = new String(open.fromProgram().readAllBytes(), UTF_8);
        open.awaitExit(PATIENCE);
        return all;
    }

    /** A number that no other process has in its command line, some minutes as seconds. */
    private static String mark() {
        return "9" + String.format("%07d", Math.floorMod(UUID.randomUUID().hashCode(), 10_000_000));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void eventually(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
