package dev.chancery.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void areRunsOfLettersAndDigitsWithoutAccentsAndCase() {
        assertThat(Words.of("How do I get a REFUND for my Café-order n° 4711?"))
                .containsExactlyInAnyOrder(
                        "how", "do", "i", "get", "a", "refund", "for", "my", "cafe", "order", "n", "4711");
        assertThat(Words.of("Müller müller MÜLLER mu\u0308ller")).containsExactly("muller");
        assertThat(Words.of("task.output-released")).containsExactly("output", "released", "task");
    }

    @Test
    void takesEachIdeographForAWord() {
        assertThat(Words.of("退款 refund")).containsExactlyInAnyOrder("退", "款", "refund");
    }

    @Test
    void leavesOutIdentifiersAndCutsWhatIsTooLong() {
        assertThat(Words.of("01k9a1b2c3d4e5f6g7h8j9k0mn and " + "z".repeat(100)))
                .containsExactly("and", "z".repeat(64));
        assertThat(Words.of(" \n–…!")).isEmpty();
    }

    @Test
    void ofContentsCannotBeReadAndDifferBetweenInstallations() {
        Words ours = new Words(secret("ours"));
        Words theirs = new Words(secret("theirs"));
        assertThat(ours.keyed(List.of("refund")))
                .isEqualTo(new Words(secret("ours")).keyed(List.of("refund")))
                .isNotEqualTo(theirs.keyed(List.of("refund")))
                .noneMatch(word -> word.contains("refund"));
        assertThat(ours.fingerprint()).isNotEqualTo(theirs.fingerprint());
    }

    private static byte[] secret(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
