package dev.chancery.reports.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CompleteExport;
import dev.chancery.contracts.command.ExportCommand.DownloadExport;
import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDraftRejected;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.pack.SampleLog;
import dev.chancery.reports.print.Vera;
import dev.chancery.reports.signing.PdfSigner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class WhatIfApiTest {

    private final MemoryLog log = SampleLog.of(60);
    private final List<ExportCommand> recorded = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Issuing issuing;
    private MockMvcTester http;

    @BeforeEach
    void start() {
        ExportJournal journal = new ExportJournal() {
            @Override
            public void before(ExportCommand command) {
                recorded.add(command);
            }

            @Override
            public boolean after(ExportCommand command) {
                return recorded.add(command);
            }
        };
        issuing = new Issuing(journal, folder, false);
        http = MockMvcTester.of(new WhatIfApi(
                issuing,
                log,
                log,
                new DefaultListableBeanFactory().getBeanProvider(PdfSigner.class),
                InstantSource.fixed(Instant.parse("2026-11-29T10:00:00Z"))));
    }

    @AfterEach
    void stop() {
        issuing.close();
    }

    private MvcTestResult post(String body) {
        return http.post()
                .uri("/api/what-ifs")
                .principal(() -> "auditor")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult get(String uri) {
        return http.get().uri(uri).principal(() -> "auditor").exchange();
    }

    private static JsonNode json(MvcTestResult result) throws IOException {
        return JsonMapper.shared()
                .readTree(new String(result.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8));
    }

    private JsonNode ready(MvcTestResult accepted) throws IOException {
        assertThat(accepted).hasStatus(202);
        String uri = "/api/what-ifs/" + json(accepted).path("id").asString();
        await().atMost(Duration.ofMinutes(2))
                .until(() ->
                        !"QUEUED RUNNING".contains(json(get(uri)).path("state").asString()));
        return json(get(uri));
    }

    private static String policy() {
        return SampleLog.DOCUMENT.replace("[\"IBAN_CODE\"]", "[\"EMAIL_ADDRESS\"]");
    }

    private Map<String, byte[]> unzipped(String uri) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(
                new ByteArrayInputStream(get(uri).getResponse().getContentAsByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    @Test
    void givesASimulationAsOneExport() throws Exception {
        // when
        JsonNode status = ready(post("{\"policy\":" + policy() + ",\"quarter\":\"2026-Q4\"}"));
        // then
        assertThat(status.path("state").asString()).isEqualTo("READY");
        assertThat(status.path("title").asString()).startsWith("Simulation");
        JsonNode result = status.path("result");
        assertThat(result.path("simulation").asBoolean()).isTrue();
        assertThat(result.path("tasks").asLong()).isEqualTo(60);
        long affected = result.path("affected").asLong();
        assertThat(affected).isPositive();
        Map<String, byte[]> files = unzipped(status.path("download").asString());
        assertThat(files)
                .containsOnlyKeys(
                        "affected-tasks.csv",
                        "affected-tasks.xlsx",
                        "what-if.json",
                        "policy.json",
                        "README.txt",
                        "report.pdf");
        assertThat(new String(files.get("affected-tasks.csv"), StandardCharsets.UTF_8).lines())
                .hasSize((int) affected + 1)
                .first()
                .asString()
                .contains("as_decided", "simulated");
        assertThat(new String(files.get("policy.json"), StandardCharsets.UTF_8)).isEqualTo(policy());
        assertThat(JsonMapper.shared().readTree(files.get("what-if.json"))).isEqualTo(result);
        assertThat(new String(files.get("README.txt"), StandardCharsets.UTF_8)).contains("Nothing of this happened");
        assertThat(Vera.archive(files.get("report.pdf"))).isEmpty();
        assertThat(Vera.accessibility(files.get("report.pdf"))).isEmpty();
        try (PDDocument pdf = Loader.loadPDF(files.get("report.pdf"))) {
            assertThat(new PDFTextStripper().getText(pdf))
                    .contains("Simulation: what another policy would have decided")
                    .contains("Nothing was", "input rejected", "How far to trust it", "Budgets:")
                    .contains("Nobody signed this document.");
        }
        String id = status.path("id").asString();
        assertThat(recorded.getFirst())
                .isEqualTo(new RequestExport(id, "auditor", null, 0, log.size(), false, ExportKind.WHAT_IF, "2026-Q4"));
        assertThat(recorded.get(1)).isInstanceOf(CompleteExport.class);
        assertThat(recorded.getLast()).isEqualTo(new DownloadExport(id, "auditor"));
    }

    @Test
    void triesAnOpenDraft() throws IOException {
        // given
        log.append(
                "policy-drafts",
                new PolicyDrafted(
                        "d-1",
                        SampleLog.POLICY.version(),
                        List.of(new PolicyChange("/deployments/0/inputPrice", "\"0.25\"", "\"2.50\"")),
                        List.of(),
                        "dearer",
                        "ada",
                        null));
        // when
        JsonNode status = ready(post("{\"draft\":\"d-1\"}"));
        // then
        assertThat(status.path("tried").asString()).isEqualTo("draft d-1 of ada");
        JsonNode cost = status.path("result").path("costs").get(0);
        assertThat(cost.path("would").path("amount").asLong())
                .isGreaterThan(cost.path("was").path("amount").asLong());
        // and a rejected one is not tried
        log.append("policy-drafts", new PolicyDraftRejected("d-1", "no", "bob"));
        assertThat(post("{\"draft\":\"d-1\"}")).hasStatus(400);
        assertThat(post("{\"draft\":\"d-2\"}")).hasStatus(404);
    }

    @Test
    void saysWhatIsWrongWithAPolicyAndWhere() throws IOException {
        // given
        ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(SampleLog.DOCUMENT);
        ((ObjectNode) document.path("deployments").get(0)).put("inputPrice", "cheap");
        ((ObjectNode) document.path("workflows").get(0)).put("gate", "open");
        // when
        MvcTestResult refused = post("{\"policy\":" + document + "}");
        // then
        assertThat(refused).hasStatus(422);
        assertThat(json(refused).path("errors"))
                .extracting(error -> error.path("pointer").asString())
                .contains("/deployments/0/inputPrice", "/workflows/0/gate");
        assertThat(recorded).isEmpty();
    }

    @Test
    void refusesWhatCannotBeTried() throws IOException {
        assertThat(post("{}")).hasStatus(400);
        assertThat(post("{\"policy\":{},\"draft\":\"d-1\"}")).hasStatus(400);
        assertThat(post("{\"policy\":\"text\"}")).hasStatus(400);
        assertThat(post("{\"policy\":" + policy() + ",\"quarter\":\"2999-Q1\"}"))
                .hasStatus(400);
        assertThat(post("{\"policy\":\"" + "x".repeat(5 << 20) + "\"}")).hasStatus(413);
        assertThat(get("/api/what-ifs/none")).hasStatus(404);
        assertThat(get("/api/what-ifs/none/download")).hasStatus(404);
        assertThat(recorded).isEmpty();
    }

    @Test
    void recordsNothingWhereSimulationsCannotBeWritten() throws IOException {
        // given a file where the folder would be
        Files.delete(folder);
        Files.writeString(folder, "no folder");
        // when
        MvcTestResult refused = post("{\"policy\":" + policy() + "}");
        // then
        assertThat(refused).hasStatus(507);
        assertThat(json(refused).path("type").asString()).endsWith(":exports-unwritable");
        assertThat(recorded).isEmpty();
    }

    @Test
    void deletesASimulation() throws IOException {
        // given
        JsonNode status = ready(post("{\"policy\":" + policy() + "}"));
        String uri = "/api/what-ifs/" + status.path("id").asString();
        // then
        assertThat(http.delete().uri(uri).principal(() -> "auditor").exchange()).hasStatus(204);
        assertThat(get(uri)).hasStatus(404);
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
