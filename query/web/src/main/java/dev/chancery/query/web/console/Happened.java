package dev.chancery.query.web.console;

import static dev.chancery.query.web.console.Said.SAID;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.query.contracts.TaskSummaryView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task in a sentence or two, before its timeline. */
final class Happened {

    private Happened() {}

    static String of(TaskSummaryView task, List<Event> stream) {
        List<String> said = new ArrayList<>();
        said.add(asked(task));
        if (task.redacted() > 0) {
            said.add(
                    task.redacted() == 1
                            ? "One piece of personal data was replaced before anything was stored or sent."
                            : task.redacted()
                                    + " pieces of personal data were replaced before anything was stored or sent.");
        }
        if (task.deployment() != null) {
            said.add(answered(task));
        }
        verdict(stream, said);
        said.add(ended(task, stream));
        return String.join(" ", said);
    }

    private static String asked(TaskSummaryView task) {
        return switch (task.kind()) {
            case INFERENCE ->
                task.agent() + " asked "
                        + (task.requestedModel() == null ? "a model" : "“" + task.requestedModel() + "”")
                        + " for workflow " + task.workflow() + ".";
            case TOOL_CALL -> task.agent() + " asked for tool " + task.tool() + " in workflow " + task.workflow() + ".";
            case COMPARISON -> "The judge of workflow " + task.workflow() + " was asked which of two texts it prefers.";
        };
    }

    private static String answered(TaskSummaryView task) {
        String failed = task.failedAttempts() == 0
                ? ""
                : " after " + task.failedAttempts()
                        + (task.failedAttempts() == 1 ? " failed attempt" : " failed attempts");
        return task.deployment() + " answered" + failed + " in " + SAID.millis(task.modelMillis())
                + (task.cost() == null ? "." : " for " + SAID.money(task.cost()) + ".");
    }

    private static void verdict(List<Event> stream, List<String> said) {
        stream.stream()
                .filter(JudgeVerdictRecorded.class::isInstance)
                .map(JudgeVerdictRecorded.class::cast)
                .reduce((before, last) -> last)
                .ifPresent(verdict -> {
                    long holds = verdict.scores().stream()
                            .filter(DimensionScore::passed)
                            .count();
                    String failure = verdict.judgement() == null
                            ? null
                            : verdict.judgement().failure();
                    said.add(
                            failure != null
                                    ? "It could not be judged."
                                    : "By rubric " + verdict.rubric() + " " + holds + " of "
                                            + verdict.scores().size() + " dimensions hold.");
                });
    }

    private static String ended(TaskSummaryView task, List<Event> stream) {
        return switch (task.state()) {
            case OPENED -> "It is under way.";
            case REFUSED -> refused(stream);
            case RELEASED ->
                task.tool() == null ? "The output was delivered." : "The call was made and its result delivered.";
            case HELD -> task.heldFor() == null ? "It waits for a person." : Timeline.held(task.heldFor());
            case SHADOWED -> "The output is kept and was delivered to nobody.";
            case APPROVED -> by(task) + " approved it" + why(task);
            case EDITED -> by(task) + " released another text in its place" + why(task);
            case REJECTED -> by(task) + " rejected it" + why(task);
            case COMPARED -> "Its choice counts for how far the judge can be relied upon.";
            case FAILED -> "Nobody answered" + why(task);
            case ABANDONED -> "Its outcome never came" + why(task);
        };
    }

    private static String refused(List<Event> stream) {
        for (Event event : stream) {
            if (event instanceof TaskRefused refused) {
                return "It was refused: " + refused.refusal().sentence();
            }
            if (event instanceof ToolCallDenied denied) {
                return "It was refused: " + denied.refusal().sentence();
            }
        }
        return "It was refused.";
    }

    private static String by(TaskSummaryView task) {
        return task.reviewer() == null ? "A person" : task.reviewer();
    }

    private static String why(TaskSummaryView task) {
        @Nullable String reason = task.reason();
        return reason == null ? "." : ": " + reason + (reason.endsWith(".") ? "" : ".");
    }
}
