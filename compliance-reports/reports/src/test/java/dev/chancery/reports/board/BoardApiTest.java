package dev.chancery.reports.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.BoardCommand;
import dev.chancery.contracts.command.BoardCommand.SetBoardThresholds;
import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.FailExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.event.BoardEvent.BoardThresholdsSet;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportFailed;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.reports.ReportsConfiguration;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.pack.Seal;
import dev.chancery.reports.pack.WholePack;
import dev.chancery.reports.schedule.ScheduledWorks;
import dev.chancery.reports.schedule.Timetable;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BoardApiTest {

    private static final Clock JANUARY = Clock.fixed(Instant.parse("2027-01-15T09:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MemoryLog log = Company.twoQuarters().at("2027-01-15T09:00:00Z");

    @TempDir
    private Path home;

    private final Journal journal = new Journal();
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile CountDownLatch held = new CountDownLatch(0);
    private Issuing issuing;
    private BoardReports reports;
    private MockMvcTester http;

    @BeforeEach
    void start() {
        issuing = new Issuing(journal, home.resolve("exports"), false);
        reports = new BoardReports(
                log,
                log,
                issuing,
                BoardWorkTest.SIGNER,
                at -> {
                    asked.countDown();
                    await(held);
                    return BoardWorkTest.controls(at);
                },
                this::record,
                text -> text.replace("ann@example.org", "[EMAIL]"),
                JANUARY);
        http = MockMvcTester.of(new BoardApi(reports));
    }

    @AfterEach
    void stop() {
        held.countDown();
        issuing.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void record(SetBoardThresholds command) {
        log.add(
                command.target(),
                new BoardThresholdsSet(1, command.from(), command.thresholds(), command.reason(), command.by()));
    }

    /** Keeps what is recorded in the log, unless the record is away. */
    private final class Journal implements ExportJournal {
        private volatile boolean away;

        @Override
        public void before(ExportCommand command) {
            if (away) {
                throw new RecordUnavailable("away", null);
            }
            after(command);
        }

        @Override
        public boolean after(ExportCommand command) {
            switch (command) {
                case RequestExport c ->
                    log.add(
                            c.target(),
                            new ExportRequested(
                                    c.export(),
                                    c.actor(),
                                    c.scope(),
                                    c.from(),
                                    c.to(),
                                    c.withContents(),
                                    c.kind(),
                                    c.period()));
                case CompleteExport c -> log.add(c.target(), new ExportCompleted(c.sha256(), c.bytes(), c.verdict()));
                case FailExport c -> log.add(c.target(), new ExportFailed(c.reason()));
                case DownloadExport c -> log.add(c.target(), new ExportDownloaded(c.actor()));
                default -> throw new IllegalArgumentException(command.toString());
            }
            return true;
        }
    }

    private MvcTestResult post(String body) {
        return http.post()
                .uri("/api/board-reports")
                .principal(() -> "secretary")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult put(String body) {
        return http.put()
                .uri("/api/board-reports/thresholds")
                .principal(() -> "secretary")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult get(String uri) {
        return http.get().uri(uri).principal(() -> "secretary").exchange();
    }

    private static JsonNode json(MvcTestResult result) throws Exception {
        return JsonMapper.shared().readTree(result.getResponse().getContentAsString());
    }

    private JsonNode ready(MvcTestResult accepted) throws Exception {
        assertThat(accepted).hasStatus(202);
        String at = accepted.getResponse().getHeader("Location");
        Instant end = Instant.now().plus(PATIENCE);
        JsonNode status = json(get(at));
        while (!List.of("READY", "FAILED").contains(status.get("state").asString())) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(20_000_000);
            status = json(get(at));
        }
        assertThat(status.get("state").asString()).isEqualTo("READY");
        return status;
    }

    private byte[] content(String uri) {
        MvcTestResult result = get(uri);
        assertThat(result).hasStatusOk();
        return result.getResponse().getContentAsByteArray();
    }

    @Test
    void makesAReportAndGivesItsFilesOutAndRecordsBoth() throws Exception {
        // when
        JsonNode status = ready(post("{\"quarter\":\"2026-Q4\"}"));
        String at = "/api/board-reports/" + status.get("id").asString();
        // then
        assertThat(status.get("period").asString()).isEqualTo("2026-Q4");
        assertThat(content(at + "/report.pdf")).startsWith("%PDF-1.".getBytes(StandardCharsets.UTF_8));
        assertThat(Workbooks.read(content(at + "/report.xlsx")).sheets()).contains("Figures");
        assertThat(JsonMapper.shared()
                        .readTree(content(at + "/figures.json"))
                        .get(0)
                        .get("id")
                        .asString())
                .isEqualTo("acts.abandoned");
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content(at + "/download")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names).containsExactly("README.txt", "report.pdf", "report.xlsx", "figures.json", "summary.json");
        assertThat(log.readStream("export/" + status.get("id").asString()))
                .extracting(stored -> stored.name())
                .containsExactly(
                        "export.requested",
                        "export.completed",
                        "export.downloaded",
                        "export.downloaded",
                        "export.downloaded",
                        "export.downloaded");
    }

    @Test
    void theNextReportTellsWhatThisOneTold() throws Exception {
        // given
        ready(post("{\"quarter\":\"2026-Q3\"}"));
        // when
        BoardReport next = Company.report(log, Company.order(log));
        // then
        assertThat(next.facts().then()).extracting(BoardFacts.Then::export).isNotNull();
        assertThat(next.restated()).isEmpty();
    }

    @Test
    void figuresAreRecomputedFromAPackOfTheLog() throws Exception {
        // given
        JsonNode status = ready(post("{\"quarter\":\"2026-Q4\"}"));
        byte[] told = content("/api/board-reports/" + status.get("id").asString() + "/figures.json");
        Path pack = WholePack.write(log, log, home.resolve("pack.zip"));
        // when
        FigureCheck.Result result = FigureCheck.check(pack, told);
        FigureCheck.Result forged = FigureCheck.check(
                pack,
                new String(told, StandardCharsets.UTF_8)
                        .replace("\"value\":\"64.000000\"}", "\"value\":\"63.000000\"}")
                        .getBytes(StandardCharsets.UTF_8));
        // then
        assertThat(Verification.verify(pack).findings()).isEmpty();
        assertThat(result.findings()).isEmpty();
        assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(result.agree()).isEqualTo(result.figures().size()).isGreaterThan(250);
        assertThat(forged.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(forged.findings()).anyMatch(finding -> finding.startsWith("cost.total{currency=USD} of "));
    }

    @Test
    void theSameQuarterTwiceAtOnceIsOneReport() throws Exception {
        // given a report that is being made
        held = new CountDownLatch(1);
        MvcTestResult first = post("{\"quarter\":\"2026-Q4\"}");
        await(asked);
        // when
        MvcTestResult same = post("{\"quarter\":\"2026-Q4\"}");
        MvcTestResult other = post("{\"quarter\":\"2026-Q3\"}");
        MvcTestResult early = get(first.getResponse().getHeader("Location") + "/report.pdf");
        held.countDown();
        // then
        assertThat(json(same).get("id")).isEqualTo(json(first).get("id"));
        assertThat(json(other).get("id")).isNotEqualTo(json(first).get("id"));
        assertThat(early).hasStatus(409);
        ready(first);
        ready(other);
        // and once it is done, another is made
        assertThat(json(post("{\"quarter\":\"2026-Q4\"}")).get("id"))
                .isNotEqualTo(json(first).get("id"));
    }

    @Test
    void refusesWhatIsNoQuarterThatItKnowsAndSaysWhatToDo() throws Exception {
        refuses("", "Send JSON such as");
        refuses("{\"quarters\":\"2026-Q4\"}", "Send JSON such as");
        refuses("{}", "Say which 'quarter'");
        refuses("{\"quarter\":\"2026-Q5\"}", "A quarter is written as");
        refuses("{\"quarter\":\"4/2026\"}", "A quarter is written as");
        refuses("{\"quarter\":\"2027-Q2\"}", "has not begun. The current one is 2027-Q1");
        refuses("{\"quarter\":\"2027-Q2\",\"partial\":true}", "has not begun");
        refuses("{\"quarter\":\"2027-Q1\"}", "Add \"partial\": true");
        refuses("{\"quarter\":\"2026-Q2\"}", "The log began at 2026-07-02T08:00:00Z");
        refuses("{\"quarter\":\"2026-Q4\",\"zone\":\"Mars/Olympus\"}", "no time zone of the IANA database");
        refuses("{\"quarter\":\"2026-Q4\",\"zone\":\"+01:00\"}", "no time zone of the IANA database");
        assertThat(log.readStream("export/x")).isEmpty();
        assertThat(issuing.list()).isEmpty();
    }

    private void refuses(String body, String why) throws Exception {
        MvcTestResult result = post(body);
        assertThat(result).hasStatus(400);
        assertThat(json(result).get("detail").asString()).contains(why);
    }

    @Test
    void aQuarterThatIsNotOverIsToldToDateAndInItsZone() throws Exception {
        // when
        JsonNode status = ready(post("{\"quarter\":\"2027-Q1\",\"zone\":\"Europe/Berlin\",\"partial\":true}"));
        // then
        assertThat(status.get("period").asString()).isEqualTo("2027-Q1 Europe/Berlin to date");
        JsonNode figures = JsonMapper.shared()
                .readTree(content("/api/board-reports/" + status.get("id").asString() + "/figures.json"));
        assertThat(figures.get(0).get("from").asString()).isEqualTo("2026-12-31T23:00:00.000000Z");
        assertThat(figures.get(0).get("to").asString()).isEqualTo("2027-01-15T09:00:00.000000Z");
    }

    @Test
    void setsThresholdsAndShowsThem() throws Exception {
        // given what is shipped
        assertThat(json(get("/api/board-reports/thresholds")).get("version").asString())
                .isEqualTo("chancery-board/1");
        // when
        MvcTestResult set = put("{\"from\":\"2027-Q2\",\"reason\":\"agreed with ann@example.org\",\"thresholds\":"
                + "[{\"indicator\":\"vendor-share\",\"worse\":\"FROM\",\"amber\":\"0.5\",\"red\":\"0.9\"}]}");
        // then
        assertThat(set).hasStatusOk();
        assertThat(log.readStream(BoardCommand.STREAM))
                .extracting(stored -> log.decode(stored).event())
                .singleElement()
                .hasFieldOrPropertyWithValue("reason", "agreed with [EMAIL]");
        JsonNode view = json(get("/api/board-reports/thresholds?quarter=2027-Q3"));
        assertThat(view.get("by").asString()).isEqualTo("secretary");
        assertThat(view.get("late").asBoolean()).isFalse();
        assertThat(view.get("thresholds").get(0).get("red").asString()).isEqualTo("0.9");
        assertThat(json(get("/api/board-reports/thresholds?quarter=2027-Q1"))
                        .get("version")
                        .asString())
                .isEqualTo("chancery-board/1");
    }

    @Test
    void refusesThresholdsThatSayNothingOrTooLate() throws Exception {
        String one = "[{\"indicator\":\"%s\",\"worse\":\"%s\",\"amber\":\"%s\",\"red\":\"%s\"}]";
        refusesThresholds("2026-Q4", one.formatted("vendor-share", "FROM", "0.5", "0.9"), "is over");
        refusesThresholds("2027-Q1", "[]", "Give 'thresholds'");
        refusesThresholds("2027-Q1", one.formatted("luck", "FROM", "1", "2"), "There is no such indicator");
        refusesThresholds("2027-Q1", one.formatted("vendor-share", "BELOW", "1", "0"), "'worse' is FROM");
        refusesThresholds("2027-Q1", one.formatted("vendor-share", "FROM", "0.9", "0.5"), "'red' is better");
        refusesThresholds("2027-Q1", one.formatted("vendor-share", "FROM", "much", "more"), "Send JSON such as");
        assertThat(put("{\"from\":\"2027-Q1\",\"thresholds\":[]}")).hasStatus(400);
        assertThat(log.readStream("board")).isEmpty();
    }

    private void refusesThresholds(String from, String thresholds, String why) throws Exception {
        MvcTestResult result =
                put("{\"from\":\"" + from + "\",\"reason\":\"agreed\",\"thresholds\":" + thresholds + "}");
        assertThat(result).hasStatus(400);
        assertThat(json(result).get("detail").asString()).contains(why);
    }

    @Test
    void nothingIsMadeOrGivenThatTheRecordDoesNotHave() throws Exception {
        // given
        JsonNode status = ready(post("{\"quarter\":\"2026-Q3\"}"));
        journal.away = true;
        // when, then
        assertThat(post("{\"quarter\":\"2026-Q4\"}")).hasStatus(503);
        assertThat(get("/api/board-reports/" + status.get("id").asString() + "/report.pdf"))
                .hasStatus(503);
        assertThat(get("/api/board-reports/00000000-0000-0000-0000-000000000000"))
                .hasStatus(404);
        assertThat(get("/api/board-reports/..%2fx/report.pdf")).hasStatus(404);
    }

    @Test
    void saysThatThereIsNoReportWhoseFileIsGone() throws Exception {
        // given
        String id = ready(post("{\"quarter\":\"2026-Q3\"}")).get("id").asString();
        // when
        Files.delete(issuing.file(id).orElseThrow());
        // then
        assertThat(get("/api/board-reports/" + id + "/report.pdf")).hasStatus(404);
    }

    @Test
    void anErasureLeavesReportsWhichShowNoTexts() throws Exception {
        // given
        JsonNode status = ready(post("{\"quarter\":\"2026-Q3\"}"));
        // when
        ReportsConfiguration.packs(
                        log,
                        log,
                        id -> Optional.empty(),
                        disclosed -> {},
                        text -> text,
                        issuing,
                        Seal.SIGNER,
                        List.of())
                .deleteThoseWithTexts();
        // then
        assertThat(content("/api/board-reports/" + status.get("id").asString() + "/download"))
                .isNotEmpty();
    }

    @Test
    void aPlanIssuesTheQuarterThatWasOver() throws Exception {
        // given
        ScheduledWorks.Maker maker = reports.scheduled();
        SchedulePlan plan = plan(false);
        // when
        maker.check(plan, "secretary");
        Work work = maker.work(plan, new Timetable(plan.when()), JANUARY.instant(), "secretary");
        // then
        assertThat(work.intent("x", "secretary").period()).isEqualTo("2026-Q4 Europe/Berlin");
        assertThatThrownBy(() -> maker.check(plan(true), "secretary")).hasMessageContaining("leave 'scope'");
        // and it is made again from what was kept of it
        BoardOrder order = ((BoardWork) work).order();
        assertThat(BoardOrder.reopened(work.saved())).isEqualTo(order);
    }

    private static SchedulePlan plan(boolean whole) {
        return new SchedulePlan(
                ExportKind.BOARD_REPORT,
                new ScheduleTime(ScheduleCadence.QUARTER, 6, null, "Europe/Berlin"),
                null,
                whole,
                false,
                null,
                List.of(),
                null);
    }
}
