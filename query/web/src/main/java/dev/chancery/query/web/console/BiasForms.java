package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.query.contracts.BiasBoundsView;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.bias.BiasDesk.AskedAttribute;
import dev.chancery.query.web.bias.BiasDesk.AskedBound;
import dev.chancery.query.web.bias.BiasDesk.AskedCheck;
import dev.chancery.query.web.bias.BiasDesk.AskedGroup;
import dev.chancery.query.web.bias.BiasDesk.NewBounds;
import dev.chancery.query.web.bias.DatasetFile;
import dev.chancery.query.web.bias.PairsDesk.AskedAnswers;
import dev.chancery.query.web.bias.PairsDesk.AskedPairRules;
import dev.chancery.query.web.bias.PairsDesk.AskedSuite;
import dev.chancery.query.web.bias.PairsDesk.AskedTemplate;
import dev.chancery.query.web.bias.UsesDesk.AskedConditions;
import dev.chancery.query.web.bias.UsesDesk.NewUse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** What the forms about bias hold, and how they are filled from what is on the record. */
final class BiasForms {

    /** {@code old >= 25}, {@code young < 25} or {@code women = f, female}. */
    private static final Pattern GROUP = Pattern.compile("(.{1,200}?)\\s*(>=|<|=)\\s*(.+)");

    private static final Pattern NEXT_TEMPLATE = Pattern.compile("(?m)^---[ \\t]*$");
    private static final Pattern PARAPHRASE = Pattern.compile("(?m)^~");

    private BiasForms() {}

