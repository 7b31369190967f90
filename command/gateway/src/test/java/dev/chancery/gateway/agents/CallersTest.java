package dev.chancery.gateway.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.event.AgentEvent.AgentKeyIssued;
import dev.chancery.contracts.event.AgentEvent.AgentRegistered;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.gateway.MemoryLog;
import dev.chancery.gateway.policy.ActivePolicies;
import dev.chancery.gateway.policy.PolicyBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {

    private static final AgentId CLERK = new AgentId("clerk");
    private static final String KEY = "a key";
    private static final String LONG = "n".repeat(NamedPrompt.NAME_LIMIT);
    private static final String LATE = "v".repeat(NamedPrompt.VERSION_LIMIT);

    @TempDir
    Path directory;

    private Optional<Caller> caller(String prompt) throws Exception {
        MemoryLog log = new MemoryLog();
        log.commit(
                AgentCommand.stream(CLERK),
                new AgentRegistered(CLERK, "desk", "helps", null, null),
                new AgentKeyIssued(CLERK, "one", KeyDigest.of(KEY)));
        Files.writeString(directory.resolve("a.yaml"), "currency: USD\n");
        ActivePolicies policies = new ActivePolicies(
                ((PolicyBundle.Loaded) PolicyBundle.read(directory)).policy(), version -> Optional.empty());
        try (Directory agents = new Directory(log, List.of(AgentCommand.stream(CLERK)))) {
            return new Callers(
                            agents,
                            policies,
                            text -> text.contains("4111111111111111") || text.matches("[a-z.]+@[a-z]+\\.[a-z]+"))
                    .of(KEY, Map.of("Chancery-Prompt", prompt)::get);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"triage@7", "bank/cards.triage:de-AT@2026-11-29T10:00+1.0-rc_2", "a@b"})
    void namesThePromptInItsVersion(String prompt) throws Exception {
        assertThat(caller(prompt).orElseThrow().prompt()).hasToString(prompt);
    }

    @Test
    void aNameHasALimitAndMayReachIt() throws Exception {
        assertThat(caller(LONG + "@" + LATE).orElseThrow().prompt()).isEqualTo(new NamedPrompt(LONG, LATE));
        assertThatThrownBy(() -> caller(LONG + "n@1")).isInstanceOf(Callers.BadHeader.class);
        assertThatThrownBy(() -> caller("n@" + LATE + "1")).isInstanceOf(Callers.BadHeader.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "triage", "triage@", "@7", "tri age@7", "triage@7@8", "triage@7/8", "triage@7 ", "träge@7"})
    void whatIsNoPromptIsRefusedWithWhatItShouldBe(String prompt) {
        assertThatThrownBy(() -> caller(prompt))
                .isInstanceOf(Callers.BadHeader.class)
                .hasMessageContaining("Chancery-Prompt must be name@version")
                .hasMessageContaining("1 to 100 letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111111@1", "triage@4111111111111111", "ann.lee@example.org"})
    void namesNobody(String prompt) {
        assertThatThrownBy(() -> caller(prompt))
                .isInstanceOf(Callers.BadHeader.class)
                .hasMessageContaining("personal data")
                .hasMessageNotContaining("4111")
                .hasMessageNotContaining("ann");
    }
}
