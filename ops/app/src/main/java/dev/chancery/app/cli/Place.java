package dev.chancery.app.cli;

import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.backup.Database;
import dev.chancery.eventstore.backup.HomeBackup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Chancery is meant: the options that all commands share. */
final class Place {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:CHANCERY_HOME:-./.chancery}",
            description = "Its home directory; ${DEFAULT-VALUE} when not given.")
    private Path home = Path.of(".chancery");

    @Option(
            names = "--url",
            paramLabel = "JDBC",
            defaultValue = "${env:SPRING_DATASOURCE_URL}",
            description = "A PostgreSQL of yours, jdbc:postgresql://…; the embedded one when not given.")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "ROLE",
            defaultValue = "${env:SPRING_DATASOURCE_USERNAME}",
            description = "Role there; its password is taken from the variable SPRING_DATASOURCE_PASSWORD.")
    private @Nullable String user;

    private static @Nullable String password() {
        return System.getenv("SPRING_DATASOURCE_PASSWORD");
    }

    HomeBackup backup() {
        return new HomeBackup(home, url == null || url.isBlank() ? null : new Database(url, user, password()));
    }

    StoreSettings store() {
        Path absolute = home.toAbsolutePath().normalize();
        return url == null || url.isBlank()
                ? StoreSettings.embedded(absolute)
                : StoreSettings.external(absolute, url, user, password());
    }
}
