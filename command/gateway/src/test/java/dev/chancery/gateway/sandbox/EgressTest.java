package dev.chancery.gateway.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.contracts.fact.NetworkUse.HostUse;
import dev.chancery.decisions.policy.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy of a sandbox, asked by its socket, without a sandbox around who asks. */
class EgressTest {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Egress> opened = new ArrayList<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final List<InetAddress> answers = new ArrayList<>();
    private final Names names = new Names(name -> {
        if (answers.isEmpty()) {
            throw new UnknownHostException(name);
        }
        return new InetAddress[] {answers.get(Math.min(lookups.getAndIncrement(), answers.size() - 1))};
    });
    private Listener server;

    @BeforeEach
    void listen() throws IOException {
        server = new Listener();
    }

    @AfterEach
    void close() {
        opened.forEach(Egress::close);
        names.close();
        clock.shutdownNow();
        server.close();
    }

    @Test
    void tunnelsToWhatIsAllowedAndCounts() throws IOException {
        // given
        Egress egress = egress(32, server.at("127.0.0.1"));

        // when
        String answer = ask(egress, "CONNECT " + server.at("127.0.0.1") + " HTTP/1.1\r\n\r\nhello\n");

        // then
        assertThat(answer).isEqualTo("HTTP/1.1 200 Connected\r\n\r\nyou said hello\n");
        assertThat(used(egress)).isEqualTo(new NetworkUse(List.of(use("127.0.0.1", server.port(), 1, 0, 0, 6, 15)), 0));
    }

    @Test
    void passesAPlainRequestOn() throws IOException {
        // given
        Egress egress = egress(32, server.at("127.0.0.1"));

        // when
        String answer = ask(egress, "GET http://" + server.at("127.0.0.1") + "/x HTTP/1.1\r\nHost: other\r\n\r\n");

        // then
        assertThat(answer).isEqualTo("you said GET /x HTTP/1.1\n");
        assertThat(used(egress).hosts()).singleElement().satisfies(host -> {
            assertThat(host.connections()).isEqualTo(1);
            assertThat(host.sent()).isPositive();
        });
    }

