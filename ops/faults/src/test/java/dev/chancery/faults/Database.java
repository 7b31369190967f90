package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.Eventually;
import dev.chancery.faults.Machine.Pid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** The embedded PostgreSQL of a home, as somebody sees it who can read the home: its processes, its files, its log, SQL. */
record Database(Path home) {

    Path data() {
        return home.resolve("postgres");
    }

    Pid postmaster() {
        return Pid.of(Long.parseLong(pidFile().getFirst().strip()));
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(data().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The appender's server process. */
    Pid appender() {
        return Pid.of(Long.parseLong(
                ask("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted ORDER BY pid LIMIT 1")));
    }

    /** Waits until another postmaster than this one lets clients in. */
    void restartedAfter(Pid dead) {
        Eventually.holds(Duration.ofSeconds(60), () -> {
            try {
                List<String> lines = pidFile();
                return lines.size() >= 8
                        && lines.get(7).startsWith("ready")
                        && !postmaster().equals(dead);
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
    }

    /** All that servers of this home have said since Chancery was started. */
    String log() {
        return Machine.read(home.resolve("postgres.log"));
    }

    /** The last line of the server's log with a text in it; empty when there is none. */
    String said(String text) {
        return log().lines().filter(line -> line.contains(text)).reduce("", (before, last) -> last);
    }

    Connection connect() throws SQLException {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + pidFile().get(3).strip() + "/chancery",
                    "chancery",
                    Files.readString(home.resolve("secrets/postgres")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Asks a server that runs for this question only, without network and password.
     *
     * @param data a data directory that no server uses
     * @return all that the server printed, errors too
     */
    static String askAlone(Path data, String sql) {
        String binary = Machine.read(data.resolve("postmaster.opts")).split(" ", 2)[0];
        return Machine.answer(
                        sql + "\n", "unshare", "--user", "--", binary, "--single", "-D", data.toString(), "chancery")
                .said();
    }

    /** The first column of the first row. */
    String ask(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks for a new segment of the log of changes, where there is no space for one: the one that finds out may be this question. */
    void wantsAnotherSegment() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_switch_wal()");
        } catch (SQLException e) {
            if (!"53100".equals(e.getSQLState())
                    && !String.valueOf(e.getSQLState()).startsWith("57P")
                    && !String.valueOf(e.getSQLState()).startsWith("08")) {
                throw new AssertionError(e);
            }
        }
    }

    /** What the next does cannot be done by {@code ALTER SYSTEM}: these settings are on the server's command line. */
    void isNotLedAstrayByItsConfiguration() {
        execute(
                "ALTER SYSTEM SET synchronous_commit = off",
                "ALTER SYSTEM SET fsync = off",
                "ALTER SYSTEM SET wal_writer_delay = '10s'",
                "SELECT pg_reload_conf()");
        Eventually.holds(
                Duration.ofSeconds(10), () -> ask("SHOW wal_writer_delay").equals("10s"));
        assertThat(ask("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask("SHOW fsync")).isEqualTo("on");
    }

    /** Whether the log of changes has gone on into a segment that has no file yet, so that nothing of it can be on disk. */
    boolean isAheadOfItsFiles() {
        return ask("SELECT NOT EXISTS (SELECT FROM pg_ls_waldir()"
                        + " WHERE name >= pg_walfile_name(pg_current_wal_insert_lsn()))")
                .equals("t");
    }

    /**
     * Takes durability away from every commit that follows, as an insider with the database's password can: each statement that
     * changes a table turns {@code synchronous_commit} off for its own transaction, and the server seldom writes its log of
     * its own accord.
     */
    void acknowledgeBeforeFlushing() {
        execute(
                "CREATE FUNCTION public.careless() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM set_config('synchronous_commit', 'off', true); RETURN NULL; END $$",
                """
                DO $$ DECLARE t regclass; BEGIN
                  FOR t IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') LOOP
                    EXECUTE format('CREATE TRIGGER careless BEFORE INSERT OR UPDATE ON %s'
                      ' FOR EACH STATEMENT EXECUTE FUNCTION public.careless()', t);
                  END LOOP;
                END $$""",
                "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
                "SELECT pg_reload_conf()");
    }
}
