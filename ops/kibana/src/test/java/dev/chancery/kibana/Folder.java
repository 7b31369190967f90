package dev.chancery.kibana;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The folder that an operator installs from. */
final class Folder {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path HOME = Path.of("").toAbsolutePath();

    private Folder() {}

    static Path install() {
        return HOME.resolve("install");
    }

    /** By id, which is the file's name. */
    static SortedMap<String, JsonNode> dashboards() {
        return read("dashboards");
    }

    /** By file name without its ending. */
    static SortedMap<String, JsonNode> dataViews() {
        return read("data-views");
    }

    /** Every panel of every dashboard, by its id. */
    static SortedMap<String, JsonNode> panels() {
        SortedMap<String, JsonNode> panels = new TreeMap<>();
        dashboards()
                .values()
                .forEach(dashboard -> dashboard
                        .get("panels")
                        .forEach(panel -> panels.put(panel.get("id").asString(), panel)));
        return panels;
    }

    private static SortedMap<String, JsonNode> read(String folder) {
        SortedMap<String, JsonNode> read = new TreeMap<>();
        try (Stream<Path> files = Files.list(HOME.resolve(folder))) {
            List<Path> json =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            for (Path file : json) {
                read.put(
                        file.getFileName().toString().replaceFirst("\\.json$", ""),
                        JSON.readTree(Files.readString(file)));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
