package dev.chancery.gateway.privacy;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the data to measure with is: beside the repository, or where CHANCERY_DATA says. */
public final class SharedData {

    private SharedData() {}

    public static Path folder() {
        String named = System.getProperty("chancery.data", System.getenv("CHANCERY_DATA"));
        if (named != null) {
            return Path.of(named);
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        return root.resolveSibling("shared").resolve("data");
    }
}
