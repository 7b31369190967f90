package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RawTextTest {

    private static final String SECRET = "anna@secret.example";

    @Test
    void showsItsContentByOneMethodOnly() {
        // given
        RawText raw = RawText.of(SECRET);

        // when then
        assertThat(raw.revealRawText()).isEqualTo(SECRET);
        assertThat(raw)
                .hasToString("RawText(19 characters)")
                .isNotEqualTo(RawText.of(SECRET))
                .isNotInstanceOf(Serializable.class);
        assertThat(raw.hashCode()).isEqualTo(System.identityHashCode(raw));
        assertThat(written(raw)).doesNotContain("secret");
    }

    @Test
    void nothingThatHoldsItPrintsIt() {
        // given
        PersonalDataScanner scanner = new PersonalDataScanner(Map.of("PERSON", List.of("Anna")));
        SessionVault vault = new SessionVault(PrivacySettings.DEFAULT);
        Redaction redaction = vault.redaction(scanner);
        Sanitised sanitised = redaction.sanitised("", SECRET);
        StreamRestorer restorer = vault.streamRestorer();
        restorer.accept("[EMAIL_ADD");

        // when
        List<Object> holders =
                List.of(vault, redaction, redaction.facts(), sanitised, restorer, FoldedText.of(SECRET), scanner);

        // then
        assertThat(holders).allSatisfy(holder -> assertThat(holder.toString()).doesNotContain("secret"));
        assertThat(List.of(vault, redaction, restorer))
                .allSatisfy(holder -> assertThat(written(holder)).doesNotContain("secret"));
    }

    @Test
    void noErrorQuotesTheTextThatCausedIt() {
        // given
        SessionVault vault = new SessionVault(PrivacySettings.DEFAULT);
        StringWriter trace = new StringWriter();

        // when
        try {
            JsonStrings.rewrite("{\"a\": " + SECRET, (name, value) -> value);
        } catch (RuntimeException expected) {
            expected.printStackTrace(new PrintWriter(trace));
        }

        // then
        assertThat(trace.toString()).isNotEmpty().doesNotContain("secret.example");
        assertThat(vault.sanitiseJson(new PersonalDataScanner(Map.of()), "{\"a\": " + SECRET))
                .isEqualTo("{\"a\": [EMAIL_ADDRESS_1]");
    }

    @Test
    void isRevealedWhereItIsPutBackOrSealedAndNowhereElse() throws IOException {
        // given
        Path sources = Path.of("src/main/java");

        // when
        List<String> revealing;
        try (Stream<Path> files = Files.walk(sources)) {
            revealing = files.filter(file -> file.toString().endsWith(".java") && contains(file, "revealRawText()"))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }

        // then
        assertThat(revealing).containsExactly("Capsules.java", "RawText.java", "StreamRestorer.java");
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** What Jackson makes of it, or why it refuses. */
    private static String written(Object value) {
        try {
            return JsonMapper.shared().writeValueAsString(value);
        } catch (RuntimeException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
