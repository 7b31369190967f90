package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Precision and recall on Presidio's synthetic sentences, by exact span. */
class PersonalDataMeasurementTest {

    private static final Set<String> TYPES =
            Set.of("CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "PHONE_NUMBER", "IP_ADDRESS", "US_SSN", "URL");

    private record Span(String type, int start, int end) {}

    @Test
    void findsTheStructuredTypesOfRealSentences() throws Exception {
        // given
        Path file = SharedData.folder().resolve("personal-data/presidio_synth_v2_dev.json");
        assumeTrue(
                Files.exists(file),
                () -> "No data set at " + file + "; set CHANCERY_DATA to the folder of shared data");
        PersonalDataScanner scanner = new PersonalDataScanner(Map.of());
        Map<String, int[]> table = new TreeMap<>();
        List<String> misses = new ArrayList<>();

        // when
        for (JsonNode sentence : JsonMapper.shared().readTree(file.toFile())) {
            compare(sentence, scanner, table, misses);
        }

        // then
        misses.forEach(System.out::println);
        int[] all = new int[3];
        table.forEach((type, counts) -> {
            print(type, counts);
            for (int i = 0; i < 3; i++) {
                all[i] += counts[i];
            }
        });
        print("all", all);
        assertThat(precision(all)).as("precision").isGreaterThanOrEqualTo(0.99);
        assertThat(recall(all)).as("recall").isGreaterThanOrEqualTo(0.97);
        table.forEach((type, counts) -> {
            assertThat(precision(counts)).as("precision of " + type).isGreaterThanOrEqualTo(0.95);
            assertThat(recall(counts)).as("recall of " + type).isGreaterThanOrEqualTo(0.95);
        });
    }

    private static void compare(
            JsonNode sentence, PersonalDataScanner scanner, Map<String, int[]> table, List<String> misses) {
        String text = sentence.get("full_text").stringValue();
        Set<Span> expected = new TreeSet<>(Comparator.comparing(Span::toString));
        for (JsonNode span : sentence.get("spans")) {
            // The data set calls web addresses DOMAIN_NAME.
            String type = span.get("entity_type").stringValue().replace("DOMAIN_NAME", "URL");
            if (TYPES.contains(type)) {
                int start =
                        text.offsetByCodePoints(0, span.get("start_position").intValue());
                int end = text.offsetByCodePoints(0, span.get("end_position").intValue());
                expected.add(new Span(type, start, end));
            }
        }
        for (Finding finding : scanner.scan(text)) {
            boolean right = expected.remove(new Span(finding.type(), finding.start(), finding.end()));
            table.computeIfAbsent(finding.type(), type -> new int[3])[right ? 0 : 1]++;
            if (!right) {
                misses.add("found  " + finding.type() + " " + shown(text, finding.start(), finding.end()));
            }
        }
        for (Span missed : expected) {
            table.computeIfAbsent(missed.type(), type -> new int[3])[2]++;
            misses.add("missed " + missed.type() + " " + shown(text, missed.start(), missed.end()));
        }
    }

    /** The data is synthetic and public, so it may be shown. */
    private static String shown(String text, int start, int end) {
        return (text.substring(Math.max(0, start - 30), start) + "<<" + text.substring(start, end) + ">>"
                        + text.substring(end, Math.min(text.length(), end + 10)))
                .replace("\n", "\\n");
    }

    private static void print(String type, int[] counts) {
        System.out.printf(
                "%-14s n=%3d precision %.3f recall %.3f%n",
                type, counts[0] + counts[2], precision(counts), recall(counts));
    }

    private static double precision(int[] counts) {
        return counts[0] + counts[1] == 0 ? 1 : (double) counts[0] / (counts[0] + counts[1]);
    }

    private static double recall(int[] counts) {
        return counts[0] + counts[2] == 0 ? 1 : (double) counts[0] / (counts[0] + counts[2]);
    }
}
