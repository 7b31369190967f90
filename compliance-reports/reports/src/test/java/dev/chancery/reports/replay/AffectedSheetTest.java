package dev.chancery.reports.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.verifier.check.WhatIf.Affected;
import dev.chancery.verifier.check.WhatIf.Course;
import dev.chancery.verifier.check.WhatIf.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AffectedSheetTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream csv = new ByteArrayOutputStream();
    private final ByteArrayOutputStream xlsx = new ByteArrayOutputStream();

    private void write(int rows, String tool) throws IOException {
        Side was = new Side(Course.DELIVERED, "cloud/small", null, new Micros(-1_500_000, Currency.getInstance("EUR")));
        try (AffectedSheet sheet = new AffectedSheet(csv, xlsx, "Simulation")) {
            for (int i = 0; i < rows; i++) {
                sheet.add(new Affected(
                        i,
                        Instant.parse("2026-11-05T10:00:00Z"),
                        new TaskId("t-" + i),
                        new AgentId("clerk"),
                        new WorkflowId("support"),
                        TaskKind.INFERENCE,
                        tool,
                        was,
                        new Side(Course.UNKNOWN, null, null, null),
                        true));
            }
        }
    }

    private String sheet() throws IOException {
        Path book = Files.write(folder.resolve("book.xlsx"), xlsx.toByteArray());
        try (ZipFile zip = new ZipFile(book.toFile())) {
            return new String(
                    zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }

    @Test
    void givesNoFormulaAndNoControlCharacterOut() throws IOException {
        // when
        write(1, "=cmd|'/c calc'!A1\u0007\"x");
        // then
        assertThat(csv.toString(StandardCharsets.UTF_8).lines().toList().get(1))
                .contains("\"'=cmd|'/c calc'!A1\uFFFD\"\"x\"")
                .contains(",-1.500000,")
                .contains("\"UNKNOWN\",,,,\"EUR\"");
        assertThat(sheet()).contains("=cmd|").doesNotContain("<f>", "\u0007").contains("<v>-1.5");
    }

    @Test
    void writesARowForEachTaskAlsoWhereManyAreFlushed() throws IOException {
        // when
        write(2_500, "crm/find");
        // then
        assertThat(csv.toString(StandardCharsets.UTF_8).lines()).hasSize(2_501);
        assertThat(sheet().split("<row ", -1)).hasSize(2_502);
    }
}
