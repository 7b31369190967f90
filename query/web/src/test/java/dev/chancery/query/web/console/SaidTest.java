package dev.chancery.query.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaidTest {

    @Test
    void showsAConversationAsPeopleReadItAndLeavesNothingOut() {
        // given
        String kept = """
                {"messages":[{"role":"system","content":"Be brief."},
                 {"role":"assistant","content":null,"tool_calls":[{"name":"find"}]},
                 {"role":"user","content":"Dear \\"Sir\\""}],"tools":[{"name":"find"}]}""";

        // when
        String said = Said.SAID.conversation(kept);

        // then
        assertThat(said).isEqualTo("""
                system: Be brief.

                assistant:\s
                tool_calls: [{"name":"find"}]

                user: Dear "Sir"

                tools: [{"name":"find"}]""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dear [PERSON_1]", "{\"city\":\"Bern\"}", "{broken", ""})
    void leavesOtherTextsAsTheyAre(String kept) {
        assertThat(Said.SAID.conversation(kept)).isEqualTo(kept);
    }
}
