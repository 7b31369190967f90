package dev.chancery.reports.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.TaskCommand.ExplainTask;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.pack.SampleLog;
import dev.chancery.reports.print.Vera;
import dev.chancery.reports.signing.PdfSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplanationApiTest {

    private final MemoryLog log = SampleLog.of(12);
    private final List<ExplainTask> recorded = new ArrayList<>();
    private boolean away;
    private final MockMvcTester http = MockMvcTester.of(new ExplanationApi(
            log,
            log,
            () -> List.of("desk", "other"),
            this::record,
            new DefaultListableBeanFactory().getBeanProvider(PdfSigner.class)));

    private void record(ExplainTask command) {
        if (away) {
            throw new RecordUnavailable("away", null);
        }
        recorded.add(command);
    }

    private void register(String id, String workflow) {
        log.append(
                "system/" + id,
                new SystemRegistered(
                        id,
                        new SystemDescription(
                                "The " + id,
                                "Helps",
                                List.of(AiRole.DEPLOYER),
                                "Unit of the " + id,
                                "Acme",
                                List.of("ES"),
                                List.of(new SystemPart(SystemPart.Kind.WORKFLOW, workflow))),
                        SystemStatus.IN_SERVICE,
                        "ada"));
    }

    private MvcTestResult get(String uri, String accept) {
        return http.get()
                .uri(uri)
                .header("Accept", accept)
                .principal(() -> "officer")
                .exchange();
    }

    private static String text(MvcTestResult result) {
        return new String(result.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void explainsInThreeFormsAndRecordsEach() throws Exception {
        // given
        register("desk", "support");
        register("other", "elsewhere");
        // when
        MvcTestResult json = get("/api/tasks/t-0/explanation", "application/json");
        MvcTestResult plain = get("/api/tasks/t-0/explanation", "text/plain");
        MvcTestResult pdf = get("/api/tasks/t-0/explanation?format=pdf&zone=Europe/Madrid", "*/*");
        // then
        JsonNode told = JsonMapper.shared().readTree(text(json));
        assertThat(told.path("explanation").path("role").asString()).isEqualTo("BY_ITSELF");
        assertThat(told.path("explanation").path("systems")).hasSize(1);
        assertThat(text(plain)).isEqualTo(told.path("text").asString()).contains("Unit of the desk");
        assertThat(plain).hasStatus(200);
        assertThat(pdf.getResponse().getContentType()).isEqualTo("application/pdf");
        assertThat(Vera.archive(pdf.getResponse().getContentAsByteArray())).isEmpty();
        assertThat(Vera.accessibility(pdf.getResponse().getContentAsByteArray()))
                .isEmpty();
        assertThat(recorded).hasSize(3);
        assertThat(recorded.getFirst().to()).isEqualTo("officer");
        assertThat(recorded.getFirst().sha256()).isEqualTo(sha256(text(plain)));
    }

    @Test
    void givesNothingThatTheRecordDoesNotHave() {
        // given
        away = true;
        // when
        MvcTestResult refused = get("/api/tasks/t-0/explanation", "text/plain");
        // then
        assertThat(refused).hasStatus(503);
        assertThat(text(refused)).doesNotContain("Explanation of");
    }

    @Test
    void refusesWhatItCannotExplain() throws IOException {
        assertThat(get("/api/tasks/none/explanation", "*/*")).hasStatus(404);
        assertThat(get("/api/tasks/t-0/explanation?zone=Nowhere/Land", "*/*")).hasStatus(400);
        assertThat(get("/api/tasks/t-0/explanation?format=doc", "*/*")).hasStatus(400);
        assertThat(recorded).isEmpty();
    }
}
