package dev.chancery.views;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether PostgreSQL says that files are not what it wrote, as a page with a wrong checksum is not. */
final class Damage {

    /** {@code data_corrupted} and {@code index_corrupted}. */
    private static final Set<String> STATES = Set.of("XX001", "XX002");

    private Damage() {}

    /** Whether it is the cause of a failure. */
    static boolean in(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null && STATES.contains(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
