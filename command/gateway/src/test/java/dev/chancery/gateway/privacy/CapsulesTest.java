package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.gateway.privacy.CapsuleRefused.Why;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapsulesTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final TaskId TASK = new TaskId("t-1");
    private static final AgentId CLERK = new AgentId("clerk");
    private static final PersonalDataScanner SCANNER = new PersonalDataScanner(Map.of("PERSON", List.of("Anna")));

    private final SessionVault vault = new SessionVault(PrivacySettings.DEFAULT);
    private Instant now = NOON;

    private Capsules capsules(byte[] secret, byte[]... previous) {
        return new Capsules(secret, List.of(previous), settings(262_144), () -> now);
    }

    private static CapsuleSettings settings(int maximumCharacters) {
        return new CapsuleSettings(Duration.ofDays(7), maximumCharacters, null, List.of());
    }

    private static byte[] secret(int of) {
        byte[] secret = new byte[Capsules.SECRET_BYTES];
        Arrays.fill(secret, (byte) of);
        return secret;
    }

    private Capsules.Sealed sealed(Capsules capsules, String text) {
        Redaction redaction = vault.redaction(SCANNER);
        redaction.sanitise(text);
        return capsules.seal(TASK, CLERK, vault.values(redaction.used())).orElseThrow();
    }

    private static Why refusal(Capsules capsules, String capsule, TaskId task, AgentId agent) {
        CapsuleRefused refused = catchThrowableOfType(CapsuleRefused.class, () -> capsules.open(capsule, task, agent));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused).hasNoCause();
        assertThat(refused.getMessage()).doesNotContain("anna", "clerk", "t-1");
        return refused.why();
    }

    @Test
    void putsBackWhatItWasSealedWithAndNothingElse() {
        // given
        vault.sanitise(SCANNER, "from an earlier turn: carl@x.org");
        Capsules.Sealed sealed = sealed(capsules(secret(1)), "Anna \"A\" <anna@x.org> typed [PERSON_7]");

        // when
        SessionVault opened = capsules(secret(1)).open(sealed.capsule(), TASK, CLERK);

        // then
        assertThat(opened.restore("[PERSON_1], [Email Address_2], [LITERAL_1], [EMAIL_ADDRESS_1], [PERSON_2]"))
                .isEqualTo("Anna, anna@x.org, [PERSON_7], [EMAIL_ADDRESS_1], [PERSON_2]");
        assertThat(sealed.expires()).isEqualTo(NOON.plus(Duration.ofDays(7)));
    }

    @Test
    void looksDifferentEachTimeAndShowsNoValue() {
        // given
        Capsules capsules = capsules(secret(1));

        // when
        String one = sealed(capsules, "anna@x.org").capsule();
        String other = sealed(capsules, "anna@x.org").capsule();

        // then
        assertThat(one).isNotEqualTo(other).hasSameSizeAs(other).matches("c1\\.[A-Za-z0-9_-]+");
        assertThat(new String(Base64.getUrlDecoder().decode(one.substring(3)), StandardCharsets.ISO_8859_1))
                .contains("t-1", "clerk")
                .doesNotContain("anna", "email_address");
    }

    @Test
    void refusesEveryChangeOfEveryCharacter() {
        // given
        Capsules capsules = capsules(secret(1));
        String capsule = sealed(capsules, "Anna").capsule();

        // then
        for (int i = 0; i < capsule.length(); i++) {
            char other = capsule.charAt(i) == 'A' ? 'B' : 'A';
            String changed = capsule.substring(0, i) + other + capsule.substring(i + 1);
            assertThat(refusal(capsules, changed, TASK, CLERK))
                    .as("character %s", i)
                    .isIn(Why.UNREADABLE, Why.UNKNOWN_KEY);
            assertThat(refusal(capsules, capsule.substring(0, i), TASK, CLERK)).isEqualTo(Why.UNREADABLE);
        }
        assertThat(refusal(capsules, capsule + "A", TASK, CLERK)).isEqualTo(Why.UNREADABLE);
        assertThat(capsules.open(capsule, TASK, CLERK).restore("[PERSON_1]")).isEqualTo("Anna");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c1.", "c2.AAAA", "c1.!", "c1.AAAA", "[PERSON_1]"})
    void refusesWhatIsNoCapsule(String text) {
        assertThat(refusal(capsules(secret(1)), text, TASK, CLERK)).isEqualTo(Why.UNREADABLE);
    }

    @Test
    void opensForItsTaskAndItsAgentOnly() {
        // given
        Capsules capsules = capsules(secret(1));
        String capsule = sealed(capsules, "Anna").capsule();

        // then
        assertThat(refusal(capsules, capsule, new TaskId("t-2"), CLERK)).isEqualTo(Why.ANOTHER_TASK);
        assertThat(refusal(capsules, capsule, TASK, new AgentId("spy"))).isEqualTo(Why.ANOTHER_AGENT);
    }

    @Test
    void opensUntilItExpires() {
        // given
        Capsules capsules = capsules(secret(1));
        Capsules.Sealed sealed = sealed(capsules, "Anna");

        // when
        now = sealed.expires().minusMillis(1);

        // then
        assertThat(capsules.open(sealed.capsule(), TASK, CLERK).restore("[PERSON_1]"))
                .isEqualTo("Anna");

        // when
        now = sealed.expires();

        // then
        assertThat(refusal(capsules, sealed.capsule(), TASK, CLERK)).isEqualTo(Why.EXPIRED);
    }

    @Test
    void opensWithAPreviousSecretAsLongAsThatIsKnown() {
        // given
        String capsule = sealed(capsules(secret(1)), "Anna").capsule();

        // then
        assertThat(capsules(secret(2), secret(1)).open(capsule, TASK, CLERK).restore("[PERSON_1]"))
                .isEqualTo("Anna");
        assertThat(refusal(capsules(secret(2)), capsule, TASK, CLERK)).isEqualTo(Why.UNKNOWN_KEY);
        assertThat(refusal(
                        capsules(secret(1)),
                        sealed(capsules(secret(2), secret(1)), "Anna").capsule(),
                        TASK,
                        CLERK))
                .as("only the first seals")
                .isEqualTo(Why.UNKNOWN_KEY);
    }

    @Test
    void isNotMadeLongerThanTheLimit() {
        // given
        int length = sealed(capsules(secret(1)), "Anna").capsule().length();

        // then
        assertThat(new Capsules(secret(1), List.of(), settings(length), () -> now)
                        .seal(TASK, CLERK, vault.values(List.of("[person_1]"))))
                .isPresent();
        Capsules narrow = new Capsules(secret(1), List.of(), settings(length - 1), () -> now);
        assertThat(narrow.seal(TASK, CLERK, vault.values(List.of("[person_1]"))))
                .isEmpty();
        assertThat(refusal(narrow, sealed(capsules(secret(1)), "Anna").capsule(), TASK, CLERK))
                .isEqualTo(Why.UNREADABLE);
    }

    @Test
    void takesNoShortSecret() {
        assertThatThrownBy(() -> capsules(new byte[31])).hasMessageContaining("at least 32 bytes");
        assertThatThrownBy(() -> capsules(secret(1), new byte[0])).hasMessageContaining("at least 32 bytes");
    }
}
