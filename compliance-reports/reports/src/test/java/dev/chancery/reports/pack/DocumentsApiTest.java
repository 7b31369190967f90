package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.reports.document.DocumentsApi;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DocumentsApiTest {

    private final MemoryLog log = SampleLog.of(12);
    private final MockMvcTester http = MockMvcTester.of(new DocumentsApi(
            log,
            log,
            at -> new ControlsView(at, log.size(), "2026-11-20", List.of()),
            Clock.fixed(MemoryLog.START, ZoneOffset.UTC)));

    @Test
    void tellsTheTechnicalDocumentationOfASystemFromItsStreams() {
        // given
        log.append(
                "system/letters",
                new SystemEvent.SystemRegistered(
                        "letters",
                        new SystemDescription(
                                "Letters",
                                "Writes letters",
                                List.of(AiRole.PROVIDER),
                                "desk",
                                "Acme",
                                List.of(),
                                List.of(new SystemPart(SystemPart.Kind.WORKFLOW, "letters"))),
                        SystemStatus.PLANNED,
                        "ada"),
                new SystemEvent.DocumentationRecorded(
                        "letters", List.of(new NumberedText("2(b)", "It copies what was said before.")), "ada"));

        // then
        JsonNode document = new JsonMapper()
                .readTree(http.get()
                        .uri("/api/systems/letters/annex-iv")
                        .exchange()
                        .getResponse()
                        .getContentAsByteArray());
        assertThat(document.at("/asOf/log").asString()).isEqualTo(MemoryLog.ORIGIN);
        assertThat(document.at("/points/entries")).hasSize(23);
        assertThat(document.at("/points/entries/9/onRecord/0/text").asString())
                .isEqualTo("It copies what was said before.");
        assertThat(document.at("/points/entries/2/onRecord/0/text").asString())
                .contains(SampleLog.POLICY.version().value());
    }

    @Test
    void knowsNoOtherSystem() {
        assertThat(http.get().uri("/api/systems/nobody/annex-iv").exchange())
                .hasStatus(404)
                .bodyText()
                .contains("GET /api/systems lists them");
    }

    @Test
    void tellsWhatControlsFindAsOscal() {
        assertThat(http.get().uri("/api/controls/oscal").exchange())
                .hasStatusOk()
                .bodyText()
                .contains("\"oscal-version\" : \"1.2.2\"", "Nothing was evaluated");
    }
}
