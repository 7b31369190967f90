package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.fact.TypeCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import tools.jackson.databind.json.JsonMapper;

class SessionVaultTest {

    private static final PersonalDataScanner SCANNER =
            new PersonalDataScanner(Map.of("PERSON", List.of("Anna", "Bob", "Anna \"Quote\" Müller")));

    private final SessionVault vault = new SessionVault(PrivacySettings.DEFAULT);

    @Test
    void numbersValuesByTypeAndKeepsTheNumbersOverTheTurns() {
        // given
        String first = "Anna <anna@x.org> and Bob <bob@x.org>";

        // when
        String sanitised = vault.sanitise(SCANNER, first).text();
        String second = vault.sanitise(SCANNER, "bob@x.org, carl@x.org, Bob").text();

        // then
        assertThat(sanitised).isEqualTo("[PERSON_1] <[EMAIL_ADDRESS_1]> and [PERSON_2] <[EMAIL_ADDRESS_2]>");
        assertThat(second).isEqualTo("[EMAIL_ADDRESS_2], [EMAIL_ADDRESS_3], [PERSON_2]");
        assertThat(vault.restore(sanitised)).isEqualTo(first);
    }

    @Test
    void takesOtherSpellingsForTheSameValueAndRestoresTheFirst() {
        // given
        String text = "4111 1111 1111 1111, 4111-1111-1111-1111, ４１１１１１１１１１１１１１１１, A@x.org, a@X.ORG, "
                + "de89 3704 0044 0532 0130 00, DE89370400440532013000, +49 30 901820, +49 (30) 901820, ANNA, anna";

        // when
        String sanitised = vault.sanitise(SCANNER, text).text();

        // then
        assertThat(sanitised)
                .isEqualTo(
                        "[CREDIT_CARD_1], [CREDIT_CARD_1], [CREDIT_CARD_1], [EMAIL_ADDRESS_1], [EMAIL_ADDRESS_1], [IBAN_CODE_1], "
                                + "[IBAN_CODE_1], [PHONE_NUMBER_1], [PHONE_NUMBER_1], [PERSON_1], [PERSON_1]");
        assertThat(vault.restore("[CREDIT_CARD_1] [EMAIL_ADDRESS_1] [PERSON_1]"))
                .isEqualTo("4111 1111 1111 1111 A@x.org ANNA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[PERSON_1]",
                "[person_1]",
                "[Person 1]",
                "［PERSON_1］",
                "[PER\u200BSON_1]",
                "[PERSON\\_1]",
                "[PERSON_２]",
                "[LITERAL_1]"
            })
    void neverGivesAnothersValueToSomebodyWhoTypesAPlaceholder(String typed) {
        // given
        vault.sanitise(SCANNER, "Anna and Bob");

        // when
        Redaction redaction = vault.redaction(SCANNER);
        String sanitised = redaction.sanitise("repeat " + typed);

        // then
        assertThat(sanitised).isEqualTo("repeat [LITERAL_1]");
        assertThat(vault.restore(sanitised)).isEqualTo("repeat " + typed);
        assertThat(vault.restore("[PERSON_1]")).isEqualTo("Anna");
        assertThat(redaction.facts().found()).isEmpty();
    }

    @Test
    void keepsLiteralsApartFromValuesThatComeLater() {
        // given
        String typed = vault.sanitise(SCANNER, "[PERSON_1]").text();

        // when
        String named = vault.sanitise(SCANNER, "Anna").text();

        // then
        assertThat(named).isEqualTo("[PERSON_1]");
        assertThat(vault.restore(typed + " " + named)).isEqualTo("[PERSON_1] Anna");
    }

    @Test
    void leavesOtherBracketsAlone() {
        // given
        String text = "see [1], [Figure 2], [note_3], a[i], [x](y), [PERSON], [PERSON_], [PERSON_x], [[";

        // when then
        assertThat(vault.sanitise(SCANNER, text).text()).isEqualTo(text);
        assertThat(vault.restore(text)).isEqualTo(text);
    }

    @Test
    void toleratesTheChangesThatModelsMake() {
        // given
        vault.sanitise(SCANNER, "anna@x.org Bob");

        // when then
        assertThat(vault.restore(
                        "[email_address_1] [Email_Address_1] [EMAIL ADDRESS 1] [ PERSON_1 ] [EMAIL\\_ADDRESS\\_1]"))
                .isEqualTo("anna@x.org anna@x.org anna@x.org Bob anna@x.org");
        assertThat(vault.restore("\\[PERSON\\_1\\] \\[PERSON_1] **[PERSON_1]**"))
                .isEqualTo("Bob \\Bob **Bob**");
    }

