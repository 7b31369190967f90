package dev.chancery.verifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.record.EventCodec;
import dev.chancery.record.RecordJson;
import dev.chancery.record.Sha256;
import dev.chancery.verifier.check.Acts;
import dev.chancery.verifier.check.Acts.Act;
import dev.chancery.verifier.pack.Manifest;
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
import java.util.stream.Collectors;
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
        List<String> rows = text.substring(
                        text.indexOf("| act | intent | outcomes | only after an outcome |"),
                        text.indexOf("**Verdicts.**"))
                .lines()
                .skip(2)
                .filter(row -> row.startsWith("|"))
                .toList();
        // when
        List<Act> acts = new ArrayList<>();
        for (JsonNode act : FORMAT.get("acts")) {
            acts.add(new Act(
                    act.get("one").asString(),
                    act.get("many").asString(),
                    act.get("intent").asString(),
                    act.get("owed").asBoolean(),
                    names(act.get("outcomes")),
                    names(act.get("past"))));
        }
        // then
        assertThat(acts).isEqualTo(Acts.ALL);
        assertThat(rows).isEqualTo(Acts.ALL.stream().map(VerifierPageTest::row).toList());
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(name -> names.add(name.asString()));
        return names;
    }

    private static String row(Act act) {
        return "| " + act.one() + " | `" + act.intent() + "`" + (act.owed() ? " with `handover`" : "") + " | "
                + quoted(act.outcomes()) + " | " + quoted(act.past()) + " |";
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
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
        assertThat(found).isEqualTo(Manifest.VERSION);
    }
}
