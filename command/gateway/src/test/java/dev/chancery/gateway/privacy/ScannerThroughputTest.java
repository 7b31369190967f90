package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Characters per second of processor time on bank customers' questions, put together as long texts. */
class ScannerThroughputTest {

    @Test
    void scansMillionsOfCharactersOfOrdinaryTextASecond() throws Exception {
        // given
        Path file = SharedData.folder().resolve("support-intents/test.csv");
        assumeTrue(
                Files.exists(file),
                () -> "No data set at " + file + "; set CHANCERY_DATA to the folder of shared data");
        List<String> questions = Files.readAllLines(file);
        String whole = String.join("\n", questions);
        Map<String, List<String>> names = Map.of("PERSON", List.of("Anna Müller", "Øystein Håkonsen", "Bob Carter"));

        // when
        double plain = measure(new PersonalDataScanner(Map.of()), List.of(whole));
        double words = measure(new PersonalDataScanner(names), List.of(whole));
        double single = measure(new PersonalDataScanner(names), questions);

        // then
        System.out.printf(
                "million characters per CPU second: %.0f; with words %.0f; question by question %.0f%n",
                plain, words, single);
        assertThat(plain).isGreaterThan(10);
        assertThat(words).isGreaterThan(10);
    }

    private static double measure(PersonalDataScanner scanner, List<String> texts) {
        long characters = texts.stream().mapToLong(String::length).sum();
        int rounds = (int) (30_000_000 / characters);
        long[] found = new long[1];
        Runnable work = () -> {
            for (int i = 0; i < rounds; i++) {
                for (String text : texts) {
                    found[0] += scanner.scan(text).size();
                }
            }
        };
        work.run();
        long millis = Math.max(1, CpuTime.millis(work));
        return characters * rounds / 1_000.0 / millis;
    }
}
