package dev.chancery.query.web.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CsvSheetTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CsvSheet sheet = new CsvSheet(out);
    private final Values values = new Values(JsonMapper.shared());

    private String written() throws IOException {
        sheet.end(List.of());
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=cmd|' /C calc'!A0",
                "+1+cmd",
                "-2+3",
                "@SUM(A1)",
                "  =1+1",
                "\t=1",
                "\r=1",
                "\n=1",
                "＝1+1",
                "=HYPERLINK(\"http://x\";\"y\")",
                "-"
            })
    void noTextIsAFormula(String text) throws IOException {
        // when
        sheet.row(List.of(text));

        // then
        String cell =
                written().replaceAll("\r\n$", "").replaceAll("^\"|\"$", "").replace("\"\"", "\"");
        assertThat(cell).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1.5", "+3", "a-b", "a=b", "me@example.org", "'quoted'", "0042"})
    void otherTextsStayAsTheyAre(String text) throws IOException {
        // when
        sheet.row(List.of(text));

        // then
        assertThat(written()).isEqualTo(text + "\r\n");
    }

    @Test
    void quotesCommasAndLinesStayInTheirCell() throws IOException {
        // when
        sheet.row(List.of("a \"b\" c", "d,e", "f\r\ng", " h ", "Ünïcode 你好 🙂"));

        // then
        assertThat(written()).isEqualTo("\"a \"\"b\"\" c\",\"d,e\",\"f\r\ng\",\" h \",Ünïcode 你好 🙂\r\n");
    }

    @Test
    void nothingIsEmptyAndAnEmptyTextIsQuoted() throws IOException {
        // when
        sheet.row(values.plain(Arrays.asList(null, "", List.of())));

        // then
        assertThat(written()).isEqualTo(",\"\",\r\n");
    }

    @Test
    void valuesAreOfTheirKind() throws IOException {
        // when
        sheet.row(values.plain(List.of(
                -7,
                9_007_199_254_740_993L,
                0.25,
                new BigDecimal("0.000001"),
                true,
                LocalDate.of(2027, 12, 2),
                Instant.parse("2026-11-20T10:00:00.123456Z"),
                DayOfWeek.MONDAY,
                List.of("a", "b"),
                List.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                List.of(Map.of("k", 1)),
                Map.of())));

        // then
        assertThat(written())
                .isEqualTo("-7,9007199254740993,0.25,0.000001,true,2027-12-02,2026-11-20T10:00:00.123456Z,MONDAY,"
                        + "\"a; b\",\"MONDAY; FRIDAY\",\"[{\"\"k\"\":1}]\",{}\r\n");
    }

    @Test
    void aNoteIsARowOfAsManyCells() throws IOException {
        // when
        sheet.header(List.of("a", "b", "c"));
        sheet.row(Collections.nCopies(3, 1));
        sheet.note("These are not all.");

        // then
        assertThat(written()).isEqualTo("a,b,c\r\n1,1,1\r\nThese are not all.,,\r\n");
    }
}
