package dev.chancery.eventstore.postgres;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of the record, migrated from {@code db/eventstore}. */
public final class Schema {

    private Schema() {}

    /** Brings them to their present shape. An operator's database may hold other tables, the views' for one; hence the baseline. */
    public static void migrate(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .connectRetries(5) // a machine that is busy while it starts is no reason not to
                .locations("classpath:db/eventstore")
                .table("flyway_eventstore")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
