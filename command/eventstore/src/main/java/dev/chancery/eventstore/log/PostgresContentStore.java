package dev.chancery.eventstore.log;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.eventstore.postgres.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import javax.sql.DataSource;

/** The content store, read from PostgreSQL; the {@link Appender} writes it. */
public final class PostgresContentStore implements ContentStore {

    private final DataSource database;

    public PostgresContentStore(DataSource database) {
        this.database = database;
    }

    /** The reference is computed from what is stored, so a text that was changed no longer fits its event. */
    @Override
    public Optional<Content> find(ContentId id) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT salt, utf8 FROM content WHERE id = ?")) {
                statement.setString(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(content(id, row.getBytes(1), row.getBytes(2))) : Optional.empty();
                }
            }
        });
    }

    private static Content content(ContentId id, byte[] salt, byte[] utf8) {
        return new Content(new ContentRef(id, Content.commitment(salt, utf8), utf8.length), salt, utf8);
    }
}
