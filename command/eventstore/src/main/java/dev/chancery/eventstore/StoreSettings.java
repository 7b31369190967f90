package dev.chancery.eventstore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the record is.
 *
 * @param home directory of this process
 * @param jdbcUrl a PostgreSQL of the operator's; null for the embedded one
 * @param user its role
 * @param password of that role
 * @param origin the log's name in its signed heads; null for the one that the home has or makes
 * @param several whether other nodes may use the home and append to the record too, all of which must be set to
 */
public record StoreSettings(
        Path home,
        @Nullable String jdbcUrl,
        @Nullable String user,
        @Nullable String password,
        @Nullable String origin,
        boolean several) {

    /** The embedded PostgreSQL of a home. */
    public static StoreSettings embedded(Path home) {
        return new StoreSettings(home, null, null, null, null, false);
    }

    /** A PostgreSQL of the operator's. */
    public static StoreSettings external(Path home, String jdbcUrl, @Nullable String user, @Nullable String password) {
        return new StoreSettings(home, jdbcUrl, user, password, null, false);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StoreSettings[" + home + ", several=" + several + "]";
    }
}