    static NewUse use(Typed typed) {
        LocalDate until = typed.day("until");
        return new NewUse(
                typed.text("use"),
                typed.text("purpose"),
                typed.lines("categories"),
                new AskedConditions(
                        typed.text("otherDataInsufficient"),
                        typed.text("reuseLimits"),
                        typed.text("accessControls"),
                        typed.text("noTransfer"),
                        typed.text("deletion"),
                        typed.text("recordedReason")),
                typed.text("responsible"),
                until == null ? null : until.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    static DatasetFile.Columns columns(Typed typed) {
        String outcome = typed.text("outcome");
        if (outcome == null) {
            throw Problem.invalid("Give 'outcome', the column that says what was decided.");
        }
        return new DatasetFile.Columns(
                outcome, typed.text("label"), typed.text("score"), typed.text("task"), typed.lines("attributes"));
    }

    // Bounds

    static NewBounds bounds(Typed typed) {
        return new NewBounds(
                typed.text("workflow"),
                typed.text("system"),
                boundsOf(typed),
                typed.text("owner"),
                typed.whole("days"),
                typed.text("reason"));
    }

    /** The rows of the table in which something stands. */
    private static List<AskedBound> boundsOf(Typed typed) {
        return Arrays.stream(BiasMetric.values())
                .map(metric -> new AskedBound(metric, typed.number("least-" + metric), typed.number("most-" + metric)))
                .filter(bound -> bound.least() != null || bound.most() != null)
                .toList();
    }

    static MultiValueMap<String, String> filled(BiasBoundsView.Set set) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        fill(values, set.subject());
        fill(values, set.bounds());
        return values;
    }

    private static void fill(MultiValueMap<String, String> values, BiasSubject subject) {
        values.add(subject.kind() == BiasSubject.Kind.WORKFLOW ? "workflow" : "system", subject.id());
    }

    private static void fill(MultiValueMap<String, String> values, BiasBounds bounds) {
        for (BiasBound bound : bounds.bounds()) {
            add(values, "least-" + bound.metric(), bound.least());
            add(values, "most-" + bound.metric(), bound.most());
        }
        add(values, "owner", bounds.owner());
        add(values, "days", bounds.days());
    }

    private static void add(MultiValueMap<String, String> values, String name, @Nullable Object value) {
        if (value != null) {
            values.add(name, value.toString());
        }
    }

    // Suites

    static AskedSuite suite(Typed typed) {
        return new AskedSuite(
                typed.text("workflow"),
                typed.text("system"),
                typed.text("agent"),
                typed.text("model"),
                unix(typed.text("instructions")),
                templates(typed.of("templates")),
                typed.text("attribute"),
                typed.lines("values"),
                typed.whole("repeats"),
                typed.whole("maxOutputTokens"),
                new AskedAnswers(
                        typed.one("kind", AnswerRule.Kind.class),
                        typed.lines("favourable"),
                        typed.lines("unfavourable"),
                        typed.whole("characters")),
                boundsOf(typed),
                typed.text("owner"),
                typed.whole("days"),
                new AskedPairRules(
                        typed.whole("minimumPairs"), typed.whole("minimumTemplates"), typed.number("significance")),
                typed.whole("everyDays"));
    }

    private static @Nullable String unix(@Nullable String text) {
        return text == null ? null : text.replace("\r\n", "\n");
    }

    /** Templates with a line of {@code ---} between; a line that begins with {@code ~} begins a paraphrase of the one above it. */
    static List<AskedTemplate> templates(String typed) {
        return NEXT_TEMPLATE
                .splitAsStream(typed.replace("\r\n", "\n"))
                .filter(template -> !template.isBlank())
                .map(template ->
                        PARAPHRASE.splitAsStream(template).map(String::strip).toList())
                .map(wordings -> new AskedTemplate(wordings.getFirst(), wordings.subList(1, wordings.size())))
                .toList();
    }

    /** As {@link #templates(String)} reads it. */
    private static String written(List<BiasTemplate> templates) {
        return templates.stream()
                .map(template -> Stream.concat(
                                Stream.of(template.text()),
                                template.paraphrases().stream().map(text -> "~ " + text))
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n---\n"));
    }

    /** Whether the form has the templates of a suite as they are: one that was sent by the API may hold what divides them here. */
    static boolean isFaithful(SuiteView suite) {
        return templates(written(suite.templates()))
                .equals(suite.templates().stream()
                        .map(template -> new AskedTemplate(template.text(), template.paraphrases()))
                        .toList());
    }

    static MultiValueMap<String, String> filled(SuiteView suite) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        add(values, "suite", suite.suite());
        add(values, "version", suite.version());
        add(values, "workflow", suite.workflow());
        if (suite.subject().kind() == BiasSubject.Kind.SYSTEM) {
            fill(values, suite.subject());
        }
        add(values, "agent", suite.agent());
        add(values, "model", suite.model());
        add(values, "instructions", suite.instructions());
        add(values, "templates", written(suite.templates()));
        add(values, "attribute", suite.attribute());
        add(values, "values", String.join("\n", suite.values()));
        add(values, "repeats", suite.repeats());
        add(values, "maxOutputTokens", suite.maxOutputTokens());
        add(values, "kind", suite.answers().kind());
        add(values, "favourable", String.join("\n", suite.answers().favourable()));
        add(values, "unfavourable", String.join("\n", suite.answers().unfavourable()));
        add(values, "characters", suite.answers().characters());
        fill(values, suite.bounds());
        add(values, "minimumPairs", suite.rules().minimumPairs());
        add(values, "minimumTemplates", suite.rules().minimumTemplates());
        add(values, "significance", suite.rules().significance());
        add(values, "everyDays", suite.everyDays());
        return values;
    }

    // Checks

    /** A check of one attribute, or of two and both crossed. */
    static AskedCheck check(Typed typed) {
        AskedAttribute first = attribute(typed, "attribute", "groups", "privileged");
        AskedAttribute second = attribute(typed, "secondAttribute", "secondGroups", "secondPrivileged");
        // What was typed of a second one that has no name is refused, not left out.
        boolean crossed = !second.equals(new AskedAttribute(null, List.of(), List.of()));
        List<BiasMetric> metrics = typed.some("metrics", BiasMetric.class);
        BiasMetric bound = typed.one("bound", BiasMetric.class);
        return new AskedCheck(
                typed.text("dataset"),
                null,
                null,
                listed(typed.of("favourable")),
                crossed ? List.of(first, second) : List.of(first),
                crossed ? List.of(names(first, second)) : null,
                metrics.isEmpty() ? null : metrics,
                bound == null ? null : List.of(new AskedBound(bound, typed.number("least"), typed.number("most"))),
                typed.text("owner"),
                typed.whole("days"),
                null);
    }

    private static AskedAttribute attribute(Typed typed, String name, String groups, String privileged) {
        return new AskedAttribute(
                typed.text(name),
                typed.lines(groups).stream().map(BiasForms::group).toList(),
                listed(typed.of(privileged)));
    }

    private static List<String> names(AskedAttribute... attributes) {
        return Arrays.stream(attributes)
                .map(each -> Objects.requireNonNullElse(each.attribute(), ""))
                .toList();
    }

    private static AskedGroup group(String line) {
        Matcher parts = GROUP.matcher(line);
        if (!parts.matches()) {
            throw Problem.invalid(
                    "A group is a line as 'women = f, female', 'young < 25' or 'others >= 25'. This is none: " + line);
        }
        String name = parts.group(1).strip();
        return switch (parts.group(2)) {
            case ">=" -> new AskedGroup(name, null, Typed.number("groups", parts.group(3)), null);
            case "<" -> new AskedGroup(name, null, null, Typed.number("groups", parts.group(3)));
            default -> new AskedGroup(name, listed(parts.group(3)), null, null);
        };
    }

    private static List<String> listed(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
