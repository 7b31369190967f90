package dev.chancery.app.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/** The whole record as an audit pack: what an auditor gets to see of a running Chancery. */
public final class ExportedPack {

    private final Path file;
    private final Path key;

    private ExportedPack(Path file, Path key) {
        this.file = file;
        this.key = key;
    }

    /** An event of the pack. */
    public record Line(long position, String stream, long sequence, String name, JsonNode payload) {}

    /**
     * Has the record exported up to a checkpoint that holds at least so many events.
     *
     * @param directory where the pack is put
     */
    public static ExportedPack of(ChanceryProcess chancery, long size, Path directory) {
        Eventually.holds(Duration.ofSeconds(10), () -> checkpointSize(chancery) >= size);
        String id = ChanceryProcess.JSON
                .readTree(chancery.api("POST", "/api/packs", "{}").body())
                .path("id")
                .asString();
        Eventually.holds(
                Duration.ofMinutes(2),
                () -> chancery.get("/api/packs/" + id).path("state").asString().equals("READY"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            Path file = directory.resolve("pack.zip");
            Path key = directory.resolve("pack.key");
            HttpRequest.Builder download = HttpRequest.newBuilder(
                            URI.create(chancery.url() + "/api/packs/" + id + "/download"))
                    .header("Authorization", "Bearer " + chancery.firstRun("apiToken"));
            http.send(download.build(), HttpResponse.BodyHandlers.ofFile(file));
            Files.writeString(key, chancery.api("GET", "/api/log/key", "").body());
            return new ExportedPack(file, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static long checkpointSize(ChanceryProcess chancery) {
        String[] lines = chancery.api("GET", "/api/log/checkpoint", "").body().split("\n");
        return Long.parseLong(lines[1]);
    }

    /** Exit code of the offline verifier's {@code verify} or {@code replay}, as a process of its own. */
    public int verifier(String command) {
        try {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    ChanceryProcess.jar("compliance-reports/verifier/target/chancery-verifier.jar")
                            .toString(),
                    command,
                    file.toString()));
            if (command.equals("verify")) {
                line.addAll(List.of("--key", key.toString()));
            }
            return new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            file.resolveSibling("verifier-" + command + ".txt").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All events, in the order of the pack. */
    public List<Line> lines() {
        try (ZipFile zip = new ZipFile(file.toFile());
                InputStream in = zip.getInputStream(zip.getEntry("events.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(ChanceryProcess.JSON::readTree)
                    .map(line -> new Line(
                            line.path("position").asLong(),
                            line.path("stream").asString(),
                            line.path("sequence").asLong(),
                            line.path("name").asString(),
                            ChanceryProcess.JSON.readTree(line.path("payload").asString())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
