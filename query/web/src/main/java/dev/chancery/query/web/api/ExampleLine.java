package dev.chancery.query.web.api;

import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.query.contracts.ExamplesView.ExampleView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A labelled example as it is given out.
 *
 * @param position of the label in the log; {@code after} for those that follow
 * @param corrected the text that the person gave instead; null when he gave none
 */
record ExampleLine(
        String task,
        long position,
        String workflow,
        String agent,
        String policy,
        @Nullable Gate gate,
        @Nullable String requestedModel,
        @Nullable String deployment,
        @Nullable String modelVersion,
        ExampleLabel label,
        String reason,
        String by,
        Instant openedAt,
        Instant labelledAt,
        Text request,
        @Nullable Text output,
        @Nullable Text corrected,
        @Nullable OutcomeComparison comparison,
        @Nullable Verdict verdict) {

    /**
     * A sanitised text.
     *
     * @param content null when it was erased
     * @param erasedAt null when it was not, or when is not known
     */
    record Text(
            @Nullable String content,
            boolean erased,
            @Nullable Instant erasedAt) {}

    /**
     * What a judge said of the output.
     *
     * @param digest of the rubric; null in the records of versions that knew none
     * @param failure why it could not be judged, null when it was
     */
    record Verdict(
            String rubric,
            int version,
            @Nullable String digest,
            String judge,
            boolean passed,
            @Nullable String failure,
            List<DimensionScore> scores) {

        static Verdict of(JudgeVerdictRecorded verdict) {
            Judgement judgement = verdict.judgement();
            return new Verdict(
                    verdict.rubric(),
                    verdict.rubricVersion(),
                    judgement == null ? null : judgement.rubricDigest(),
                    verdict.judge(),
                    verdict.passed(),
                    judgement == null ? null : judgement.failure(),
                    verdict.scores());
        }

        /** {@code tone: 4; figures: passed}. */
        String told() {
            return scores.stream()
                    .map(score -> score.dimension() + ": "
                            + (score.score() != null
                                    ? String.valueOf(score.score())
                                    : score.passed() ? "passed" : "not passed"))
                    .collect(Collectors.joining("; "));
        }
    }

    private static final List<String> COLUMNS = List.of(
            "task",
            "position",
            "workflow",
            "agent",
            "policy",
            "gate",
            "requested_model",
            "deployment",
            "model_version",
            "label",
            "reason",
            "by",
            "opened_at",
            "labelled_at",
            "request",
            "request_erased",
            "output",
            "output_erased",
            "corrected",
            "corrected_erased",
            "similarity",
            "rubric",
            "rubric_version",
            "judge",
            "passed",
            "scores");

    static final String CSV_HEADER = csv(COLUMNS);

    /** @param texts by the ids of their contents */
    static ExampleLine of(ExampleView example, Map<String, Text> texts) {
        JudgeVerdictRecorded verdict = example.verdict();
        Text request = texts.get(example.request());
        return new ExampleLine(
                example.task(),
                example.position(),
                example.workflow(),
                example.agent(),
                example.policy(),
                example.gate(),
                example.requestedModel(),
                example.deployment(),
                example.modelVersion(),
                example.label(),
                example.reason(),
                example.by(),
                example.openedAt(),
                example.labelledAt(),
                request == null ? new Text(null, true, null) : request,
                example.output() == null ? null : texts.get(example.output()),
                example.corrected() == null ? null : texts.get(example.corrected()),
                example.comparison(),
                verdict == null ? null : Verdict.of(verdict));
    }

    /** A row under {@link #CSV_HEADER}. */
    String csv() {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                task,
                position,
                workflow,
                agent,
                policy,
                gate,
                requestedModel,
                deployment,
                modelVersion,
                label,
                reason,
                by,
                openedAt,
                labelledAt));
        for (Text text : Arrays.asList(request, output, corrected)) {
            values.add(text == null ? null : text.content());
            values.add(text == null ? null : text.erased());
        }
        values.add(comparison == null ? null : comparison.similarity());
        if (verdict != null) {
            values.addAll(
                    List.of(verdict.rubric(), verdict.version(), verdict.judge(), verdict.passed(), verdict.told()));
        }
        return csv(values);
    }

    /** A row that says that others are missing. */
    static String incomplete(String detail) {
        return csv(List.of("incomplete: " + detail));
    }

    private static String csv(List<?> values) {
        return values.stream().map(ExampleLine::quoted).collect(Collectors.joining(","))
                // A row has a value for each column.
                + ",".repeat(COLUMNS.size() - values.size())
                + "\r\n";
    }

    /** A text that a spreadsheet would take for a formula is marked as a text. */
    private static String quoted(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return value == null ? "" : value.toString();
        }
        String safe = text.matches("(?s)[=+@\t\r-].*") ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
