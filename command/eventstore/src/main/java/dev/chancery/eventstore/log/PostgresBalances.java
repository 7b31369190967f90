package dev.chancery.eventstore.log;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.log.Balances;
import dev.chancery.eventstore.postgres.Query;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The balances in PostgreSQL: a row for each budget and for each open reservation, changed in one transaction. */
public final class PostgresBalances implements Balances {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresBalances.class);

    private static final String KEY = "hashtextextended(kind || '/' || id, 0)";
    private static final String TRUSTED = "SELECT position FROM spending s WHERE fold = ?"
            + " AND checksum = (SELECT coalesce(sum(settled::numeric * " + KEY + "), 0) FROM spending_settled)"
            + " + (SELECT coalesce(sum(amount::numeric * hashtextextended(task, 0)), 0) FROM spending_open)"
            + " AND (position = 0 OR EXISTS (SELECT FROM event e WHERE e.position = s.position - 1 AND e.id = s.event))";
    private static final String MOVE = "UPDATE spending SET position = ?, checksum = checksum + ?,"
            + " event = (SELECT id FROM event WHERE position = ?)";

    private final DataSource database;

    public PostgresBalances(DataSource database) {
        this.database = database;
    }

    @Override
    public Standing open(int fold) {
        return Query.ask(
                database,
                connection -> together(connection, () -> {
                    Optional<Standing> trusted = trusted(connection, fold);
                    if (trusted.isPresent()) {
                        return trusted.get();
                    }
                    LOG.info("What the budgets have spent is folded from the first event");
                    empty(connection, fold);
                    return new Standing(0, Map.of());
                }));
    }

    /** In one snapshot, since the node that leads goes on meanwhile. */
    @Override
    public Optional<Standing> standing(int fold) {
        return Query.ask(
                database,
                connection -> together(connection, () -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                    }
                    return trusted(connection, fold);
                }));
    }

    private static Optional<Standing> trusted(Connection connection, int fold) throws SQLException {
        try (PreparedStatement trusted = connection.prepareStatement(TRUSTED)) {
            trusted.setInt(1, fold);
            try (ResultSet row = trusted.executeQuery()) {
                return row.next()
                        ? Optional.of(new Standing(row.getLong(1), reservations(connection)))
                        : Optional.empty();
            }
        }
    }

    private static void empty(Connection connection, int fold) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE spending, spending_settled, spending_open");
            statement.execute("INSERT INTO spending (fold, position, checksum) VALUES (" + fold + ", 0, 0)");
        }
    }

    private static Map<TaskId, Reservation> reservations(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT task, amount, kinds, ids FROM spending_open");
                ResultSet row = statement.executeQuery()) {
            Map<TaskId, Reservation> open = new HashMap<>();
            while (row.next()) {
                open.put(new TaskId(row.getString(1)), new Reservation(row.getLong(2), scopes(row)));
            }
            return open;
        }
    }

    private static List<BudgetScope> scopes(ResultSet row) throws SQLException {
        String[] kinds = (String[]) row.getArray(3).getArray();
        String[] ids = (String[]) row.getArray(4).getArray();
        List<BudgetScope> scopes = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++) {
            scopes.add(new BudgetScope(BudgetScope.Kind.valueOf(kinds[i]), ids[i]));
        }
        return scopes;
    }

    @Override
    public long settled(BudgetScope scope) {
        return spent(scope).amount();
    }

    @Override
    public Spent spent(BudgetScope scope) {
        return Query.ask(database, connection -> spent(connection, scope));
    }

    @Override
    public long position() {
        return Query.ask(database, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT position FROM spending")) {
                return row.next() ? row.getLong(1) : 0;
            }
        });
    }

    private static Spent spent(Connection connection, BudgetScope scope) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT coalesce((SELECT settled"
                + " FROM spending_settled WHERE kind = ? AND id = ?), 0), position FROM spending")) {
            statement.setString(1, scope.kind().name());
            statement.setString(2, scope.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the balances were dropped; the next start makes them again");
                }
                return new Spent(row.getLong(1), row.getLong(2));
            }
        }
    }

    @Override
    public Map<BudgetScope, Long> add(Change change) {
        return Query.ask(
                database,
                connection -> together(connection, () -> {
                    long position = position(connection);
                    if (position == change.to()) {
                        // It was written already, and the answer was lost.
                        return totals(connection, change.settled().keySet());
                    }
                    if (position != change.from()) {
                        throw new IllegalStateException(
                                "The balances end at position " + position + " and not at " + change.from());
                    }
                    Map<BudgetScope, Long> totals = new HashMap<>();
                    BigDecimal checksum = settle(connection, change.settled(), totals)
                            .add(open(connection, change.opened()))
                            .subtract(close(connection, change.closed()));
                    try (PreparedStatement move = connection.prepareStatement(MOVE)) {
                        move.setLong(1, change.to());
                        move.setBigDecimal(2, checksum);
                        move.setLong(3, change.to() - 1);
                        move.executeUpdate();
                    }
                    return totals;
                }));
    }

    /** -1 when everything was dropped. */
    private static long position(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT position FROM spending FOR UPDATE")) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    private static Map<BudgetScope, Long> totals(Connection connection, Set<BudgetScope> scopes) throws SQLException {
        Map<BudgetScope, Long> totals = new HashMap<>();
        for (BudgetScope scope : scopes) {
            totals.put(scope, spent(connection, scope).amount());
        }
        return totals;
    }

    private static BigDecimal settle(
            Connection connection, Map<BudgetScope, Long> settled, Map<BudgetScope, Long> totals) throws SQLException {
        BigDecimal checksum = BigDecimal.ZERO;
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO spending_settled AS s"
                + " (kind, id, settled) SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])"
                + " ON CONFLICT (kind, id) DO UPDATE SET settled = s.settled + excluded.settled"
                + " RETURNING kind, id, settled, " + KEY)) {
            List<BudgetScope> scopes = List.copyOf(settled.keySet());
            statement.setArray(
                    1, texts(connection, scopes, scope -> scope.kind().name()));
            statement.setArray(2, texts(connection, scopes, BudgetScope::id));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "int8", scopes.stream().map(settled::get).toArray(Long[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    BudgetScope scope = new BudgetScope(BudgetScope.Kind.valueOf(row.getString(1)), row.getString(2));
                    totals.put(scope, row.getLong(3));
                    checksum = checksum.add(product(settled.getOrDefault(scope, 0L), row.getLong(4)));
                }
            }
        }
        return checksum;
    }

    private static BigDecimal open(Connection connection, Map<TaskId, Reservation> opened) throws SQLException {
        BigDecimal checksum = BigDecimal.ZERO;
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO spending_open (task, amount, kinds, ids)"
                        + " VALUES (?, ?, ?, ?) RETURNING hashtextextended(task, 0)")) {
            for (Map.Entry<TaskId, Reservation> entry : opened.entrySet()) {
                Reservation reservation = entry.getValue();
                statement.setString(1, entry.getKey().value());
                statement.setLong(2, reservation.amount());
                statement.setArray(
                        3,
                        texts(
                                connection,
                                reservation.scopes(),
                                scope -> scope.kind().name()));
                statement.setArray(4, texts(connection, reservation.scopes(), BudgetScope::id));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    checksum = checksum.add(product(reservation.amount(), row.getLong(1)));
                }
            }
        }
        return checksum;
    }

    private static BigDecimal close(Connection connection, Set<TaskId> closed) throws SQLException {
        BigDecimal checksum = BigDecimal.ZERO;
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM spending_open WHERE task = ANY (?) RETURNING amount, hashtextextended(task, 0)")) {
            statement.setArray(1, texts(connection, List.copyOf(closed), TaskId::value));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    checksum = checksum.add(product(row.getLong(1), row.getLong(2)));
                }
            }
        }
        return checksum;
    }

    private static BigDecimal product(long amount, long hash) {
        return BigDecimal.valueOf(amount).multiply(BigDecimal.valueOf(hash));
    }

    private static <T> Array texts(Connection connection, List<T> values, Function<T, String> text)
            throws SQLException {
        return connection.createArrayOf("text", values.stream().map(text).toArray(String[]::new));
    }

    /** Something that is asked in one transaction. */
    @FunctionalInterface
    private interface Work<T> {
        T done() throws SQLException;
    }

    private static <T> T together(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.done();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
