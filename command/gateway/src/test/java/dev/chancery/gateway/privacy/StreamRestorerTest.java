package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamRestorerTest {

    private static final int LONGEST_HELD = 60;

    private final SessionVault vault = new SessionVault(PrivacySettings.DEFAULT);

    @BeforeEach
    void aSession() {
        PersonalDataScanner scanner =
                new PersonalDataScanner(Map.of("PERSON", List.of("Anna \"Q\" M\u00FCller \uD83D\uDE00", "Bob")));
        StringBuilder text =
                new StringBuilder("Anna \"Q\" M\u00FCller \uD83D\uDE00, Bob, 4111 1111 1111 1111, [PERSON_1]");
        for (int i = 1; i <= 12; i++) {
            text.append(" user").append(i).append("@x.org");
        }
        vault.sanitise(scanner, text.toString());
    }

    @Test
    void restoresTheSameForEveryWayToCutAText() {
        // given
        String[] pieces = {
            "[PERSON_1]",
            "[PERSON_2]",
            "[person_2]",
            "[EMAIL_ADDRESS_1]",
            "[EMAIL_ADDRESS_12]",
            "[EMAIL\\_ADDRESS\\_3]",
            "[Email Address 2]",
            "[PERSON_3]",
            "[LITERAL_1]",
            "\\[PERSON\\_1\\]",
            "[",
            "]",
            "\\",
            "_1",
            "[EMAIL",
            "[PERSON_[PERSON_1]",
            " ",
            "\uD83D\uDE00",
            "\uD83D",
            "text ",
            "\"",
            "[CREDIT_CARD_1]"
        };
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder built = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                built.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = built.toString();
            boolean json = round % 2 == 1;

            // when
            StreamRestorer whole = json ? vault.jsonStreamRestorer() : vault.streamRestorer();
            String expected = whole.accept(text) + whole.finish();
            StreamRestorer restorer = json ? vault.jsonStreamRestorer() : vault.streamRestorer();
            ByteArrayOutputStream delivered = new ByteArrayOutputStream();
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + random.nextInt(9));
                delivered.writeBytes(restorer.accept(text.substring(from, to)).getBytes(StandardCharsets.UTF_8));
                from = to;
            }

            delivered.writeBytes(restorer.finish().getBytes(StandardCharsets.UTF_8));

            // then: each piece was encoded alone, so a cut pair would show
            assertThat(delivered.toByteArray()).as(text).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
            assertThat(json ? expected : vault.restore(text)).isEqualTo(expected);
        }
    }

    @Test
    void restoresAStreamedToolCallAsItRestoresTheWholeOne() {
        // given
        String arguments = "{\"to\":\"[EMAIL_ADDRESS_12]\",\"who\":[\"[person_1]\",\"x [PERSON_2]\"],\"n\":[1,2]}";
        StreamRestorer restorer = vault.jsonStreamRestorer();
        StringBuilder delivered = new StringBuilder();

        // when
        for (int i = 0; i < arguments.length(); i++) {
            delivered.append(restorer.accept(arguments.substring(i, i + 1)));
        }
        delivered.append(restorer.finish());

        // then
        assertThat(delivered.toString())
                .isEqualTo(vault.restoreJson(arguments))
                .isEqualTo(
                        "{\"to\":\"user12@x.org\",\"who\":[\"Anna \\\"Q\\\" M\u00FCller \uD83D\uDE00\",\"x Bob\"],\"n\":[1,2]}");
    }

    @Test
    void deliversAtOnceWhatCannotBecomeAPlaceholder() {
        // given
        StreamRestorer restorer = vault.streamRestorer();

        // when then
        assertThat(restorer.accept("plain [")).isEqualTo("plain ");
        assertThat(restorer.accept("x")).isEqualTo("[x");
        assertThat(restorer.accept("[PERSON_9")).isEqualTo("[PERSON_9");
        assertThat(restorer.accept("[EMAIL_ADDRESS_1")).isEmpty();
        assertThat(restorer.accept("]")).isEqualTo("user1@x.org");
        assertThat(new SessionVault(PrivacySettings.DEFAULT).streamRestorer().accept("[PERSON_1"))
                .isEqualTo("[PERSON_1");
    }

    @Test
    void holdsBackNoMoreThanAPlaceholderAndItsEscapes() {
        // given
        Random random = new Random(3);
        char[] alphabet = "[]\\_ PERSONEMAILADDRESS12".toCharArray();
        StreamRestorer restorer = vault.streamRestorer();
        int behind = 0;

        // when then
        for (int i = 0; i < 200_000; i++) {
            String text = String.valueOf(alphabet[random.nextInt(alphabet.length)]);
            int delivered = restorer.accept(text).length();
            behind = delivered > 0 ? 0 : behind + 1;
            assertThat(behind).isLessThanOrEqualTo(LONGEST_HELD);
        }
        StringBuilder worst = new StringBuilder("\\[");
        for (char c : "EMAIL_ADDRESS_1".toCharArray()) {
            worst.append(c == '_' ? "\\\\_" : String.valueOf(c));
        }
        StreamRestorer other = vault.streamRestorer();
        assertThat(other.accept(worst.toString())).isEmpty();
        assertThat(worst.length()).isLessThanOrEqualTo(LONGEST_HELD);
        assertThat(other.accept("\\]")).isEqualTo("user1@x.org");
    }
}
