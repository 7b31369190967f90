package dev.chancery.eventstore.postgres;

import dev.chancery.contracts.CannotStart;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What we demand of any PostgreSQL: that an acknowledged commit survives a power cut, and that a page which rots on disk
 * is reported rather than served. A record on a server without these would promise what it cannot keep.
 */
public final class Durability {

    private static final int OLDEST_SERVER = 14_00_00;
    private static final Map<String, String> REMEDIES = new TreeMap<>(Map.of(
            "data_checksums", "stop the server and run pg_checksums --enable",
            "fsync", "set fsync = on in postgresql.conf",
            "full_page_writes", "set full_page_writes = on in postgresql.conf",
            "synchronous_commit", "set synchronous_commit = on in postgresql.conf, for the role and for the database"));

    /** With these a page that rots is served, or emptied, after all. */
    private static final List<String> FORBIDDEN = List.of("ignore_checksum_failure", "zero_damaged_pages");

    private Durability() {}

    /**
     * Asks the server for its settings.
     *
     * @throws IllegalStateException when the server is not fit to keep a record; the message says what to set
     */
    public static void demand(Connection connection) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name, setting FROM pg_settings WHERE name IN"
                        + " ('data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit',"
                        + " 'ignore_checksum_failure', 'zero_damaged_pages', 'server_version_num')")) {
            while (row.next()) {
                settings.put(row.getString(1), row.getString(2));
            }
        }
        if (Integer.parseInt(settings.getOrDefault("server_version_num", "0")) < OLDEST_SERVER) {
            throw new CannotStart("Chancery needs PostgreSQL 14 or newer");
        }
        REMEDIES.forEach((setting, remedy) -> {
            if (!settings.containsKey(setting) || "off".equals(settings.get(setting))) {
                throw new CannotStart("PostgreSQL runs with " + setting
                        + " = off, so it could lose or corrupt the record: " + remedy);
            }
        });
        for (String setting : FORBIDDEN) {
            if ("on".equals(settings.get(setting))) {
                throw new CannotStart("PostgreSQL runs with " + setting
                        + " = on, so it would serve what rotted on its disk: set " + setting
                        + " = off in postgresql.conf, for the role and for the database");
            }
        }
    }
}
