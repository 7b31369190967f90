package dev.chancery.reports.board;

import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.print.Attachment;
import dev.chancery.reports.print.Attachment.Relationship;
import dev.chancery.reports.print.Press;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.PackJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jspecify.annotations.Nullable;

/** A board's report: a ZIP of the pages, the workbook, the figures and what to do with them. */
final class BoardWork implements Work {

    static final String README = "README.txt";
    static final String PAGES = "report.pdf";
    static final String WORKBOOK = "report.xlsx";
    static final String FIGURES = "figures.json";
    static final String SUMMARY = "summary.json";

    /** What is said of a report that is as it should be; that its figures are right says the verifier. */
    static final String MADE = "MADE";

    private static final int PAGE_COUNT = 4;

    /** How long texts from the record may be: shorter ones until all fits. */
    private static final List<Integer> LENGTHS = List.of(90, 60, 40, 24, 12);

    /** Larger figures are in the ZIP only. */
    private static final int LARGEST_ATTACHMENT = 8 * 1024 * 1024;

    private final EventLog log;
    private final BoardOrder order;
    private final Thresholds thresholds;
    private final ControlStates.@Nullable Source controls;
    private final PdfSigner signer;
    private final long size;

    BoardWork(
            EventLog log,
            BoardOrder order,
            Thresholds thresholds,
            ControlStates.@Nullable Source controls,
            PdfSigner signer) {
        this.log = log;
        this.order = order;
        this.thresholds = thresholds;
        this.controls = controls;
        this.signer = signer;
        this.size = Checkpoint.parse(order.checkpoint()).size();
    }

    BoardOrder order() {
        return order;
    }

    @Override
    public RequestExport intent(String id, String actor) {
        return new RequestExport(id, actor, null, 0, size, false, ExportKind.BOARD_REPORT, order.period());
    }

    @Override
    public String extension() {
        return ".zip";
    }

    @Override
    public String mediaType() {
        return "application/zip";
    }

    @Override
    public long total() {
        return size;
    }

    @Override
    public String saved() {
        return order.saved();
    }

    @Override
    public Written write(Path target, LongConsumer progress) throws IOException {
        ControlStates found =
                controls == null ? null : controls.find(order.asked()).orElse(null);
        BoardReport report = BoardReport.of(new BoardReader(log, order).read(thresholds, found, progress));
        byte[] figures = PackJson.writeFigures(report.facts().sheets().stream()
                .flatMap(sheet -> sheet.all().stream())
                .map(FigureClaim::of)
                .toList());
        byte[] workbook = BoardWorkbook.of(report);
        byte[] summary = BoardSummary.of(report).json();
        progress.accept(0);
        byte[] pages = signer.sign(print(report, figures, progress), order.asked());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            entry(zip, README, readme());
            entry(zip, PAGES, pages);
            entry(zip, WORKBOOK, workbook);
            entry(zip, FIGURES, figures);
            entry(zip, SUMMARY, summary);
        }
        progress.accept(0);
        return new Written(MADE, List.of());
    }

    private byte[] print(BoardReport report, byte[] figures, LongConsumer progress) throws IOException {
        List<Attachment> attachments = figures.length > LARGEST_ATTACHMENT
                ? List.of()
                : List.of(new Attachment(
                        FIGURES,
                        "application/json",
                        "all figures of the quarters that are told, to be recomputed",
                        Relationship.DATA,
                        figures));
        for (int most : LENGTHS) {
            byte[] pdf = Press.print(BoardPages.of(report, signer.statement(), attachments, most));
            progress.accept(0);
            if (pages(pdf) == PAGE_COUNT) {
                return pdf;
            }
        }
        throw new IOException("The report does not fit on " + PAGE_COUNT + " pages");
    }

    private static int pages(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getNumberOfPages();
        }
    }

    private byte[] readme() throws IOException {
        try (InputStream in = Objects.requireNonNull(BoardWork.class.getResourceAsStream("README.txt"), "README.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{quarter}", order.name())
                    .replace("{size}", String.valueOf(size))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // Two seconds after the first instant that a ZIP knows: that one itself would get a field with the zone's
        // offset.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0, 2));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** One of the files of a report; empty when an earlier release made it, and there was no such file. */
    static Optional<byte[]> file(Path report, String name) throws IOException {
        try (ZipFile zip = new ZipFile(report.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            return entry == null
                    ? Optional.empty()
                    : Optional.of(zip.getInputStream(entry).readAllBytes());
        }
    }

    /** One of the files of a report. */
    static byte[] part(Path report, String name) throws IOException {
        try (ZipFile zip = new ZipFile(report.toFile());
                InputStream in = zip.getInputStream(Objects.requireNonNull(zip.getEntry(name), name))) {
            return in.readAllBytes();
        }
    }
}
