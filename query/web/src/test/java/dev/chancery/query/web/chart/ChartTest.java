package dev.chancery.query.web.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chancery.query.web.chart.Chart.Bar;
import dev.chancery.query.web.chart.Chart.Bars;
import dev.chancery.query.web.chart.Chart.Divided;
import dev.chancery.query.web.chart.Chart.Interval;
import dev.chancery.query.web.chart.Chart.Intervals;
import dev.chancery.query.web.chart.Chart.Lines;
import dev.chancery.query.web.chart.Chart.Point;
import dev.chancery.query.web.chart.Chart.Series;
import dev.chancery.query.web.chart.Chart.Shares;
import dev.chancery.query.web.chart.Chart.Spark;
import dev.chancery.query.web.chart.Chart.Value;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

    private static final Instant NINE = Instant.parse("2026-11-29T09:00:00Z");
    private static final String HOSTILE = "\"><script>alert('1')</script>&\u202e\u0000" + "x".repeat(5000);

    @Test
    void drawsLinesWithAMarkADashAndAColourEach() throws Exception {
        // when
        Drawn drawn = lines(List.of(
                        new Series("p50", List.of(at(300), at(310), at(290))),
                        new Series("p95", List.of(at(900), Point.none(), at(1200)))))
                .drawn();

        // then
        Document svg = parsed(drawn.svg());
        assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(texts(svg, "title")).containsExactly("Latency, ms");
        assertThat(texts(svg, "desc"))
                .containsExactly(
                        "Line chart from 2026-11-29 09:00 UTC to 2026-11-29 11:00 UTC. p50: latest 290.0, lowest 290.0"
                                + " at 2026-11-29 11:00 UTC, highest 310.0 at 2026-11-29 10:00 UTC. p95: latest 1200.0, lowest 900.0"
                                + " at 2026-11-29 09:00 UTC, highest 1200.0 at 2026-11-29 11:00 UTC.");
        assertThat(paths(svg, "line s1")).hasSize(1);
        assertThat(paths(svg, "line s2")).hasSize(1);
        assertThat(paths(svg, "line s1").getFirst().getAttribute("stroke-dasharray"))
                .isEmpty();
        assertThat(paths(svg, "line s2").getFirst().getAttribute("stroke-dasharray"))
                .isEqualTo("7 3");
        assertThat(paths(svg, "line s2").getFirst().getAttribute("d"))
                .as("a gap")
                .containsOnlyOnce("M833")
                .contains("M166");
        assertThat(drawn.svg())
                .contains("class=\"mark s1\"", "class=\"mark s2\"")
                .doesNotContain("style=");
        assertThat(drawn.keys()).extracting(Drawn.Key::name).containsExactly("p50", "p95");
        assertThat(drawn.keys().getFirst().swatch())
                .isNotEqualTo(drawn.keys().getLast().swatch());
        assertThat(drawn.head()).containsExactly("At", "p50", "p95");
        assertThat(drawn.rows()).contains(List.of("2026-11-29 10:00 UTC", "310.0", "–"));
    }

    @Test
    void escapesWhateverIsWrittenAndCutsIt() throws Exception {
        // given
        Value one = new Value(1, HOSTILE);
        List<Chart> charts = List.of(
                new Lines(
                        "a",
                        HOSTILE,
                        HOSTILE,
                        true,
                        Slots.of(List.of(HOSTILE)),
                        List.of(new Series(HOSTILE, List.of(Point.of(1, HOSTILE))))),
                new Bars("b", HOSTILE, HOSTILE, List.of(new Bar(HOSTILE, one))),
                new Shares(
                        "c", HOSTILE, HOSTILE, List.of(HOSTILE), List.of(new Divided(HOSTILE, HOSTILE, List.of(one)))),
                new Intervals(
                        "d", HOSTILE, HOSTILE, Point.of(1, HOSTILE), List.of(new Interval(HOSTILE, one, one, one))),
                new Spark("e", HOSTILE, HOSTILE, List.of(Point.of(1, HOSTILE), Point.of(2, HOSTILE))));

        for (Chart chart : charts) {
            // when
            Drawn drawn = chart.drawn();

            // then
            Document svg = parsed(drawn.svg());
            assertThat(svg.getElementsByTagName("script").getLength()).isZero();
            assertThat(drawn.svg())
                    .doesNotContain("<script", "\u202e", "\u0000")
                    .hasSizeLessThan(6000);
            assertThat(texts(svg, "title").getFirst()).startsWith("\"><script>alert('1')</script>&\ufffd\ufffdx");
            for (Drawn.Key key : drawn.keys()) {
                assertThat(parsed(key.swatch())).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 2e15})
    void refusesWhatIsNoNumberToDraw(double value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Value(value, "?"));
        assertThatIllegalArgumentException().isThrownBy(() -> Point.of(value, "?"));
    }

    @Test
    void refusesWhatIsTooMuchOrDoesNotFit() {
        Value one = new Value(1, "1");
        Value less = new Value(-1, "-1");
        assertThatIllegalArgumentException().isThrownBy(() -> Slots.of(Collections.nCopies(401, "x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lines(Collections.nCopies(6, new Series("x", List.of(at(1), at(1), at(1))))));
        assertThatIllegalArgumentException().isThrownBy(() -> lines(List.of(new Series("x", List.of(at(1))))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bars("b", "", "", Collections.nCopies(31, new Bar("x", one))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shares("b", "", "", List.of("x"), List.of(new Divided("x", "", List.of(less)))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval("x", one, less, one));
        assertThatIllegalArgumentException().isThrownBy(() -> new Spark("A b", "", "", List.of()));
    }

    @Test
    void hasNoPictureOfNothing() {
        assertThat(lines(List.of()).drawn().empty()).isTrue();
        assertThat(lines(List.of(new Series("x", Collections.nCopies(3, Point.none()))))
                        .drawn()
                        .empty())
                .isTrue();
        assertThat(new Bars("b", "", "", List.of()).drawn().empty()).isTrue();
        assertThat(new Shares("b", "", "", List.of(), List.of()).drawn().empty())
                .isTrue();
        assertThat(new Intervals("b", "", "", Point.none(), List.of()).drawn().empty())
                .isTrue();
        assertThat(new Spark("b", "", "", List.of()).drawn().empty()).isTrue();
    }

    @Test
    void drawsASinglePointAsAMark() {
        // when
        Drawn drawn = new Lines(
                        "a", "One", "", false, Slots.of(List.of("v1")), List.of(new Series("x", List.of(at(0)))))
                .drawn();

        // then
        assertThat(drawn.svg()).contains("<svg x=\"50%\"", ">v1</text>");
    }

    @Test
    void drawsNegativesFromZero() throws Exception {
        // when
        Document bars = parsed(new Bars(
                        "b",
                        "Net",
                        "EUR",
                        List.of(new Bar("loss", new Value(-25, "−25")), new Bar("gain", new Value(75, "75"))))
                .drawn()
                .svg());
        Drawn line = lines(List.of(new Series("x", List.of(at(-5), at(5), at(-2.5)))))
                .drawn();

        // then
        assertThat(boxes(bars)).containsExactly("0% 25%", "25% 75%");
        assertThat(line.svg()).contains(">−5</text>", ">0</text>", ">5</text>").contains("class=\"axis\" x2=\"100%\"");
    }

    @Test
    void saysWhereAnAxisDoesNotBeginAtZero() {
        // when
        Drawn alike = lines(List.of(new Series("x", List.of(at(98), at(99), at(98.5)))))
                .drawn();
        Drawn apart = lines(List.of(new Series("x", List.of(at(9), at(99), at(98.5)))))
                .drawn();

        // then
        assertThat(alike.note()).isEqualTo("The axis begins at 98.0, not at 0.");
        assertThat(apart.note()).isEmpty();
    }

    @Test
    void dividesBarsWithAHatchingForEachPart() throws Exception {
        // when
        Drawn drawn = new Shares(
                        "c",
                        "By state",
                        "tasks",
                        List.of("released", "held"),
                        List.of(
                                new Divided("small", "4", List.of(new Value(3, "3"), new Value(1, "1"))),
                                new Divided("none", "0", List.of(new Value(0, "0"), new Value(0, "0")))))
                .drawn();

        // then
        Document svg = parsed(drawn.svg());
        assertThat(svg.getElementsByTagName("pattern").getLength()).isEqualTo(2);
        assertThat(drawn.svg())
                .contains("fill=\"url(#c-p1)\" x=\"0%\" width=\"75%\"", "fill=\"url(#c-p2)\" x=\"75%\" width=\"25%\"");
        assertThat(drawn.rows()).containsExactly(List.of("small", "3", "1"), List.of("none", "0", "0"));
    }

    @Test
    void drawsIntervalsAgainstTheirReference() {
        // when
        Drawn drawn = new Intervals(
                        "d",
                        "Approved",
                        "%",
                        Point.of(90, "at least 90 %"),
                        List.of(new Interval(
                                "card-support", new Value(80, "80"), new Value(92, "92"), new Value(97, "97"))))
                .drawn();

        // then
        assertThat(drawn.svg())
                .contains("class=\"reference\" x1=\"50%\"", ">at least 90 %</text>", ">92 (80 to 97)</text>");
    }

    @Test
    void choosesRoundTimes() {
        // given
        Slots hour = Slots.over(NINE.plusSeconds(420), Duration.ofMinutes(1), 60);
        Slots day = Slots.over(NINE, Duration.ofHours(1), 24);
        Slots quarter = Slots.over(Instant.parse("2026-09-01T00:00:00Z"), Duration.ofDays(1), 91);

        // then
        assertThat(hour.ticks())
                .extracting(Slots.Tick::label)
                .containsExactly("09:10", "09:20", "09:30", "09:40", "09:50", "10:00");
        assertThat(day.ticks()).extracting(Slots.Tick::label).containsExactly("12:00", "18:00", "30 Nov", "06:00");
        assertThat(quarter.ticks())
                .extracting(Slots.Tick::label)
                .containsExactly("Sep 2026", "Oct 2026", "Nov 2026", "Dec 2026");
        assertThat(quarter.all().getFirst().name()).isEqualTo("2026-09-01");
    }

    private static Lines lines(List<Series> series) {
        return new Lines("latency", "Latency", "ms", false, Slots.over(NINE, Duration.ofHours(1), 3), series);
    }

    private static Point at(double value) {
        return Point.of(value, Double.toString(value));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> paths(Document svg, String type) {
        return elements(svg, "path").stream()
                .filter(e -> e.getAttribute("class").equals(type))
                .toList();
    }

    private static List<String> boxes(Document svg) {
        return elements(svg, "rect").stream()
                .filter(e -> e.getAttribute("class").startsWith("box"))
                .map(e -> e.getAttribute("x") + " " + e.getAttribute("width"))
                .toList();
    }

    private static List<String> texts(Document svg, String name) {
        return elements(svg, name).stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }
}
