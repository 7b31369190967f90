package dev.chancery.query.web.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XlsxSheetTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private XlsxFile written(String name, List<Object> row) throws Exception {
        XlsxSheet sheet = new XlsxSheet(out, name);
        sheet.header(Collections.nCopies(row.size(), "column"));
        sheet.row(row);
        sheet.note("These are not all.");
        sheet.end(List.of(Map.entry("rows", 1), Map.entry("at", Instant.EPOCH)));
        return XlsxFile.read(out.toByteArray());
    }

    @Test
    void theHeaderStaysWhereItIs() throws Exception {
        assertThat(written("tasks", List.of("x")).xml("xl/worksheets/sheet1.xml"))
                .containsPattern("<pane [^>]*ySplit=\"1\"[^>]*state=\"frozen\"");
    }

    @Test
    void numbersAndDatesAreNumbersWithTheirForm() throws Exception {
        // when
        XlsxFile file = written(
                "x",
                List.of(
                        42,
                        new BigDecimal("-1.500000"),
                        LocalDate.of(2027, 12, 2),
                        Instant.parse("2026-11-20T12:00:00Z"),
                        true));

        // then
        assertThat(file.cell(1, "A2")).isEqualTo("n 42");
        assertThat(file.cell(1, "B2")).isEqualTo("n -1.500000");
        assertThat(file.cell(1, "C2")).isEqualTo("n 46723.0");
        assertThat(file.cell(1, "D2")).isEqualTo("n 46346.5");
        assertThat(file.cell(1, "E2")).isEqualTo("b 1");
        assertThat(file.format("B2")).isEqualTo("0.00####");
        assertThat(file.format("C2")).isEqualTo("yyyy\\-mm\\-dd");
        assertThat(file.format("D2")).isEqualTo("yyyy\\-mm\\-dd\\Thh:mm:ss\\Z");
    }

    @Test
    void textsAreTextsWhateverTheyBeginWith() throws Exception {
        // given
        List<Object> texts = List.of("=cmd|' /C calc'!A0", "<b>&\"x\"</b>", "a\nb", "你好 🙂", "a\u0001b");

        // when
        XlsxFile file = written("x", texts);

        // then
        assertThat(List.of("A2", "B2", "C2", "D2").stream().map(cell -> file.cell(1, cell)))
                .containsExactly(
                        "inlineStr =cmd|' /C calc'!A0", "inlineStr <b>&\"x\"</b>", "inlineStr a\nb", "inlineStr 你好 🙂");
        assertThat(file.cell(1, "E2")).isEqualTo("inlineStr ab");
        assertThat(file.xml("xl/worksheets/sheet1.xml")).doesNotContain("<f>");
    }

    @Test
    void whatASpreadsheetCannotKeepIsAText() throws Exception {
        // when
        XlsxFile file = written(
                "x",
                List.of(
                        9_007_199_254_740_993L,
                        Double.NaN,
                        Instant.MAX,
                        LocalDate.of(1789, 7, 14),
                        1_000_000_000_000_000_000L));

        // then
        assertThat(file.cell(1, "A2")).isEqualTo("inlineStr 9007199254740993");
        assertThat(file.cell(1, "B2")).isEqualTo("inlineStr NaN");
        assertThat(file.cell(1, "C2")).isEqualTo("inlineStr " + Instant.MAX);
        assertThat(file.cell(1, "D2")).isEqualTo("inlineStr 1789-07-14");
        assertThat(file.cell(1, "E2")).isEqualTo("n 1000000000000000000");
    }

    @Test
    void aLongTextSaysThatItIsCutOff() throws Exception {
        // when
        String cell = written("x", List.of("🙂".repeat(20_000))).cell(1, "A2").replace("inlineStr ", "");

        // then
        assertThat(cell).hasSizeBetween(XlsxSheet.LONGEST - 1, XlsxSheet.LONGEST);
        assertThat(cell).contains("🙂 … (cut off: 40000 characters");
    }

    @Test
    void aSheetHasASafeName() throws Exception {
        assertThat(written("a/b:c[d]?*\\e that is longer than thirty-one", List.of("x"))
                        .sheets())
                .containsExactly("a-b-c-d----e that is longer tha", "about")
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(31));
    }

    @Test
    void nothingIsAnEmptyCellAndNotesStandInTheLastRowAndOnTheSecondSheet() throws Exception {
        // when
        XlsxFile file = written("x", Arrays.asList(null, "there"));

        // then
        assertThat(file.cell(1, "A2")).isEmpty();
        assertThat(file.cell(1, "A3")).isEqualTo("inlineStr These are not all.");
        assertThat(file.cell(2, "A1")).isEqualTo("inlineStr rows");
        assertThat(file.cell(2, "B1")).isEqualTo("n 1");
    }

    @Test
    void rowsLeaveWhileOthersAreWritten() throws IOException {
        // given
        XlsxSheet sheet = new XlsxSheet(out, "x");
        sheet.header(List.of("n", "text"));

        // when each text is another, so that what is kept of it would grow
        for (int n = 0; n < 50_000; n++) {
            sheet.row(List.of(n, "a text of row " + n * 7_919L + " " + n * 104_729L));
        }
        int before = out.size();
        sheet.end(List.of());

        // then
        assertThat(before).isGreaterThan(out.size() * 8 / 10);
    }

    @Test
    void allRowsOfAFileFitOnASheet() {
        assertThat(Exports.MOST + 2).isLessThanOrEqualTo(XlsxSheet.ROWS);
    }
}
