package dev.chancery.reports.print;

import static dev.chancery.reports.print.SampleDocument.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.reports.print.Block.Bullets;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Figure;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart.Bar;
import dev.chancery.reports.print.Chart.Bars;
import dev.chancery.reports.print.Chart.Interval;
import dev.chancery.reports.print.Chart.Intervals;
import dev.chancery.reports.print.Chart.Lines;
import dev.chancery.reports.print.Chart.Point;
import dev.chancery.reports.print.Chart.Series;
import dev.chancery.reports.print.Chart.Shares;
import dev.chancery.reports.print.Chart.Value;
import dev.chancery.reports.print.PrintDocument.Section;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class PressTest {

    private static final PrintDocument SAMPLE = SampleDocument.of("Nobody signs this sample.");

    /** Written so that nothing is invisible here either. */
    private static final String HOSTILE =
            "<script>alert(1)</script><img src='file:///etc/passwd'/> &amp; ]]> \u0000\u0007 \u202Egnp.exe\u202C "
                    + "\u200B\uFEFF \uD800 Z\u0300\u0301\u0302\u0303\u0304\u0305 \u4E2D\u6587 \uD83D\uDE00 "
                    + "}</style><style>*{display:none} url(http://127.0.0.1:9/x) \u2028\u2029 \uE000";

    @Test
    void veraPdfAcceptsASampleWithEveryElement() throws Exception {
        // given
        byte[] pdf = Press.print(SAMPLE);

        // when, then
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
    }

    @Test
    void veraPdfSeesWhenAChartHasNoWords() throws Exception {
        // given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument pdf = Loader.loadPDF(Press.print(SAMPLE))) {
            figures(pdf).forEach(figure -> figure.removeItem(COSName.ALT));
            pdf.save(out);
        }

        // when, then
        assertThat(Vera.accessibility(out.toByteArray())).isNotEmpty();
    }

    @Test
    void printsTheSameBytesTwice() throws Exception {
        // given
        byte[] first = Press.print(SAMPLE);
        // In the next second, since that is what dates in a PDF are told by.
        Instant next = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (Instant.now().isBefore(next)) {
            LockSupport.parkNanos(10_000_000);
        }

        // when
        byte[] second = Press.print(SampleDocument.of("Nobody signs this sample."));

        // then
        assertThat(second).isEqualTo(first);
        assertThat(Press.print(SampleDocument.of("Someone signs this sample."))).isNotEqualTo(first);
    }

    @Test
    void saysWhatItIsAndHasBookmarksAndFontsAndAttachments() throws Exception {
        // given
        try (PDDocument pdf = Loader.loadPDF(Press.print(SAMPLE))) {
            // when
            List<String> bookmarks = new ArrayList<>();
            for (PDOutlineItem item :
                    pdf.getDocumentCatalog().getDocumentOutline().children()) {
                bookmarks.add(item.getTitle());
            }
            var files = pdf.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            PDComplexFileSpecification figures = files.get("figures.json");

            // then
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Board report 2026-Q4");
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("en");
            assertThat(bookmarks).containsExactly("Decisions requested", "Trends", "Inventory", "About this document");
            assertThat(files).containsOnlyKeys("figures.json", "notes.csv");
            assertThat(figures.getEmbeddedFile().toByteArray()).asString().isEqualTo("{\"figures\":[]}");
            assertThat(figures.getCOSObject().getNameAsString("AFRelationship")).isEqualTo("Data");
            for (PDPage page : pdf.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    PDFont font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).isTrue();
                    assertThat(font.getName()).contains("+NotoSans");
                }
            }
        }
    }

    @Test
    void everyPageSaysWhichItIsAndWhenAndFromWhatItWasMade() throws Exception {
        // given
        try (PDDocument pdf = Loader.loadPDF(Press.print(SAMPLE))) {
            int pages = pdf.getNumberOfPages();

            // when, then
            assertThat(pages).isBetween(4, 8);
            for (int i = 1; i <= pages; i++) {
                assertThat(text(pdf, i))
                        .contains("Page " + i + " of " + pages)
                        .contains("2026-11-05 11:00:07 UTC+01:00 (Europe/Madrid)")
                        .contains("chancery.example/record");
            }
        }
    }

    @Test
    void chartsAreSaidInWords() throws Exception {
        // given
        try (PDDocument pdf = Loader.loadPDF(Press.print(SAMPLE))) {
            // when
            List<String> said =
                    figures(pdf).stream().map(f -> f.getString(COSName.ALT)).toList();

            // then
            assertThat(said).hasSize(5);
            assertThat(said.getFirst())
                    .startsWith("Line chart, Cost for each task by tier, in EUR: Premium 2025-Q4 0.081")
                    .contains("Embedded 2025-Q4 0.004, 2026-Q1 no value");
            assertThat(said.get(4)).contains("reference four fifths").contains("Women 0.98 (0.94 to 1.02)");
        }
    }

    @Test
    void chartsOfNothingAndOfExtremesAreDrawnToo() throws Exception {
        // given
        Value most = value("1e15", "1e15");
        Value least = value("-1e15", "-1e15");
        byte[] bytes = Press.print(SampleDocument.with(
                new Figure(new Lines("No lines", "", List.of(), List.of())),
                new Figure(new Lines("No values", "", List.of("Q1"), List.of(new Series("s", List.of(Point.none()))))),
                new Figure(new Lines(
                        "One", "", List.of("Q1"), List.of(new Series("s", List.of(Point.of(-1e15, "least")))))),
                new Figure(new Bars("No bars", "", List.of())),
                new Figure(new Bars("Zero", "", List.of(new Bar("zero", value("0", "0"))))),
                new Figure(new Bars("Extremes", "", List.of(new Bar("most", most), new Bar("least", least)))),
                new Figure(new Shares("No parts", "", List.of(), List.of())),
                new Figure(new Intervals("No intervals", "", Point.none(), List.of())),
                new Figure(new Intervals(
                        "Extremes", "", Point.of(0, "zero"), List.of(new Interval("all", least, least, most))))));

        // when, then
        assertThat(Vera.archive(bytes)).isEmpty();
        assertThat(Vera.accessibility(bytes)).isEmpty();
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            picture(pdf, "odd");
            assertThat(figures(pdf)).hasSize(9);
            assertThat(figures(pdf).getFirst().getString(COSName.ALT)).contains("there is nothing to show");
        }
        assertThatThrownBy(() -> value("1.1e15", "more")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Point.of(Double.NaN, "no number")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hostileTextsAreTextAndWhatCannotBeSeenIsShown() throws Exception {
        // given
        PrintDocument document = new PrintDocument(
                HOSTILE,
                HOSTILE,
                HOSTILE,
                SampleDocument.MADE,
                HOSTILE,
                List.of(Section.of(
                        HOSTILE,
                        new Paragraph(HOSTILE),
                        new Bullets(List.of(HOSTILE)),
                        new KeyFigures(List.of(new KeyFigure(HOSTILE, HOSTILE, HOSTILE, State.RED, HOSTILE))),
                        new Table(
                                HOSTILE,
                                List.of(new Column(HOSTILE, 1, false)),
                                List.of(List.of(new Cell(HOSTILE, State.AMBER)))),
                        new Figure(new Bars(HOSTILE, HOSTILE, List.of(new Bar(HOSTILE, value("1", HOSTILE))))))),
                List.of(new Attachment(
                        "a.txt", "text/plain", HOSTILE, Attachment.Relationship.UNSPECIFIED, new byte[] {1})));

        // when
        byte[] bytes = Press.print(document);

        // then
        assertThat(Vera.archive(bytes)).isEmpty();
        assertThat(Vera.accessibility(bytes)).isEmpty();
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            picture(pdf, "hostile");
            String text = text(pdf, 1).replaceAll("\\s+", " ");
            assertThat(text)
                    .contains("<script>alert(1)</script>")
                    .contains("src='file:///etc/passwd'/> &amp; ]]>")
                    .contains("\uFFFDgnp.exe\uFFFD")
                    .contains("*{display:none}")
                    .doesNotContain("\u202E", "\u200B", "\u4E2D");
            assertThat(pdf.getNumberOfPages()).isLessThan(4);
            assertThat(figures(pdf)).hasSize(1);
        }
    }

    @Test
    void longTextsAndLongTablesAreCutAndItIsSaid() throws Exception {
        // given
        String word = "x".repeat(20_000);
        List<List<Cell>> rows = Collections.nCopies(700, List.of(Cell.of("row"), Cell.of(word)));

        // when
        byte[] bytes = Press.print(SampleDocument.with(
                new Paragraph(word),
                new Table("Rows", List.of(new Column("A", 1, false), new Column("B", 1, true)), rows)));

        // then
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            String text = new PDFTextStripper().getText(pdf);
            assertThat(text).contains("500 of 700 rows are printed, the first ones.");
            assertThat(text).contains("501 texts are cut where they end with an ellipsis.");
        }
    }

    @Test
    void aDocumentOfManyLongTablesHasABoundToo() throws Exception {
        // given
        Table table = new Table(
                "Rows", List.of(new Column("A", 1, false)), Collections.nCopies(600, List.of(Cell.of("row"))));

        // when
        byte[] bytes = Press.print(SampleDocument.with(table, table, table, table, table, table));

        // then
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            String text = new PDFTextStripper().getText(pdf);
            assertThat(text.split("500 of 600 rows", -1)).hasSize(5);
            assertThat(text.split("0 of 600 rows are printed", -1)).hasSize(7);
        }
    }

    @Test
    void nothingIsPrintedWithoutAHeadingOrWithFilesOfOneName() {
        assertThatThrownBy(() -> Section.of(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Attachment("../a", "text/plain", "", Attachment.Relationship.DATA, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        Attachment one = new Attachment("a", "text/plain", "", Attachment.Relationship.DATA, new byte[0]);
        assertThatThrownBy(
                        () -> new PrintDocument("t", "s", "l", SampleDocument.MADE, "", List.of(), List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The pictures are for whoever changes how something looks; the test is that no page is empty. */
    @Test
    void noPageIsEmptyInColourOrInGrey() throws Exception {
        try (PDDocument pdf = Loader.loadPDF(Press.print(SAMPLE))) {
            for (BufferedImage page : picture(pdf, "sample")) {
                assertThat(ink(page)).isGreaterThan(500);
            }
        }
    }

    private static List<BufferedImage> picture(PDDocument pdf, String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "print"));
        List<BufferedImage> pictures = new ArrayList<>();
        PDFRenderer renderer = new PDFRenderer(pdf);
        for (int i = 0; i < pdf.getNumberOfPages(); i++) {
            for (ImageType type : List.of(ImageType.RGB, ImageType.GRAY)) {
                BufferedImage picture = renderer.renderImageWithDPI(i, 90, type);
                ImageIO.write(
                        picture,
                        "png",
                        folder.resolve(name + "-" + (i + 1) + "-" + type + ".png")
                                .toFile());
                pictures.add(picture);
            }
        }
        return pictures;
    }

    private static int ink(BufferedImage picture) {
        int dark = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                dark += (picture.getRGB(x, y) & 0xFF) < 128 ? 1 : 0;
            }
        }
        return dark;
    }

    private static String text(PDDocument pdf, int page) throws IOException {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        return stripper.getText(pdf);
    }

    private static List<COSDictionary> figures(PDDocument pdf) {
        List<COSDictionary> figures = new ArrayList<>();
        collect(pdf.getDocumentCatalog().getStructureTreeRoot().getCOSObject().getDictionaryObject(COSName.K), figures);
        return figures;
    }

    private static void collect(COSBase kid, List<COSDictionary> figures) {
        if (kid instanceof COSObject reference) {
            collect(reference.getObject(), figures);
        } else if (kid instanceof COSArray kids) {
            kids.forEach(each -> collect(each, figures));
        } else if (kid instanceof COSDictionary element) {
            if ("Figure".equals(element.getNameAsString(COSName.S))) {
                figures.add(element);
            }
            collect(element.getDictionaryObject(COSName.K), figures);
        }
    }
}
