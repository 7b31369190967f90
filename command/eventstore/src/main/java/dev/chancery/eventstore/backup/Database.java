package dev.chancery.eventstore.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that has, or shall have, a record.
 *
 * @param url its JDBC URL
 * @param user a role; null for the driver's default
 * @param password of that role
 */
public record Database(
        String url, @Nullable String user, @Nullable String password) {

    private static final String ANSWER_SECONDS = "600";

    Connection connect() throws SQLException {
        return connect(new Properties());
    }

    /** A connection on which the server refuses to change anything. */
    Connection connectToRead() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("options", "-c default_transaction_read_only=on");
        return connect(properties);
    }

    private Connection connect(Properties properties) throws SQLException {
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("ApplicationName", "chancery-backup");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        return DriverManager.getConnection(url, properties);
    }

    /** The columns of a table in their order, without those that the database computes; none when there is no such table. */
    static List<String> columns(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0"
                        + " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (row.next()) {
                    names.add(row.getString(1));
                }
                return names;
            }
        }
    }

    /** Names for SQL. */
    static String list(List<String> columns) {
        return String.join(
                ", ",
                columns.stream()
                        .map(column -> '"' + column.replace("\"", "\"\"") + '"')
                        .toList());
    }

    @Override
    public String toString() {
        return url;
    }
}
