package dev.chancery.reports.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.ModelEvent.ModelVersionSeen;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.folds.figure.Figure;
import dev.chancery.reports.issue.Work.Written;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.print.Vera;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.SigningSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardWorkTest {

    private static final SigningSettings SETTINGS =
            new SigningSettings(null, null, null, null, null, Duration.ofSeconds(5));
    private static final byte[] OWN = SigningKey.fresh(MemoryLog.ORIGIN, Instant.parse("2026-07-01T00:00:00Z"));
    static final PdfSigner SIGNER =
            new PdfSigner(SigningKey.of(SETTINGS, () -> OWN), SETTINGS, HttpClient.newHttpClient());

    private static final String HOSTILE = "=HYPERLINK(\"http://x\") <script>alert(1)</script> \u0007\u202Egnp.exe "
            + "W".repeat(300) + " Z\u0300\u0301\u0302\u0303 \u4E2D\u6587";

    @TempDir
    private Path folder;

    private Path write(MemoryLog log, BoardOrder order) throws IOException {
        return write(log, order, null, "report");
    }

    private Path write(MemoryLog log, BoardOrder order, ControlStates.Source controls, String name) throws IOException {
        Path file = folder.resolve(name + ".zip");
        AtomicLong done = new AtomicLong();
        BoardWork work = new BoardWork(
                log, order, Thresholds.of(log, log.size(), order.quarter(), order.from()), controls, SIGNER);
        Written written = work.write(file, done::addAndGet);
        assertThat(written).isEqualTo(new Written("MADE", List.of()));
        assertThat(done.get()).isEqualTo(work.total()).isEqualTo(log.size());
        return file;
    }

    static Optional<ControlStates> controls(Instant at) {
        TreeMap<ControlState, List<String>> states = new TreeMap<>();
        states.put(ControlState.FAILING, List.of("bias check"));
        states.put(ControlState.NO_EVIDENCE, List.of("risk register", "impact assessment", "workers told"));
        states.put(ControlState.STALE, List.of("ai literacy"));
        states.put(
                ControlState.SATISFIED,
                List.of("task outcomes", "oversight assigned", "outputs reviewed", "log retention", "incident clocks"));
        return Optional.of(new ControlStates(at, 240, states));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    /** The pages as text, each for itself. */
    private static List<String> pages(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFTextStripper stripper = new PDFTextStripper();
            String[] pages = new String[document.getNumberOfPages()];
            for (int i = 0; i < pages.length; i++) {
                stripper.setStartPage(i + 1);
                stripper.setEndPage(i + 1);
                pages[i] = stripper.getText(document);
            }
            return Arrays.asList(pages);
        }
    }

    private static void show(byte[] pdf, String name) throws IOException {
        Path pictures = Files.createDirectories(Path.of("target", "print"));
        Files.write(pictures.resolve(name + ".pdf"), pdf);
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFRenderer renderer = new PDFRenderer(document);
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                for (ImageType type : List.of(ImageType.RGB, ImageType.GRAY)) {
                    BufferedImage image = renderer.renderImageWithDPI(page, 90, type);
                    String file = name + "-" + (page + 1) + (type == ImageType.GRAY ? "-grey" : "") + ".png";
                    ImageIO.write(image, "png", pictures.resolve(file).toFile());
                }
            }
        }
    }

    @Test
    void fourPagesAndAWorkbookAndFiguresInOneFile() throws Exception {
        // given
        MemoryLog log = Company.twoQuarters();
        // when
        Path report = write(log, Company.order(log), BoardWorkTest::controls, "report");
        byte[] pdf = BoardWork.part(report, BoardWork.PAGES);
        show(pdf, "board");
        List<String> pages = pages(pdf);
        // then
        assertThat(pages).hasSize(4);
        assertThat(pages.get(0)).contains("Board report 2026-Q4", "Decisions requested", "leak (position");
        assertThat(pages.get(1)).contains("Risk posture", "High-risk, overseen", "bias check");
        assertThat(pages.get(2)).contains("Value", "64.00 USD", "64.00 of 80.00 USD");
        assertThat(pages.get(3)).contains("Capability", "Maturity: level 1 of 4", "About this document", "Self-signed");
        assertThat(text(pdf)).doesNotContain("\uFFFD");
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        assertThat(new String(BoardWork.part(report, BoardWork.README), StandardCharsets.UTF_8))
                .contains("Board report 2026-Q4", "the first " + log.size() + " events");
    }

    @Test
    void hostileTextsAndFiveHundredSystemsStillFitOnFourPages() throws Exception {
        // given
        MemoryLog log = Company.twoQuarters().at("2026-11-20T10:00:00Z");
        for (int i = 0; i < 500; i++) {
            String system = "s-" + "X".repeat(150) + i;
            log.add("ai-system/" + system, Company.registered(system, HOSTILE));
            if (i % 3 == 0) {
                log.add(
                        "ai-system/" + system,
                        Company.classified(system, RiskClass.values()[i % RiskClass.values().length]));
            }
        }
        for (int i = 0; i < 40; i++) {
            String workflow = "w-" + "Y".repeat(180) + i;
            log.add("workflow/" + workflow, new WorkflowRegistered(new WorkflowId(workflow), HOSTILE, Gate.SHADOW));
            Company.task(log, "h-" + i, workflow, 7_654_321, new OutputReleased(Gate.AUTONOMOUS, null));
            log.add(
                    "bias/workflow/" + workflow,
                    Company.checked(workflow, HOSTILE, -0.3 - i / 100.0, -0.5 - i / 100.0, 0.2),
                    Company.finding(workflow, "2026-12-01T00:00:00Z"));
            log.add("model/m" + i, new ModelVersionSeen("d".repeat(190) + i, HOSTILE, new TaskId("h-" + i)));
            log.add("incident/i" + i, Company.incident("i" + "V".repeat(150) + i, "2026-11-25T00:00:00Z"));
        }
        ControlStates.Source everything = at -> {
            TreeMap<ControlState, List<String>> all = new TreeMap<>();
            all.put(ControlState.FAILING, Collections.nCopies(17, "post market monitoring"));
            return Optional.of(new ControlStates(at, 240, all));
        };
        // when
        Path report = write(log, Company.order(log), everything, "hostile");
        byte[] pdf = BoardWork.part(report, BoardWork.PAGES);
        show(pdf, "board-hostile");
        // then
        assertThat(pages(pdf)).hasSize(4);
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        Workbooks book = Workbooks.read(BoardWork.part(report, BoardWork.WORKBOOK));
        assertThat(book.formulas()).isZero();
    }

    @Test
    void aQuietQuarterHasFourPagesAndSaysThatThereIsNothing() throws Exception {
        // given
        MemoryLog log = Company.begun();
        // when
        byte[] pdf = BoardWork.part(
                write(log, Company.order(log, new Quarter(2026, 3), "2026-10-01T00:00:00Z")), BoardWork.PAGES);
        show(pdf, "board-quiet");
        // then
        assertThat(pages(pdf)).hasSize(4);
        assertThat(text(pdf))
                .contains("No decision is requested", "looked at were prohibited and unclassified systems")
                .contains("which began on 2026-07-02", "The log knows of no quarter before this one")
                .contains("The read models did not answer")
                .doesNotContain("There is nothing to show");
        assertThat(Vera.accessibility(pdf)).isEmpty();
    }

    @Test
    void aQuarterThatIsNotOverSaysSoOnEachPage() throws Exception {
        // given
        MemoryLog log = Company.twoQuarters();
        // when
        byte[] pdf = BoardWork.part(
                write(log, Company.order(log, new Quarter(2026, 4), "2026-12-02T10:00:00Z")), BoardWork.PAGES);
        // then
        assertThat(pages(pdf)).hasSize(4).allMatch(page -> page.contains("2026-Q4 to date"));
    }

    @Test
    void fiveQuartersMakeATrend() throws Exception {
        // given
        MemoryLog log = Company.begun();
        for (String month : List.of("2026-08", "2026-11", "2027-02", "2027-05", "2027-08")) {
            log.at(month + "-10T10:00:00Z");
            for (int i = 0; i < 20; i++) {
                String id = month + "-" + i;
                Company.task(
                        log,
                        id,
                        "letters",
                        1_234_567L * (i + log.size() % 7),
                        new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE),
                        new ReviewTimed("ann", null, 20_000L),
                        new OutputApproved("ann", "fine"));
                log.add("task/" + id, Company.verdict(i % 5 != 0));
            }
        }
        // when
        byte[] pdf = BoardWork.part(
                write(
                        log,
                        Company.order(log, new Quarter(2027, 3), "2027-10-05T10:00:00Z"),
                        BoardWorkTest::controls,
                        "five"),
                BoardWork.PAGES);
        show(pdf, "board-five");
        // then
        assertThat(pages(pdf)).hasSize(4);
        assertThat(pages(pdf).get(2)).contains("2027-Q2");
    }

    @Test
    void theSameLogGivesTheSamePages() throws Exception {
        // given
        MemoryLog log = Company.twoQuarters();
        BoardOrder order = Company.order(log);
        // when
        Path one = write(log, order, null, "one");
        Path other = write(log, order, null, "other");
        // then
        assertThat(BoardWork.part(one, BoardWork.FIGURES)).isEqualTo(BoardWork.part(other, BoardWork.FIGURES));
        assertThat(text(BoardWork.part(one, BoardWork.PAGES))).isEqualTo(text(BoardWork.part(other, BoardWork.PAGES)));
    }

    @Test
    void theWorkbookHasEveryFigureAsANumberOfItsUnit() throws Exception {
        // given
        MemoryLog log = Company.twoQuarters();
        BoardReport report = Company.report(log, Company.order(log));
        List<Figure> figures = report.facts().sheets().stream()
                .flatMap(sheet -> sheet.all().stream())
                .toList();
        // when
        Workbooks book = Workbooks.read(BoardWorkbook.of(report));
        List<List<Workbooks.Cell>> rows = book.rows("Figures");
        // then
        assertThat(book.sheets()).containsExactly("Summary", "Figures", "Decisions", "Restated", "Maturity", "About");
        assertThat(rows).hasSize(figures.size() + 1);
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            List<Workbooks.Cell> row = rows.get(i + 1);
            assertThat(row.get(0).value()).isEqualTo(String.valueOf(i + 1));
            assertThat(row.get(2).value()).isEqualTo(figure.measure().id());
            if (figure.value() != null) {
                assertThat(row.get(6).type()).isEqualTo("n");
                assertThat(new BigDecimal(row.get(6).value())).isEqualByComparingTo(figure.value());
            }
            if (figure.of() != null) {
                assertThat(new BigDecimal(row.get(7).value())).isEqualByComparingTo(figure.of());
            }
        }
        assertThat(of(rows, "cost.total").get(6).format()).isEqualTo("#,##0.00#### \"USD\"");
        assertThat(of(rows, "tasks.opened").get(6).format()).isEqualTo("#,##0");
        assertThat(of(rows, "reviews.approved").get(8).format()).isEqualTo("0.0%");
        assertThat(of(rows, "reviews.approved").get(8).value()).startsWith("0.96875");
        assertThat(book.rows("Restated")).hasSize(report.restated().size() + 1);
        assertThat(book.rows("Decisions")).hasSize(report.requests().size() + 1);
    }

    private static List<Workbooks.Cell> of(List<List<Workbooks.Cell>> rows, String id) {
        return rows.stream()
                .filter(row -> row.get(2).value().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
