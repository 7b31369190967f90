package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.reports.ReportsConfiguration;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.PackFormat;
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
    private Issuing issuing;
    private MockMvcTester http;

    @BeforeEach
    void start() {
        issuing = ReportsConfiguration.issuing(journal, home, false);
        http = MockMvcTester.of(new PackApi(ReportsConfiguration.packs(
                log,
                log,
                log,
                log::record,
                text -> text.replace("jane@example.com", "[EMAIL_ADDRESS_1]"),
                issuing,
                Seal.SIGNER,
                List.of())));
    }

    @AfterEach
    void stop() {
        issuing.close();
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

    private MvcTestResult delete(String uri) {
        return http.delete().uri(uri).principal(() -> "auditor").exchange();
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
        public boolean after(ExportCommand command) {
            return recorded.add(command);
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
                        new RequestExport(
                                id, "auditor", "workflow/letters", 0, log.size(), false, ExportKind.AUDIT_PACK, null),
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
            assertThat(files.map(Path::toString).filter(file -> !file.endsWith(".order")))
                    .hasSize(1);
        }
    }

    @Test
    void recordsNothingWherePacksCannotBeWritten() throws Exception {
        // given a file where the folder would be
        Files.delete(home.resolve("packs"));
        Files.writeString(home.resolve("packs"), "no folder");
        // when
        MvcTestResult refused = post("");
        // then
        assertThat(refused).hasStatus(507);
        assertThat(json(refused).get("type").asString()).endsWith(":exports-unwritable");
        assertThat(json(refused).get("detail").asString()).doesNotContain(home.toString());
        assertThat(journal.recorded).isEmpty();
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
                "{\"from\":\"2026-11-05T10:00:05Z\",\"to\":\"2026-11-06T00:00:00Z\"}",
                "{\"scope\":{\"workflow\":\"letters\"}}")) {
            // when
            MvcTestResult accepted = post(body);
            JsonNode status = ready(accepted);
            // then
            assertThat(accepted).hasStatus(202);
            assertThat(status.get("state").asString()).as(body).isEqualTo("READY");
            assertThat(status.get("verdict").asString()).isEqualTo("VERIFIED");
            MvcTestResult download = download(status.get("download").asString());
            assertThat(download).hasStatusOk().hasContentType("application/vnd.etsi.asic-e+zip");
            assertThat(download.getResponse().getHeader("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"chancery-pack-"
                            + status.get("id").asString() + ".asice\"");
            Path file = home.resolve("downloaded.zip");
            Files.write(file, download.getResponse().getContentAsByteArray());
            assertThat(Verification.verify(file).verdict()).isEqualTo(Verdict.VERIFIED);
        }
    }

    @Test
    void makesAPackOfALogWhoseClockWasPutBack() throws Exception {
        // given
        SampleLog.more(log, 12, 100);
        log.at("2026-11-05T08:00:00Z");
        SampleLog.more(log, 100, 200);
        // when
        JsonNode status = ready(post(""));
        // then
        assertThat(log.events.getLast().at()).isBefore(log.events.getFirst().at());
        assertThat(status.get("verdict").asString()).isEqualTo("VERIFIED");
    }

    @Test
    void disclosesContentsForAPurposeAndLeadsFromAnOlderCheckpoint() throws Exception {
        // given
        String earlier = log.checkpoint();
        SampleLog.more(log, 12, 14);
        log.erase(new ContentId("q-1"));
        // when
        JsonNode status = ready(post(JsonMapper.shared()
                .writeValueAsString(
                        Map.of("contents", true, "purpose", "review for jane@example.com", "previous", earlier))));
        // then
        assertThat(status.get("verdict").asString()).isEqualTo("VERIFIED");
        assertThat(status.get("contents").asLong()).isPositive();
        assertThat(status.get("erased").asLong()).isEqualTo(1);
        assertThat(log.events.getLast().name()).isEqualTo("content.disclosed");
        assertThat(new String(log.events.getLast().payload(), StandardCharsets.UTF_8))
                .contains("auditor")
                .contains("review for [EMAIL_ADDRESS_1]");
    }

    @Test
    void findsThePositionsOfInstants() throws Exception {
        // given events one second apart
        JsonNode status = ready(post("{\"from\":\"2026-11-05T10:00:05.000001Z\",\"to\":\"2026-11-05T10:00:09Z\"}"));
        assertThat(status.get("from").asLong()).isEqualTo(5);
        assertThat(status.get("to").asLong()).isEqualTo(9);
    }

    @Test
    void tellsFiguresOfThePeriodsThatAreAskedFor() throws Exception {
        for (String body : List.of(
                "{\"figures\":{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\"}}",
                "{\"to\":30,\"figures\":[{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\"},"
                        + "{\"from\":\"2026-11-05T10:00:00Z\",\"to\":\"2026-11-05T10:00:09.000001Z\",\"end\":20}]}")) {
            // when
            JsonNode status = ready(post(body));
            // then
            assertThat(status.get("verdict").asString()).as(body).isEqualTo("VERIFIED");
            Path file = home.resolve("downloaded.zip");
            Files.write(
                    file,
                    download(status.get("download").asString()).getResponse().getContentAsByteArray());
            assertThat(FigureCheck.check(file).findings()).isEmpty();
        }
    }

    @Test
    void tellsFiguresOfItsOwnPeriodWhenNothingIsSaidOfThem() throws Exception {
        for (String body : List.of("{}", "{\"from\":20}", "{\"scope\":{\"workflow\":\"letters\"}}")) {
            // when
            JsonNode status = ready(post(body));
            // then
            assertThat(status.get("verdict").asString()).as(body).isEqualTo("VERIFIED");
            Path file = home.resolve("downloaded.zip");
            Files.write(
                    file,
                    download(status.get("download").asString()).getResponse().getContentAsByteArray());
            FigureCheck.Result result = FigureCheck.check(file);
            assertThat(result.findings()).as(body).isEmpty();
            FigureClaim events = result.figures().getFirst().told();
            assertThat(events.end()).isEqualTo(status.get("to").asLong());
            assertThat(events.from())
                    .isEqualTo(MemoryLog.START.plusSeconds(status.get("from").asLong()));
            assertThat(events.to())
                    .isEqualTo(MemoryLog.START.plusSeconds(events.end() - 1).plusNanos(1000));
        }
    }

    @Test
    void tellsNoFiguresWhenNoneAreWanted() throws Exception {
        // when
        JsonNode status = ready(post("{\"figures\":[]}"));
        // then
        Path file = home.resolve("downloaded.zip");
        Files.write(
                file, download(status.get("download").asString()).getResponse().getContentAsByteArray());
        assertThat(Zips.read(file)).doesNotContainKey(PackFormat.FIGURES);
    }

    @Test
    void saysWhatIsWrongWithARequestForFigures() {
        String day = "{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\"}";
        for (String body : List.of(
                "{\"figures\":\"2026-Q4\"}",
                "{\"figures\":[null]}",
                "{\"figures\":{}}",
                "{\"figures\":{\"from\":\"2026-11-05\"}}",
                "{\"figures\":{\"from\":\"2026-11-06\",\"to\":\"2026-11-05\"}}",
                "{\"figures\":{\"from\":\"2026-11-05\",\"to\":\"9998-11-05\"}}",
                "{\"figures\":{\"from\":\"0026-11-05\",\"to\":\"2026-11-05\"}}",
                "{\"figures\":{\"from\":\"yesterday!\",\"to\":\"2026-11-05\"}}",
                "{\"figures\":{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\",\"end\":100000}}",
                "{\"figures\":{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\",\"of\":1}}",
                "{\"figures\":[" + day + "," + day + "]}")) {
            MvcTestResult refused = post(body);
            assertThat(refused).as(body).hasStatus(400).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(json(refused).get("detail").asString()).isNotBlank();
        }
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
    void saysWhatIsWrongWithAScopeOrAPeriod() {
        // given a system that is made of one workflow, a person with tasks, and a person whose only task is the last
        log.append(
                "system/triage", new SystemRegistered("triage", ScopedLog.of("letters"), SystemStatus.PLANNED, "ada"));
        long registered = log.size();
        SampleLog.more(log, 12, 14, new SubjectId("customer-1"));
        long size = log.size();
        for (Map.Entry<String, String> each : List.of(
                // no such thing, or nothing of it
                Map.entry("{\"scope\":{\"system\":\"unknown\"}}", "no system unknown in the log"),
                Map.entry("{\"scope\":{\"subject\":\"customer-9\"}}", "the pseudonym that Chancery-Subject had"),
                Map.entry("{\"scope\":{\"workflow\":\"unknown\"}}", "no task of the workflow unknown"),
                Map.entry("{\"scope\":{\"agent\":\"unknown\"}}", "no agent unknown"),
                Map.entry(
                        "{\"scope\":{\"system\":\"triage\"},\"to\":" + (registered - 1) + "}",
                        "no system triage in the log"),
                Map.entry("{\"scope\":{\"subject\":\"customer-1\"},\"to\":" + registered + "}", "no task about"),
                Map.entry("{\"scope\":{\"workflow\":\"letters\"},\"to\":4}", "no task of the workflow letters"),
                Map.entry(
                        "{\"scope\":{\"workflow\":\"letters\"},\"from\":" + (registered - 1) + ",\"to\":" + registered
                                + "}",
                        "has no task from position"),
                Map.entry("{\"scope\":{\"task\":\"t-1\"},\"from\":" + registered + "}", "has no event from position"),
                // two at once, none, and ids that are none
                Map.entry("{\"scope\":{\"system\":\"triage\",\"subject\":\"customer-1\"}}", "2 things at once"),
                Map.entry("{\"scope\":{\"task\":\"t-1\",\"task\":\"t-2\"}}", "Each is given once"),
                Map.entry("{\"scope\":{\"task\":\"t-1\"},\"scope\":{\"task\":\"t-2\"}}", "Each is given once"),
                Map.entry("{\"scope\":\"triage\"}", "one of task, workflow, agent, system, subject"),
                Map.entry("{\"scope\":[\"triage\"]}", "one of task, workflow, agent, system, subject"),
                Map.entry("{\"scope\":{}}", "Leave it out for all events"),
                Map.entry("{\"scope\":{\"session\":\"s-1\"}}", "a member that no scope has"),
                Map.entry("{\"scope\":{\"subject\":7}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"subject\":null}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"subject\":\"\"}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"subject\":\"a\\u0000b\"}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"system\":\"a\\u001b[31mb\"}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"system\":\"a\\nb\"}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"system\":\"\u202eabc\"}}", "printable ASCII"),
                Map.entry("{\"scope\":{\"system\":\"" + "x".repeat(201) + "\"}}", "1 to 200"),
                // periods
                Map.entry("{\"from\":\"9998-01-01T00:00:00Z\"}", "in the future"),
                Map.entry("{\"to\":\"9998-01-01\"}", "in the future"),
                Map.entry("{\"from\":\"2026-11-05T10:00:09Z\",\"to\":\"2026-11-05T10:00:05Z\"}", "Exchange them"),
                Map.entry("{\"from\":9,\"to\":5}", "Exchange them"),
                Map.entry("{\"from\":\"2020-01-01\",\"to\":\"2020-04-01\"}", "Nothing was recorded from 2020-01-01"),
                Map.entry(
                        "{\"from\":\"2026-11-05T10:00:05.1Z\",\"to\":\"2026-11-05T10:00:05.2Z\"}",
                        "The newest checkpoint has " + size + " events, from 2026-11-05T10:00:00.000001Z"),
                Map.entry("{\"from\":\"yesterday!\"}", "neither a position"),
                Map.entry("{\"from\":\"2026-02-30\"}", "neither a position"),
                Map.entry(
                        "{\"figures\":[{\"from\":\"2026-10-01\",\"to\":\"2026-11-06\"},"
                                + "{\"from\":\"2026-11-05\",\"to\":\"2026-11-07\"}]}",
                        "overlap: one ends at 2026-11-06T00:00:00Z"),
                Map.entry(
                        "{\"from\":30,\"figures\":{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\",\"end\":20}}",
                        "the pack has positions 30 to"))) {
            // when
            MvcTestResult refused = post(each.getKey());
            // then
            assertThat(refused).as(each.getKey()).hasStatus(400).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            String detail = json(refused).get("detail").asString();
            assertThat(detail).as(each.getKey()).contains(each.getValue()).matches("[^\\p{Cc}\\p{Cf}]*");
        }
        assertThat(journal.recorded).isEmpty();
    }

    @Test
    void makesPacksOfSystemsAndPersonsWithFiguresForADay() throws Exception {
        // given
        log.append(
                "system/triage", new SystemRegistered("triage", ScopedLog.of("letters"), SystemStatus.PLANNED, "ada"));
        SampleLog.more(log, 12, 16, new SubjectId("customer-1"));
        String figures = ",\"figures\":{\"from\":\"2026-11-05\",\"to\":\"2026-11-06\"}}";
        for (String scope :
                List.of("{\"system\":\"triage\"}", "{\"subject\":\"customer-1\"}", "{\"agent\":\"clerk\"}")) {
            for (String part : List.of("", ",\"from\":\"2026-11-05\",\"to\":\"2026-11-06\"", ",\"from\":20")) {
                // when
                JsonNode status = ready(post("{\"scope\":" + scope + part + figures));
                // then
                assertThat(status.get("verdict").asString()).as(scope + part).isEqualTo("VERIFIED");
                Path file = home.resolve("downloaded.zip");
                Files.write(
                        file,
                        download(status.get("download").asString())
                                .getResponse()
                                .getContentAsByteArray());
                assertThat(FigureCheck.check(file).findings()).isEmpty();
            }
        }
        assertThat(journal.recorded)
                .anyMatch(command ->
                        command instanceof RequestExport asked && "subject/customer-1".equals(asked.scope()));
    }

    @Test
    void knowsNoPackButItsOwn() throws IOException {
        Files.writeString(home.resolve("secret.zip"), "secret", StandardCharsets.UTF_8);
        for (String id : List.of("nothing", "..%2fsecret", "00000000-0000-0000-0000-000000000000")) {
            assertThat(http.get().uri("/api/packs/" + id)).hasStatus(404);
            assertThat(download("/api/packs/" + id + "/download")).hasStatus(404);
            assertThat(delete("/api/packs/" + id)).hasStatus(404);
        }
    }

    @Test
    void givesAPackOfAnEarlierFormatOutAsTheZipThatItIsAndNothingOfAnotherKind() throws Exception {
        // given what earlier processes have made
        String before = "00000000-0000-4000-8000-000000000001";
        Files.writeString(home.resolve("packs/" + before + ".zip"), "a pack of format 4");
        String simulation = "00000000-0000-4000-8000-000000000002";
        log.append(
                ExportCommand.STREAM + simulation,
                new ExportRequested(simulation, "ada", null, 0, 4, false, ExportKind.WHAT_IF, null));
        Files.writeString(home.resolve("packs/" + simulation + ".what-if.zip"), "a simulation");
        // when
        MvcTestResult download = download("/api/packs/" + before + "/download");
        // then
        assertThat(download).hasStatusOk().hasContentType("application/zip");
        assertThat(download.getResponse().getHeader("Content-Disposition"))
                .isEqualTo("attachment; filename=\"chancery-pack-" + before + ".zip\"");
        assertThat(http.get().uri("/api/packs/" + simulation)).hasStatus(404);
        assertThat(download("/api/packs/" + simulation + "/download")).hasStatus(404);
        assertThat(delete("/api/packs/" + simulation)).hasStatus(404);
        assertThat(home.resolve("packs/" + simulation + ".what-if.zip")).exists();
        // and nothing is deleted that a legal hold keeps
        issuing.keeps(before::equals);
        MvcTestResult held = delete("/api/packs/" + before);
        assertThat(held).hasStatus(409);
        assertThat(json(held).get("type").asString()).endsWith(":export-held");
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
        assertThat(delete(uri)).hasStatus(204);
        assertThat(http.get().uri(uri)).hasStatus(404);
        assertThat(home.resolve("packs")).isEmptyDirectory();
    }
}
