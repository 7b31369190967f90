package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.Eventually;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL on a machine of its own, as far as the network is concerned: in a network namespace, at the other end of a virtual
 * cable that can swallow what is sent. Needs root.
 */
final class DistantPostgres implements AutoCloseable {

    private static final int PORT = 5432;
    private static final Pattern DROPPED = Pattern.compile("dropped (\\d+)");
    private static final Duration PROBE = Duration.ofMillis(500);

    private final String namespace = "chancery" + ProcessHandle.current().pid() % 1_000_000;
    private final String here = "ch" + ProcessHandle.current().pid() % 1_000_000 + "a";
    private final String there = "ch" + ProcessHandle.current().pid() % 1_000_000 + "b";
    private final String address = "10.213." + ProcessHandle.current().pid() % 250 + ".2";
    private final Path directory;
    private final String password;
    private final Process server;

    DistantPostgres(Path directory) throws IOException {
        this.directory = directory;
        Machine.need("network namespaces", "ip", "netns", "add", namespace);
        try {
            connect();
            Path data = initialised();
            password = Files.readString(directory.resolve("secrets/postgres"));
            Files.writeString(data.resolve("pg_hba.conf"), "host all chancery 0.0.0.0/0 scram-sha-256\n");
            server = start(data);
            Eventually.holds(Duration.ofSeconds(30), this::answers);
        } catch (RuntimeException | IOException e) {
            Machine.run("ip", "netns", "del", namespace);
            throw e;
        }
    }

    private void connect() {
        Machine.need(
                "a virtual cable",
                "ip",
                "link",
                "add",
                here,
                "type",
                "veth",
                "peer",
                "name",
                there,
                "netns",
                namespace);
        Machine.must("ip", "addr", "add", address.replaceAll("2$", "1/30"), "dev", here);
        Machine.must("ip", "link", "set", here, "up");
        Machine.must("ip", "-n", namespace, "addr", "add", address + "/30", "dev", there);
        Machine.must("ip", "-n", namespace, "link", "set", there, "up");
    }

    private Path initialised() {
        try (Home home = Home.open(directory);
                EmbeddedPostgres server = EmbeddedPostgres.start(home)) {
            assertThat(server.pid()).isPresent();
            return home.resolve("postgres");
        }
    }

    private Process start(Path data) throws IOException {
        String binary = Files.readString(data.resolve("postmaster.opts")).split(" ", 2)[0];
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "unshare",
                        "--user",
                        "--",
                        binary,
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(PORT),
                        "-c",
                        "listen_addresses=" + address,
                        "-c",
                        "unix_socket_directories=")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("distant.log").toFile())
                .start();
    }

    /** What tells Chancery to use it. */
    String[] arguments() {
        return arguments(url(address, PORT));
    }

    /** What tells Chancery to use it by way of a relay. */
    String[] argumentsVia(LyingRelay relay) {
        return arguments(url("127.0.0.1", relay.port()) + "?sslmode=disable");
    }

    private static String url(String host, int port) {
        return "jdbc:postgresql://" + host + ":" + port + "/chancery";
    }

    private String[] arguments(String url) {
        return List.of(
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=chancery",
                        "--spring.datasource.password=" + password)
                .toArray(String[]::new);
    }

    /** Something between Chancery and this server that lies about commits. */
    LyingRelay relay() throws IOException {
        return new LyingRelay(new InetSocketAddress(address, PORT));
    }

    /** Waits until the server has let go of the last appender. */
    void isReleased() {
        Eventually.holds(Duration.ofSeconds(60), () -> {
            try (Connection connection = DriverManager.getConnection(url(address, PORT), "chancery", password);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')")) {
                return row.next() && row.getBoolean(1);
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    /** Whether a new connection is let in. When the network swallows it, it is neither let in nor refused. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), (int) PROBE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** From now on what either side sends is swallowed, and nobody is told. */
    void cut() {
        Machine.need("the kernel's blackhole queue", "tc", "qdisc", "add", "dev", here, "root", "blackhole");
        Machine.must("ip", "netns", "exec", namespace, "tc", "qdisc", "add", "dev", there, "root", "blackhole");
    }

    void heal() {
        Machine.must("tc", "qdisc", "del", "dev", here, "root");
        Machine.must("ip", "netns", "exec", namespace, "tc", "qdisc", "del", "dev", there, "root");
    }

    /** Packets that were swallowed on their way to the server since the cut. */
    long swallowed() {
        Matcher dropped = DROPPED.matcher(Machine.must("tc", "-s", "qdisc", "show", "dev", here));
        return dropped.find() ? Long.parseLong(dropped.group(1)) : 0;
    }

    /** Breaks all connections with a reset to either side. */
    void reset() {
        Machine.need("a kernel that destroys sockets (CONFIG_INET_DIAG_DESTROY)", "ss", "-K", "dst", address);
    }

    /** How often a connection was reset under the server. */
    long resets() {
        return Machine.read(directory.resolve("distant.log"))
                .lines()
                .filter(line -> line.contains("Connection reset by peer"))
                .count();
    }

    @Override
    public void close() {
        try {
            server.destroy();
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Machine.must("ip", "netns", "del", namespace);
    }
}
