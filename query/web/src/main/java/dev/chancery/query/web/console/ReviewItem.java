package dev.chancery.query.web.console;

import static dev.chancery.query.web.console.Said.SAID;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.web.console.Timeline.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reviewer has before him beside the texts. Whether it is a case that measures him is nowhere in it.
 *
 * @param why it waits for a person
 * @param since when
 * @param provenance who asked whom with what
 * @param verdicts the last one last
 * @param risks that were seen in the result of a tool
 */
record ReviewItem(
        TaskSummaryView task,
        Waiting waiting,
        String why,
        Instant since,
        List<Fact> provenance,
        List<Verdict> verdicts,
        List<RiskScore> risks) {

    /** What a rubric says of an answer. */
    record Verdict(
            String rubric,
            String judge,
            int round,
            boolean passed,
            @Nullable String failure,
            List<DimensionScore> scores) {}

    /** What waits, as the list says it. */
    static Waiting waiting(TaskSummaryView task) {
        if (task.state() != TaskState.HELD) {
            return Waiting.DELIVERED;
        }
        return task.heldFor() == HoldReason.TOOL_CALL
                ? Waiting.TOOL_CALL
                : task.heldFor() == HoldReason.TOOL_RESULT ? Waiting.TOOL_RESULT : Waiting.OUTPUT;
    }

    static ReviewItem of(TaskSummaryView task, List<Recorded> stream) {
        Instant since = task.openedAt();
        List<Verdict> verdicts = new ArrayList<>();
        List<RiskScore> risks = List.of();
        for (Recorded recorded : stream) {
            Event event = recorded.event();
            if (event instanceof OutputHeld || event instanceof ToolCallHeld || event instanceof OutputSampled) {
                since = recorded.at();
            } else if (event instanceof ToolResultScreened screened) {
                since = recorded.at();
                risks = screened.screening().scores();
            } else if (event instanceof JudgeVerdictRecorded verdict) {
                verdicts.add(verdict(verdict));
            }
        }
        Waiting waiting = waiting(task);
        return new ReviewItem(
                task,
                waiting,
                why(task, waiting),
                since,
                provenance(task, stream.stream().map(Recorded::event).toList()),
                verdicts,
                risks);
    }

    private static String why(TaskSummaryView task, Waiting waiting) {
        return waiting == Waiting.DELIVERED || task.heldFor() == null
                ? "It was delivered. A share of what is delivered is looked at afterwards, as evidence for or against the"
                        + " autonomy of the workflow."
                : Timeline.held(task.heldFor());
    }

    private static Verdict verdict(JudgeVerdictRecorded e) {
        return new Verdict(
                e.rubric() + " v" + e.rubricVersion(),
                e.judge(),
                e.judgement() == null ? 1 : e.judgement().round(),
                e.passed(),
                e.judgement() == null ? null : e.judgement().failure(),
                e.scores());
    }

    private static List<Fact> provenance(TaskSummaryView task, List<Event> events) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Agent", task.agent());
        add(facts, "Workflow", task.workflow());
        add(facts, "Tool", task.tool());
        add(facts, "Model", task.deployment());
        add(facts, "Version", task.modelVersion());
        add(facts, "Prompt", task.tool() == null ? TaskPage.prompt(events) : null);
        add(facts, "Label", task.label());
        add(facts, "Sensitivity", task.sensitivity() == null ? null : SAID.word(task.sensitivity()));
        add(facts, "Session", task.session());
        add(facts, "Person concerned", task.subject());
        add(facts, "Policy", SAID.digest(task.policy()));
        add(facts, "Cost", task.cost() == null ? null : SAID.money(task.cost()));
        add(facts, "Asked", SAID.time(task.openedAt()));
        return facts;
    }

    private static void add(List<Fact> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.add(new Fact(name, value));
        }
    }
}
