package dev.chancery.gateway.privacy;

import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.chancery.gateway.inspection.Inspection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class InspectPersonalDataTest {

    private static final PersonalDataScanner SCANNER = new PersonalDataScanner(Map.of("PERSON", List.of("Anna")));

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new InspectPersonalData(() -> SCANNER))
            .build();

    @Test
    void showsWhatIsFoundCountedInCodePoints() throws Exception {
        // given
        String body = "{\"text\": \"\uD83D\uDE00 Anna, anna@x.org\"}";

        // when then
        mvc.perform(post("/api/inspect/personal-data")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andExpect(status().isOk())
                .andExpect(content().json("""
                        {"findings": [
                          {"type": "PERSON", "start": 2, "end": 6, "score": 0.85, "recogniser": "words/1"},
                          {"type": "EMAIL_ADDRESS", "start": 8, "end": 18, "score": 1.0, "recogniser": "structured/1"}],
                         "sanitised": "\uD83D\uDE00 [PERSON_1], [EMAIL_ADDRESS_1]"}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{", "[]", "{}", "{\"text\": 1}", "{\"text\": null}", "\"text\""})
    void saysWhatToSendInsteadOfBadInput(String body) throws Exception {
        mvc.perform(post("/api/inspect/personal-data")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.type").value("urn:chancery:problem:bad-inspection"))
                .andExpect(jsonPath("$.detail").value(containsString("send {\"text\"")));
    }

    @Test
    void refusesInvalidUtf8AndBodiesBeyondTheLimit() throws Exception {
        // given
        byte[] invalid = "{\"text\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] endless = ("{\"text\": \"" + "x".repeat(Inspection.LIMIT) + "\"}").getBytes(StandardCharsets.UTF_8);

        // when then
        mvc.perform(post("/api/inspect/personal-data").content(invalid)).andExpect(status().isBadRequest());
        mvc.perform(post("/api/inspect/personal-data").content(endless)).andExpect(status().isContentTooLarge());
    }
}
