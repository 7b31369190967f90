package dev.chancery.reports.issue;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.contracts.fact.ExportKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What was asked for and is not done, in files beside the finished ones, so that it can be gone on with. */
final class Orders {

    /** What the names of these files end with. */
    static final String EXTENSION = ".order";

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path directory;

    /**
     * What is to be made.
     *
     * @param attempt that is under way, or was when the process ended
     * @param work JSON that its kind reads
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Order(ExportKind kind, int attempt, String work) {}

    Orders(Path directory) {
        this.directory = directory;
    }

    /** Keeps it, and returns once that is durable. */
    void keep(String id, Order order) throws IOException {
        Path unfinished = directory.resolve(id + EXTENSION + Issuing.UNFINISHED);
        try {
            Files.write(
                    unfinished,
                    MAPPER.writeValueAsBytes(order),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(unfinished, path(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** What was kept; empty when nothing was, or it cannot be read any more. */
    Optional<Order> find(String id) {
        if (!Files.isRegularFile(path(id))) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readValue(Files.readAllBytes(path(id)), Order.class));
        } catch (IOException | JacksonException e) {
            LOG.atWarn().setCause(e).addKeyValue("export", id).log("What was asked for cannot be read any more");
            return Optional.empty();
        }
    }

    void forget(String id) {
        try {
            Files.deleteIfExists(path(id));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("export", id).log("What was asked for could not be removed");
        }
    }

    /** The ids of those that were kept before an instant. */
    List<String> ids(Instant before) throws IOException {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(EXTENSION)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    ids.add(name.substring(0, name.length() - EXTENSION.length()));
                }
            }
        } catch (NoSuchFileException e) {
            LOG.atDebug().setCause(e).log("An order was removed in this moment");
        }
        return ids;
    }

    private Path path(String id) {
        return directory.resolve(id + EXTENSION);
    }
}