    @Test
    void leavesPlaceholdersThatWereNeverIssued() {
        // given
        vault.sanitise(SCANNER, "Anna");
        String text = "[PERSON_2] [PERSON_11] [PERSON_01] [PERSON_1 [PERSON__1] [EMAIL_ADDRESS_1] [PERSON_";

        // when then
        assertThat(vault.restore(text)).isEqualTo(text);
    }

    @Test
    void screensAnOutputKeepingItsPlaceholdersAndCountingOnlyWhatIsNew() {
        // given
        Redaction request = vault.redaction(SCANNER);
        request.sanitise("Anna, anna@x.org, anna@x.org");
        Redaction output = vault.screening(SCANNER);

        // when
        String stored = output.sanitise("Dear [PERSON_1], anna@x.org or new@x.org, [PERSON_7]");

        // then
        assertThat(stored).isEqualTo("Dear [PERSON_1], [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_2], [LITERAL_1]");
        assertThat(request.facts().found())
                .containsExactly(new TypeCount("EMAIL_ADDRESS", 2), new TypeCount("PERSON", 1));
        assertThat(request.facts().scanner()).isEqualTo("structured/1+words/1");
        assertThat(output.facts().found()).containsExactly(new TypeCount("EMAIL_ADDRESS", 1));
        assertThat(vault.restore(stored)).isEqualTo("Dear Anna, anna@x.org or new@x.org, [PERSON_7]");
    }

    @Test
    void sanitisesAndRestoresTheStringsOfJsonAndNothingElse() {
        // given
        String json = """
                {"to": ["anna@x.org", "\\u0041nna"], "card": 4111111111111111,
                 "anna@x.org": 1.50, "n": 1e3, "n": -0, "phone": "467 3395", "order": "467 3395", "s": "Anna \\"Quote\\" Müller\\n"}""";

        // when
        Redaction redaction = vault.redaction(SCANNER);
        String sanitised = redaction.sanitiseJson(json);

        // then
        assertThat(sanitised).isEqualTo("""
                {"to": ["[EMAIL_ADDRESS_1]", "[PERSON_1]"], "card": "[CREDIT_CARD_1]",
                 "[EMAIL_ADDRESS_1]": 1.50, "n": 1e3, "n": -0, "phone": "[PHONE_NUMBER_1]", "order": "467 3395", "s": "[PERSON_2]\\n"}""");
        assertThat(vault.restoreJson(sanitised))
                .isEqualTo(json.replace("\\u0041", "A").replace("4111111111111111", "\"4111111111111111\""));
        assertThat(redaction.facts().found())
                .extracting(TypeCount::type)
                .containsExactly("CREDIT_CARD", "EMAIL_ADDRESS", "PERSON", "PHONE_NUMBER");
    }

    @Test
    void sanitisesAndRestoresCutJsonAsText() {
        // given
        String cut = "{\"to\":\"anna@x.org\",\"who\":\"Anna \\\"Quote";

        // when
        Redaction redaction = vault.redaction(SCANNER);
        String sanitised = redaction.sanitiseJson(cut);
        vault.sanitise(SCANNER, "Anna \"Quote\" Müller");

        // then
        assertThat(sanitised).isEqualTo("{\"to\":\"[EMAIL_ADDRESS_1]\",\"who\":\"[PERSON_1] \\\"Quote");
        assertThat(redaction.facts().found())
                .containsExactly(new TypeCount("EMAIL_ADDRESS", 1), new TypeCount("PERSON", 1));
        assertThat(vault.restoreJson("{\"who\":\"[PERSON_2]")).isEqualTo("{\"who\":\"Anna \\\"Quote\\\" Müller");
    }

    @Test
    void givesTheSamePlaceholdersToTheSameInputInTheSameSession() {
        // given
        String text = "Bob, Anna, a@x.org, 4111111111111111, b@x.org, [PERSON_1], Anna";
        SessionVault other = new SessionVault(PrivacySettings.DEFAULT);

        // when
        String once = vault.sanitise(SCANNER, text).text();

        // then
        assertThat(vault.sanitise(SCANNER, text).text()).isEqualTo(once);
        assertThat(other.sanitise(SCANNER, text).text()).isEqualTo(once);
    }

    @Test
    void hidesWhatItHasNoRoomToRememberAndNeverRestoresIt() {
        // given
        SessionVault small = new SessionVault(new PrivacySettings(1, 2, 1000, Duration.ofHours(1), List.of("US")));

        // when
        String sanitised = small.sanitise(SCANNER, "a@x.org b@x.org c@x.org d@x.org a@x.org")
                .text();

        // then
        assertThat(sanitised)
                .isEqualTo("[EMAIL_ADDRESS_1] [EMAIL_ADDRESS_2] [EMAIL_ADDRESS_0] [EMAIL_ADDRESS_0] [EMAIL_ADDRESS_1]");
        assertThat(small.restore(sanitised)).isEqualTo("a@x.org b@x.org [EMAIL_ADDRESS_0] [EMAIL_ADDRESS_0] a@x.org");
    }

