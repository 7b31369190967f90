package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.DateReading;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A rule set as people read it beside the questions of a classification: its own words, and from when they apply.
 *
 * @param note what else is to be known of it
 */
record LawText(
        String version,
        String title,
        String note,
        List<String> sources,
        List<Practice> practices,
        @Nullable Products annexOne,
        @Nullable Uses annexThree,
        @Nullable Derogating derogation,
        List<Paragraph> transparency,
        List<Provision> provisions) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String AS_AMENDED = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:02024R1689-20260727";
    private static final String AS_PUBLISHED = "https://eur-lex.europa.eu/eli/reg/2024/1689/oj/eng";

    LawText {
        title = title == null ? version : title;
        note = note == null ? "" : note;
        sources = sources == null ? List.of() : List.copyOf(sources);
        practices = practices == null ? List.of() : List.copyOf(practices);
        transparency = transparency == null ? List.of() : List.copyOf(transparency);
        provisions = provisions == null ? List.of() : List.copyOf(provisions);
    }

    /** Reads a rule set. */
    static LawText of(String json) {
        return JSON.readValue(json, LawText.class);
    }

    /** A practice of Art. 5(1). */
    record Practice(String point, String title, String text, List<Exclusion> exceptions, List<DateReading> readings) {}

    /** What takes a use out of a point. */
    record Exclusion(String name, String text) {}

    /** Art. 6(1). */
    record Products(String article, String text, List<DateReading> readings, List<Item> items) {}

    /** Legislation of Annex I; the item begins with its section. */
    record Item(String item, String text) {}

    /** Art. 6(2). */
    record Uses(String article, String text, List<DateReading> readings, List<Point> points) {

        /** The points by area, in the order of the law. */
        public Map<String, List<Point>> areas() {
            Map<String, List<Point>> areas = new LinkedHashMap<>();
            points.forEach(point -> areas.merge(point.area(), List.of(point), LawText::and));
            return areas;
        }
    }

    private static <T> List<T> and(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** A point of Annex III. */
    record Point(String point, String area, String text, List<Exclusion> exclusions) {}

    /** Art. 6(3). */
    record Derogating(
            String article, String text, List<DateReading> readings, List<Condition> conditions, String profiling) {}

    /** A condition of Art. 6(3). */
    record Condition(String point, String text) {}

    /** A paragraph of Art. 50. */
    record Paragraph(
            String point,
            String title,
            List<AiRole> roles,
            String text,
            List<Exclusion> exclusions,
            List<DateReading> readings,
            @Nullable Later legacy) {}

    /** For what was on the market before a day, a later one. */
    record Later(LocalDate placedBefore, LocalDate from, String basis) {}

    /** Something else that the Act says. */
    record Provision(String article, String text) {}

    /** What the Act says under an article. */
    public List<Provision> provisions(String beginning) {
        return provisions.stream()
                .filter(provision -> provision.article().startsWith(beginning))
                .toList();
    }

    /** Where the whole text is published. */
    public String link() {
        return version.contains("1744") ? AS_AMENDED : AS_PUBLISHED;
    }
}
