package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Packs that a schedule wants and brings to a directory, and packs in whose middle the process dies. */
class ExportsIT {

    private static final int PACKS = 6;
    private static final String BODY =
            "{\"model\":\"simulated\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @TempDir
    private Path directory;

    @Test
    void deliversWhatIsDueAndGoesOnWithWhatACrashCutOff() throws Exception {
        Path home = directory.resolve("home");
        Path share = directory.resolve("share");
        String destination = "--chancery.reports.destinations.share.directory=" + share;
        try (SimulatedUpstream upstream = new SimulatedUpstream(0)) {
            new SimulatedPolicy(upstream)
                    .model("simulated")
                    .agent("default", "1000")
                    .write(home);
            ChanceryProcess chancery = ChanceryProcess.start(home, destination);
            for (int i = 0; i < 50; i++) {
                assertThat(chancery.chat(BODY).statusCode()).isEqualTo(200);
            }

            // when a schedule is due in half a minute
            LocalTime soon = LocalTime.now(ZoneOffset.UTC).plusSeconds(30);
            String cron = soon.getSecond() + " " + soon.getMinute() + " " + soon.getHour() + " * * *";
            assertThat(chancery.api(
                                    "PUT",
                                    "/api/schedules/daily",
                                    "{\"kind\":\"audit_pack\",\"cron\":\"" + cron
                                            + "\",\"whole\":true,\"destinations\":[\"share\"],\"keepDays\":7}")
                            .statusCode())
                    .isEqualTo(200);

            // then
            Eventually.holds(Duration.ofMinutes(2), () -> delivered(chancery) != null);
            JsonNode delivered = delivered(chancery);
            Path file = only(share, ".asice");
            assertThat(delivered.path("schedule").asString()).isEqualTo("daily");
            assertThat(delivered.path("sha256").asString()).isEqualTo(sha256(file));
            assertThat(Files.readString(only(share, ".sha256"))).startsWith(sha256(file) + "  " + file.getFileName());
            assertThat(delivered.at("/deliveries/0/address").asString())
                    .isEqualTo(file.toUri().toString());
            assertThat(delivered.path("keptUntil").isString()).isTrue();
            assertThat(new AuditPack(file).verify().exit()).isZero();

            // when the process dies while packs are made
            List<String> packs = new ArrayList<>();
            for (int i = 0; i < PACKS; i++) {
                packs.add(ChanceryProcess.JSON
                        .readTree(chancery.api("POST", "/api/packs", "{}").body())
                        .path("id")
                        .asString());
            }
            chancery.kill();

            // then each is there under its id
            try (ChanceryProcess restarted = ChanceryProcess.start(home, destination)) {
                for (String pack : packs) {
                    Eventually.holds(
                            Duration.ofMinutes(2),
                            () -> restarted
                                    .get("/api/exports/" + pack)
                                    .path("state")
                                    .asString()
                                    .equals("READY"));
                }
                Eventually.holds(
                        Duration.ofSeconds(30),
                        () -> left(home.resolve("packs")).isEmpty());
                JsonNode last = restarted.get("/api/exports/" + packs.getLast());
                assertThat(last.path("attempt").asInt()).isEqualTo(2);
                Path again = home.resolve("packs/" + packs.getLast() + ".asice");
                assertThat(sha256(again)).isEqualTo(last.path("sha256").asString());
                assertThat(new AuditPack(again).verify().exit()).isZero();
                assertThat(restarted.get("/api/exports").path("exports")).hasSize(PACKS + 1);
                assertThat(restarted.get("/api/abandoned").path("total").asInt())
                        .isZero();
            }
        }
    }

    private static JsonNode delivered(ChanceryProcess chancery) {
        return chancery.get("/api/exports")
                .path("exports")
                .valueStream()
                .filter(export -> export.at("/deliveries/0/state").asString("").equals("DELIVERED"))
                .findFirst()
                .orElse(null);
    }

    private static Path only(Path directory, String ending) {
        return files(directory).stream()
                .filter(file -> file.toString().endsWith(ending))
                .reduce((one, other) -> {
                    throw new AssertionError("There are " + one + " and " + other);
                })
                .orElseThrow();
    }

    private static List<Path> left(Path directory) {
        return files(directory).stream()
                .filter(file -> !file.toString().endsWith(".asice"))
                .toList();
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
