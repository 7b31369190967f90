package dev.chancery.verifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.record.EventCodec;
import dev.chancery.record.RecordJson;
import dev.chancery.record.Sha256;
import dev.chancery.verifier.check.Acts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the page says of itself and of the format is what the jar and FORMAT.md say. */
class VerifierPageTest {

    private static final String HTML = new String(VerifierPage.html(), StandardCharsets.UTF_8);
    private static final JsonNode FORMAT = RecordJson.mapper().readTree(between("id=\"format\">", "</script>"));

    private static String between(String begin, String end) {
        int from = HTML.indexOf(begin) + begin.length();
        return HTML.substring(from, HTML.indexOf(end, from));
    }

    @Test
    void bringsThePolicyThatItRunsUnder() {
        assertThat(between("http-equiv=\"Content-Security-Policy\" content=\"", "\""))
                .as("script or style was changed: write this policy into the page's meta element")
                .isEqualTo(VerifierPage.contentSecurityPolicy());
    }

    @Test
    void isOneFileThatLoadsNothing() {
        // given everything that could name another resource, but the icon's name space and what people read
        String html = HTML.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "");
        // when and then
        assertThat(html)
                .doesNotContainPattern(
                        "https?:|//[a-z]+\\.|src=|@import|url\\(|fetch\\(|XMLHttpRequest|WebSocket|import\\(");
        assertThat(Pattern.compile("<script").matcher(html).results()).hasSize(2);
    }

    @Test
    void pairsIntentsWithOutcomesAsTheFormatDoes() throws IOException {
        // given the rows of the format's table
        String text = Files.readString(Path.of("FORMAT.md"));
        List<String> rows = text.substring(text.indexOf("| act | intent | outcomes |"), text.indexOf("**Verdicts.**"))
                .lines()
                .skip(2)
                .filter(row -> row.startsWith("|"))
                .toList();
        // when
        List<String> acts = new ArrayList<>();
        for (JsonNode act : FORMAT.get("acts")) {
            List<String> outcomes = new ArrayList<>();
            act.get("outcomes").forEach(o -> outcomes.add("`" + o.asString() + "`"));
            acts.add("| " + act.get("act").asString() + " | `"
                    + act.get("intent").asString() + "` | " + String.join(", ", outcomes) + " |");
        }
        // then
        assertThat(acts).isNotEmpty().isEqualTo(rows);
        assertThat(FORMAT.get("acts").size()).isEqualTo(Acts.ALL.size());
        for (int i = 0; i < Acts.ALL.size(); i++) {
            JsonNode act = FORMAT.get("acts").get(i);
            List<String> outcomes = new ArrayList<>();
            act.get("outcomes").forEach(o -> outcomes.add(o.asString()));
            assertThat(act.get("intent").asString()).isEqualTo(Acts.ALL.get(i).intent());
            assertThat(outcomes).isEqualTo(Acts.ALL.get(i).outcomes());
        }
    }

    @Test
    void knowsTheEventsThatTheJarKnows() {
        SortedMap<String, Integer> known = new TreeMap<>();
        FORMAT.get("events")
                .properties()
                .forEach(e -> known.put(e.getKey(), e.getValue().asInt()));
        assertThat(known)
                .as("an event was added or revised: write this table into the page's format element")
                .isEqualTo(new EventCodec().revisions());
    }

    @Test
    void knowsTheTextsForPeople() throws IOException {
        Matcher entries = Pattern.compile("\"(\\d+)\":\\s*\"([0-9a-f]{64})\"")
                .matcher(FORMAT.get("readme").toString());
        int found = 0;
        for (; entries.find(); found++) {
            try (InputStream in = VerifierPage.class.getResourceAsStream(
                    "/dev/chancery/verifier/pack/README-" + entries.group(1) + ".txt")) {
                byte[] text = Objects.requireNonNull(in).readAllBytes();
                assertThat(HexFormat.of().formatHex(Sha256.digest().digest(text)))
                        .as("SHA-256 of README-" + entries.group(1) + ".txt")
                        .isEqualTo(entries.group(2));
            }
        }
        assertThat(found).isEqualTo(2);
    }
}
