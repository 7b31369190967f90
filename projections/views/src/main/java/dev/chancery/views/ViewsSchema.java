package dev.chancery.views;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of the views: the schema {@code views}, migrated from {@code db/views}. */
public final class ViewsSchema {

    /** The schema. */
    public static final String NAME = "views";

    private ViewsSchema() {}

    /** Brings the schema to its present shape. Must come before a {@link ViewKeeper} starts or a query is asked. */
    public static void migrate(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(NAME)
                .table("flyway_views")
                .locations("classpath:db/views")
                .load()
                .migrate();
    }
}
