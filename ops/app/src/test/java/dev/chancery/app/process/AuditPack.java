package dev.chancery.app.process;

import java.io.IOException;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/** A downloaded audit pack, and the verifier's jar, run as a regulator does. */
public record AuditPack(Path file) {

    /** What the verifier said. */
    public record Run(int exit, String said) {}

    /** An event of the log. */
    public record Line(long position, String stream, String name, JsonNode payload) {}

    /** Has the whole log packed, with everything in it that is recorded now. */
    public static AuditPack of(ChanceryProcess chancery, Path file) {
        return of(chancery, newest(chancery), file);
    }

    /** Has the whole log packed, up to an event at least. */
    public static AuditPack of(ChanceryProcess chancery, long recorded, Path file) {
        Eventually.holds(Duration.ofSeconds(30), () -> signed(chancery) > recorded);
        return asked(chancery, "{}", file);
    }

    /** Has a part of the log packed, or what the body of the request says. */
    public static AuditPack asked(ChanceryProcess chancery, String body, Path file) {
        HttpResponse<String> answer = chancery.api("POST", "/api/packs", body);
        if (answer.statusCode() != 202) {
            throw new AssertionError("No pack is made: " + answer.statusCode() + " " + answer.body());
        }
        String pack = "/api/packs/"
                + ChanceryProcess.JSON.readTree(answer.body()).path("id").asString();
        Eventually.holds(Duration.ofMinutes(1), () -> {
            JsonNode status = chancery.get(pack);
            if (status.path("state").asString().equals("FAILED")) {
                throw new AssertionError("The pack failed: " + status + "\n" + chancery.output());
            }
            return status.path("state").asString().equals("READY");
        });
        return new AuditPack(download(chancery, pack + "/download", file));
    }

    private static long newest(ChanceryProcess chancery) {
        return chancery.get("/api/tasks?limit=1")
                .path("tasks")
                .path(0)
                .path("position")
                .asLong();
    }

    private static long signed(ChanceryProcess chancery) {
        return Long.parseLong(
                chancery.api("GET", "/api/log/checkpoint", "").body().split("\n", 3)[1]);
    }

    private static Path download(ChanceryProcess chancery, String path, Path file) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Path> response = http.send(
                    HttpRequest.newBuilder(URI.create(chancery.url() + path))
                            .header("Authorization", "Bearer " + chancery.firstRun("apiToken"))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(file));
            if (response.statusCode() != 200) {
                throw new AssertionError(path + ": " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public Run verify(String... options) {
        return verifier("verify", options);
    }

    public Run replay(String... options) {
        return verifier("replay", options);
    }

    public Run figures(String... options) {
        return verifier("figures", options);
    }

    private Run verifier(String command, String... options) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                ChanceryProcess.jar("compliance-reports/verifier/target/chancery-verifier.jar")
                        .toString(),
                command,
                file.toString()));
        line.addAll(List.of(options));
        try {
            Path said = Files.createTempFile(file.toAbsolutePath().getParent(), "verifier", ".txt");
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("The verifier did not end");
            }
            return new Run(process.exitValue(), Files.readString(said));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All events, in the order of the pack. */
    public List<Line> events() {
        return new String(entries().get("events.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .map(ChanceryProcess.JSON::readTree)
                .map(line -> new Line(
                        line.path("position").asLong(),
                        line.path("stream").asString(),
                        line.path("name").asString(),
                        ChanceryProcess.JSON.readTree(line.path("payload").asString())))
                .toList();
    }

    /** What is in it, uncompressed. */
    public SequencedMap<String, byte[]> entries() {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            SequencedMap<String, byte[]> entries = new LinkedHashMap<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same pack with one entry replaced, as someone would who wants to change the past. */
    public AuditPack with(String name, byte[] content) {
        Path changed = file.resolveSibling("changed-" + System.nanoTime() + ".zip");
        SequencedMap<String, byte[]> entries = entries();
        if (entries.put(name, content) == null) {
            throw new AssertionError("The pack has no " + name);
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AuditPack(changed);
    }
}