    @Test
    void refusesEverythingElseAndSaysWhatToAddToThePolicy() throws IOException {
        // given
        Egress egress = egress(32, "127.0.0.1:1", "api.example.com:443");
        String wanted = server.at("127.0.0.1");

        // then
        assertThat(ask(egress, "CONNECT " + wanted + " HTTP/1.1\r\n\r\nhello\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("Add \"" + wanted + "\" to network.allow");
        assertThat(ask(egress, "GET http://" + wanted + "/ HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(ask(egress, "CONNECT api.example.com:80 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(ask(egress, "CONNECT www.api.example.com:443 HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        for (String unusable :
                List.of("CONNECT me@api.example.com:443 HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n")) {
            assertThat(ask(egress, unusable)).as(unusable).startsWith("HTTP/1.1 403 ");
        }
        assertThat(server.connections()).isZero();
        assertThat(lookups).hasValue(0);
        assertThat(used(egress))
                .isEqualTo(new NetworkUse(
                        List.of(
                                use("127.0.0.1", server.port(), 0, 2, 0, 0, 0),
                                use("api.example.com", 80, 0, 1, 0, 0, 0),
                                use("www.api.example.com", 443, 0, 1, 0, 0, 0)),
                        3));
    }

    @Test
    void letsANameLeadToNoAddressOfTheHouse() throws IOException {
        // given
        Egress egress = egress(32, server.at("intranet.example.com"));
        for (String address : List.of("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254")) {
            answers.clear();
            lookups.set(0);
            answers.add(InetAddress.ofLiteral(address));

            // when
            String answer = ask(egress, "CONNECT " + server.at("INTRANET.example.com") + " HTTP/1.1\r\n\r\n");

            // then
            assertThat(answer)
                    .as(address)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("leads to no public address", "name the address itself")
                    .doesNotContain(address);
            assertThat(lookups).hasValue(1);
        }
        assertThat(server.connections()).isZero();
        assertThat(used(egress).hosts()).containsExactly(use("intranet.example.com", server.port(), 0, 5, 0, 0, 0));
    }

    @Test
    void connectsToTheAddressThatItLookedAt() throws IOException {
        // given a name that leads elsewhere when it is looked up again; nobody has the first address
        Egress egress = egress(32, server.at("rebinding.example.com"));
        answers.addAll(List.of(InetAddress.ofLiteral("2d00::1"), InetAddress.ofLiteral("127.0.0.1")));

        // when
        String answer = ask(egress, "CONNECT " + server.at("rebinding.example.com") + " HTTP/1.1\r\n\r\n");

        // then
        assertThat(answer).startsWith("HTTP/1.1 502 ");
        assertThat(lookups).hasValue(1);
        assertThat(server.connections()).isZero();
        assertThat(used(egress).hosts()).containsExactly(use("rebinding.example.com", server.port(), 0, 0, 1, 0, 0));
    }

    @Test
    void saysWhenAHostCannotBeReached() throws IOException {
        // given
        String nobody = "127.0.0.1:1"; // a port that nothing takes by chance
        Egress egress = egress(32, nobody, server.at("unknown.example.com"));

        // then
        assertThat(ask(egress, "CONNECT " + nobody + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 502 ")
                .contains("could not be reached");
        assertThat(ask(egress, "CONNECT " + server.at("unknown.example.com") + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 502 ")
                .contains("is not known");
    }

    @Test
    void waitsForNoHeadForEverAndReadsNoneThatHasNoEnd() throws IOException {
        // given
        Egress egress = egress(32, server.at("127.0.0.1"));

        // then
        try (SocketChannel slow = SocketChannel.open(UnixDomainSocketAddress.of(egress.socket()))) {
            slow.write(bytes("CONNECT "));
            assertThat(slow.read(ByteBuffer.allocate(1))).isNegative();
        }
        assertThat(ask(egress, "CONNECT " + server.at("127.0.0.1") + " HTTP/1.1\r\nX: " + "x".repeat(16 << 10)))
                .startsWith("HTTP/1.1 400 ");
        assertThat(server.connections()).isZero();
    }

    @Test
    void servesNoMoreConnectionsThanItMay() throws IOException {
        // given
        Egress egress = egress(1, server.at("127.0.0.1"));
        String request = "CONNECT " + server.at("127.0.0.1") + " HTTP/1.1\r\n\r\n";
        try (SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(egress.socket()))) {
            first.write(bytes(request));
            assertThat(first.read(ByteBuffer.allocate(1))).isEqualTo(1);

            // when
            String second = ask(egress, request);

            // then
            assertThat(second).startsWith("HTTP/1.1 503 ").contains("at a time than 1.");
            assertThat(used(egress).leftOut()).isEqualTo(1);
        }
        Listener.eventually(() -> ask(egress, request + "again\n").endsWith("you said again\n"));
    }

    @Test
    void listsTheFirstHostsOnlyThoseThatAreAllowedAlwaysAndNoPersonalData() throws IOException {
        // given
        Egress egress = egress(32, server.at("127.0.0.1"));

        // when
        for (int i = 0; i < NetworkBook.FOREIGN + 3; i++) {
            ask(egress, "CONNECT ada-" + i + ".example.com:443 HTTP/1.1\r\n\r\n");
        }
        ask(egress, "CONNECT ada-0.example.com:443 HTTP/1.1\r\n\r\n");
        ask(egress, "CONNECT " + server.at("127.0.0.1") + " HTTP/1.1\r\n\r\nhello\n");

        // then
        NetworkUse use = egress.use(host -> host.replace("ada", "[PERSON_1]").replace("127.0.0.1", "[IP_ADDRESS_1]"));
        assertThat(use.hosts())
                .hasSize(NetworkBook.FOREIGN + 1)
                .contains(
                        use("127.0.0.1", server.port(), 1, 0, 0, 6, 15),
                        use("[PERSON_1]-0.example.com", 443, 0, 2, 0, 0, 0));
        assertThat(use.hosts()).noneMatch(host -> host.host().contains("ada"));
        assertThat(use.leftOut()).isEqualTo(3);
    }

    @Test
    void endsWithTheSandboxAndLeavesNothing() throws IOException {
        // given
        Egress egress = egress(32, server.at("127.0.0.1"));
        Path socket = egress.socket();
        try (SocketChannel tunnel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            tunnel.write(bytes("CONNECT " + server.at("127.0.0.1") + " HTTP/1.1\r\n\r\n"));
            assertThat(tunnel.read(ByteBuffer.allocate(1))).isEqualTo(1);

            // when
            egress.close();

            // then
            ByteBuffer rest = ByteBuffer.allocate(1_000);
            while (tunnel.read(rest) >= 0) {
                assertThat(rest.hasRemaining()).isTrue();
            }
            assertThat(socket.getParent()).doesNotExist();
            Listener.eventually(() -> server.ended() == 1);
        }
    }

    private Egress egress(int connections, String... allowed) {
        SandboxSettings settings =
                new SandboxSettings("bwrap", 1, Duration.ofSeconds(5), 10, connections, Duration.ofSeconds(1));
        Egress egress = Egress.open(
                Arrays.stream(allowed)
                        .map(each -> Destination.of(each).orElseThrow())
                        .toList(),
                names,
                settings,
                clock);
        opened.add(egress);
        return egress;
    }

    /** What the proxy answers to a request after which nothing more is said. */
    private static String ask(Egress egress, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(egress.socket()))) {
            ByteBuffer bytes = bytes(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
        }
    }

    private static NetworkUse used(Egress egress) {
        return egress.use(UnaryOperator.identity());
    }

    private static HostUse use(
            String host, int port, int connections, int refused, int failed, long sent, long received) {
        return new HostUse(host, port, connections, refused, failed, sent, received);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