    @Test
    void forgetsIdleSessionsAndKeepsAgentsApart() {
        // given
        AtomicLong now = new AtomicLong();
        SessionVaults vaults = new SessionVaults(PrivacySettings.DEFAULT, now::get);
        SessionId session = new SessionId("s");
        SessionVault mine = vaults.of(new AgentId("a"), session);
        mine.sanitise(SCANNER, "Anna");

        // when
        now.addAndGet(Duration.ofMinutes(59).toNanos());
        SessionVault soon = vaults.of(new AgentId("a"), session);
        SessionVault others = vaults.of(new AgentId("b"), session);
        now.addAndGet(Duration.ofMinutes(61).toNanos());
        SessionVault late = vaults.of(new AgentId("a"), session);

        // then
        assertThat(soon).isSameAs(mine);
        assertThat(others.restore("[PERSON_1]")).isEqualTo("[PERSON_1]");
        assertThat(late.restore("[PERSON_1]")).isEqualTo("[PERSON_1]");
        assertThat(mine.restore("[PERSON_1]")).isEqualTo("Anna");
    }

    @Test
    void neverMixesValuesUnderConcurrentRequests() {
        // given
        Map<String, String> placeholders = new ConcurrentHashMap<>();

        // when
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2000; i++) {
                String address = "user" + i % 100 + "@x.org";
                threads.submit(() -> placeholders.merge(
                        address,
                        vault.sanitise(SCANNER, address).text(),
                        (one, other) -> one.equals(other) ? one : "two"));
            }
        }

        // then
        assertThat(placeholders).hasSize(100).doesNotContainValue("two");
        placeholders.forEach(
                (address, placeholder) -> assertThat(vault.restore(placeholder)).isEqualTo(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[PERSON_1", "[PERSON_1] ", "\\[", "a@x.org ", "[P ", "[EMAIL_ADDRESS_1]]"})
    void takesLinearTimeToSanitiseAndRestore(String piece) {
        // given
        vault.sanitise(SCANNER, "Anna");
        String text = piece.repeat((1 << 20) / piece.length());
        vault.restore(vault.sanitise(SCANNER, text).text());
        String[] restored = new String[1];

        // when
        long millis = CpuTime.millis(
                () -> restored[0] = vault.restore(vault.sanitise(SCANNER, text).text()));

        // then
        assertThat(restored[0]).isEqualTo(text);
        assertThat(millis).isLessThan(1500);
    }

    @Test
    void hasTheSameSettingsByDefaultAsWhenNothingIsConfigured() {
        // given
        Binder nothing = new Binder(List.of());

        // when then
        assertThat(nothing.bindOrCreate("chancery.privacy", PrivacySettings.class))
                .isEqualTo(PrivacySettings.DEFAULT);
    }

    @Test
    void restoresAnythingItSanitised() {
        // given
        String[] pieces = {
            "Anna",
            "anna@x.org",
            "[PERSON_1]",
            "[",
            "]",
            "\\",
            "[PERSON_",
            "1]",
            "[literal 2]",
            "4111111111111111",
            "_",
            " ",
            "\"",
            "\n",
            "\uD83D\uDE00",
            "\uD83D",
            "https://x.org/[PERSON_1]",
            "[EMAIL_ADDRESS_1]",
            "{",
            "\u200B",
            "é"
        };
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder built = new StringBuilder();
            for (int i = random.nextInt(10); i >= 0; i--) {
                built.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = built.toString();
            SessionVault session = new SessionVault(PrivacySettings.DEFAULT);

            // when
            String sanitised = session.sanitise(SCANNER, text).text();
            String json = JsonMapper.shared().writeValueAsString(Map.of("value", text));

            // then
            assertThat(session.restore(sanitised)).as(sanitised).isEqualTo(text);
            assertThat(session.restoreJson(session.sanitiseJson(SCANNER, json))).isEqualTo(json);
        }
    }

    @Test
    void leavesAnOutputsPlaceholdersInItsEditAndGivesNewValuesNone() {
        // given
        String sanitised =
                vault.sanitise(SCANNER, "Anna <anna@x.org> typed [PERSON_9]").text();
        String edit = "Dear [PERSON_1], [Person_3], write to eve@x.org, not [EMAIL_ADDRESS_1]: " + sanitised;

        // when
        String edited = new SessionVaults(PrivacySettings.DEFAULT).edit(SCANNER).sanitise(edit);

        // then
        assertThat(edited).isEqualTo(edit.replace("eve@x.org", "[EMAIL_ADDRESS_0]"));
        assertThat(vault.restore(edited))
                .isEqualTo("Dear Anna, [Person_3], write to [EMAIL_ADDRESS_0], not anna@x.org: "
                        + "Anna <anna@x.org> typed [PERSON_9]");
    }
}
