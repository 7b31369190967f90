package dev.chancery.views;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas of the views, migrated from {@code db/views}: the generation that answers is always the one in {@code views}. A
 * migration that changes what is in a table goes with another version of the fold.
 */
public final class ViewsSchema {

    /** The schema of the generation that answers. */
    public static final String NAME = "views";

    /** The table in which it is written which migrations have run. */
    static final String HISTORY = "flyway_views";

    /** Of the generation that is being built. */
    static final String NEXT = "views_next";

    /** Of the generation that has answered before, until it is gone. */
    private static final String OLD = "views_old";

    private static final Logger LOG = LoggerFactory.getLogger(ViewsSchema.class);

    private ViewsSchema() {}

    /** Brings the schema to its present shape. Must come before a {@link ViewKeeper} starts or a query is asked. */
    public static void migrate(DataSource dataSource) {
        try {
            migrate(dataSource, NAME);
        } catch (FlywayException e) {
            if (!Damage.in(e)) {
                throw e;
            }
            LOG.atError().setCause(e).log("The history of the views' tables is damaged, so all of them are made anew");
            try {
                drop(dataSource, NAME);
            } catch (SQLException again) {
                throw new IllegalStateException("The damaged views cannot be removed", again);
            }
            migrate(dataSource, NAME);
        }
    }

    static void migrate(DataSource dataSource, String schema) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(schema)
                .table(HISTORY)
                .locations("classpath:db/views")
                .load()
                .migrate();
    }

    /** Whether the next generation has a schema with tables. */
    static boolean hasNext(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT to_regclass('" + NEXT + ".token') IS NOT NULL");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Removes what is left of a generation that was begun. */
    static void dropNext(DataSource dataSource) throws SQLException {
        drop(dataSource, NEXT);
    }

    /** Removes the generation that has answered before; waits for those who still read it. */
    static void dropOld(DataSource dataSource) throws SQLException {
        drop(dataSource, OLD);
    }

    private static void drop(DataSource dataSource, String schema) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        }
    }

    /**
     * The next generation answers from now on, the one before no longer; both happen with the caller's commit. Whoever is reading reads on
     * in the tables that he has found.
     */
    static void switchOver(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER SCHEMA " + NAME + " RENAME TO " + OLD);
            statement.execute("ALTER SCHEMA " + NEXT + " RENAME TO " + NAME);
        }
    }
}
