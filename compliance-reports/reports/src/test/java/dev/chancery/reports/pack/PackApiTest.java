package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.reports.ReportsConfiguration;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PackApiTest {

    private final MemoryLog log = SampleLog.of(12);

    @TempDir
    private Path home;

    private final Journal journal = new Journal();
    private Packs packs;
    private MockMvcTester http;

    @BeforeEach
    void start() {
        packs = ReportsConfiguration.packs(log, log, log, log::record, journal, home, false);
        http = MockMvcTester.of(new PackApi(packs));
    }

    @AfterEach
    void stop() {
        packs.close();
    }

    private MvcTestResult post(String body) {
        return http.post()
                .uri("/api/packs")
                .principal(() -> "auditor")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult download(String uri) {
        return http.get().uri(uri).principal(() -> "auditor").exchange();
    }

    /** Keeps what is recorded, unless the record is away. */
    private static final class Journal implements ExportJournal {
        private final List<ExportCommand> recorded = new CopyOnWriteArrayList<>();
        private volatile boolean away;

        @Override
        public void before(ExportCommand command) {
            if (away) {
                throw new RecordUnavailable("away", null);
            }
            recorded.add(command);
        }

        @Override
        public void after(ExportCommand command) {
            recorded.add(command);
        }

        private List<ExportCommand> of(String export) {
            return recorded.stream().filter(c -> c.export().equals(export)).toList();
        }
    }

    @Test
    void recordsWhoAskedWhatCameOfItAndWhoWasGivenIt() throws Exception {
        // when
        JsonNode status = ready(post("{\"scope\":{\"workflow\":\"letters\"}}"));
        MvcTestResult download = download(status.get("download").asString());
        // then
        String id = status.get("id").asString();
        byte[] file = download.getResponse().getContentAsByteArray();
        assertThat(journal.of(id))
                .containsExactly(
                        new RequestExport(id, "auditor", "workflow/letters", 0, log.size(), false),
                        new CompleteExport(
                                id,
                                HexFormat.of()
                                        .formatHex(MessageDigest.getInstance("SHA-256")
                                                .digest(file)),
                                file.length,
                                "VERIFIED"),
                        new DownloadExport(id, "auditor"));
    }

    @Test
    void writesAndGivesNothingThatTheRecordDoesNotHave() throws Exception {
        // given
        JsonNode status = ready(post(""));
        journal.away = true;
        // when
        MvcTestResult refused = post("");
        MvcTestResult kept = download(status.get("download").asString());
        // then
        assertThat(refused).hasStatus(503);
        assertThat(json(refused).get("type").asString()).endsWith(":audit-unavailable");
        assertThat(kept).hasStatus(503);
        try (Stream<Path> files = Files.list(home.resolve("packs"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void recordsThatAPackCouldNotBeMade() throws Exception {
        // given a folder where the pack would lie
        Files.delete(home.resolve("packs"));
        Files.writeString(home.resolve("packs"), "no folder");
        // when
        JsonNode status = ready(post(""));
        // then
        assertThat(status.get("state").asString()).isEqualTo("FAILED");
        assertThat(journal.recorded.getLast()).isInstanceOf(FailExport.class);
    }

    private static JsonNode json(MvcTestResult result) {
        return JsonMapper.shared().readTree(result.getResponse().getContentAsByteArray());
    }

    private JsonNode ready(MvcTestResult accepted) throws InterruptedException {
        String location = accepted.getResponse().getHeader("Location");
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonNode status = json(http.get().uri(location).exchange());
        while (!List.of("READY", "FAILED").contains(status.get("state").asString()) && System.nanoTime() < until) {
            Thread.onSpinWait();
            status = json(http.get().uri(location).exchange());
        }
        return status;
    }

    @Test
    void makesAPackThatVerifies() throws Exception {
        for (String body : List.of(
                "",
                "{}",
                "{\"from\":2,\"to\":\"40\"}",
                "{\"from\":\"2026-11-05T10:00:05Z\",\"to\":\"2027-01-01T00:00:00Z\"}",
                "{\"scope\":{\"workflow\":\"letters\"}}")) {
            // when
            MvcTestResult accepted = post(body);
            JsonNode status = ready(accepted);
            // then
            assertThat(accepted).hasStatus(202);
            assertThat(status.get("state").asString()).as(body).isEqualTo("READY");
            assertThat(status.get("verdict").asString()).isEqualTo("VERIFIED");
            MvcTestResult download = download(status.get("download").asString());
            assertThat(download).hasStatusOk().hasContentType("application/zip");
            Path file = home.resolve("downloaded.zip");
            Files.write(file, download.getResponse().getContentAsByteArray());
            assertThat(Verification.verify(file).verdict()).isEqualTo(Verdict.VERIFIED);
        }
    }

    @Test
    void disclosesContentsForAPurposeAndLeadsFromAnOlderCheckpoint() throws Exception {
        // given
        String earlier = log.checkpoint();
        SampleLog.more(log, 12, 14);
        log.erase(new ContentId("q-1"));
        // when
        JsonNode status = ready(post(JsonMapper.shared()
                .writeValueAsString(Map.of("contents", true, "purpose", "yearly review", "previous", earlier))));
        // then
        assertThat(status.get("verdict").asString()).isEqualTo("VERIFIED");
        assertThat(status.get("contents").asLong()).isPositive();
        assertThat(status.get("erased").asLong()).isEqualTo(1);
        assertThat(log.events.getLast().name()).isEqualTo("content.disclosed");
        assertThat(new String(log.events.getLast().payload(), StandardCharsets.UTF_8))
                .contains("auditor")
                .contains("yearly review");
    }

    @Test
    void findsThePositionsOfInstants() throws Exception {
        // given events one second apart
        JsonNode status = ready(post("{\"from\":\"2026-11-05T10:00:05.000001Z\",\"to\":\"2026-11-05T10:00:09Z\"}"));
        assertThat(status.get("from").asLong()).isEqualTo(5);
        assertThat(status.get("to").asLong()).isEqualTo(9);
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        for (String body : List.of(
                "{",
                "[]",
                "null",
                "{\"scoop\":{\"task\":\"t-1\"}}",
                "{\"scope\":{}}",
                "{\"scope\":{\"task\":\"t-1\",\"agent\":\"clerk\"}}",
                "{\"scope\":{\"task\":\"no such task\"}}",
                "{\"scope\":{\"task\":\"t-1000\"}}",
                "{\"from\":\"yesterday\"}",
                "{\"from\":-1}",
                "{\"contents\":true}",
                "{\"contents\":true,\"purpose\":\" \"}",
                "{\"contents\":\"perhaps\",\"purpose\":\"review\"}",
                "{\"purpose\":\"review\"}",
                "{\"previous\":\"no checkpoint\"}",
                "{\"from\":100000}",
                "{\"from\":5,\"to\":5}",
                "{\"to\":\"2020-01-01T00:00:00Z\"}",
                "{\"from\":\"" + "9".repeat(100_000) + "\"}")) {
            MvcTestResult refused = post(body);
            assertThat(refused).as(body).hasStatus(400).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(json(refused).get("detail").asString()).isNotBlank();
        }
    }

    @Test
    void knowsNoPackButItsOwn() throws IOException {
        Files.writeString(home.resolve("secret.zip"), "secret", StandardCharsets.UTF_8);
        for (String id : List.of("nothing", "..%2fsecret", "00000000-0000-0000-0000-000000000000")) {
            assertThat(http.get().uri("/api/packs/" + id)).hasStatus(404);
            assertThat(download("/api/packs/" + id + "/download")).hasStatus(404);
            assertThat(http.delete().uri("/api/packs/" + id)).hasStatus(404);
        }
    }

    @Test
    void findsAFinishedPackAgainAfterARestartAndDeletesIt() throws Exception {
        // given
        JsonNode status = ready(post(""));
        Path unfinished = Files.createFile(home.resolve("packs/left-by-a-crash.zip.tmp"));
        // when
        stop();
        start();
        // then
        String uri = "/api/packs/" + status.get("id").asString();
        assertThat(unfinished).doesNotExist();
        assertThat(download(uri + "/download")).hasStatusOk();
        assertThat(http.delete().uri(uri)).hasStatus(204);
        assertThat(http.get().uri(uri)).hasStatus(404);
        assertThat(home.resolve("packs")).isEmptyDirectory();
    }
}
