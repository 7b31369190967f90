package dev.chancery.views;

import dev.chancery.contracts.log.RecordUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The views, read from the generation that answers. */
public final class Views {

    private final DataSource dataSource;
    private final ViewKeeper keeper;

    Views(DataSource dataSource, ViewKeeper keeper) {
        this.dataSource = dataSource;
        this.keeper = keeper;
    }

    /** A read of the views. */
    interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    /**
     * Reads a view, if it can be.
     *
     * @throws dev.chancery.query.contracts.ViewsRebuilding when it has to be built again first
     */
    <T> T read(String view, Read<T> read) {
        long generation = keeper.admit(view);
        try (Connection connection = dataSource.getConnection()) {
            return read.from(connection);
        } catch (SQLException e) {
            if (Damage.in(e)) {
                keeper.damaged(view, generation, e);
                keeper.admit(view);
            }
            throw new RecordUnavailable("The views cannot be read", e);
        }
    }

    /** Refuses, as {@link #read} does, when a view that is read together with another cannot be read. */
    void demand(String view) {
        keeper.admit(view);
    }

    <S> List<S> list(EntryTable<?, S> table, @Nullable String after, int limit) {
        return read(table.fold(), connection -> table.list(connection, after, limit));
    }

    <S> List<S> list(EntryTable<?, S> table, int limit) {
        return read(table.fold(), connection -> table.list(connection, limit));
    }

    <K, S> @Nullable S load(EntryTable<K, S> table, K key) {
        return read(table.fold(), connection -> table.load(connection, ViewsSchema.NAME, Set.of(key)))
                .get(key);
    }
}
