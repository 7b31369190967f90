package dev.chancery.gateway.judge;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.decisions.judge.PairReply;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.fleet.Fleet;
import dev.chancery.inference.fleet.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks a judge which of two texts it prefers, once in each order. What is no choice is a failed attempt that is paid for; it is not
 * asked for again, since how often that happens is one of the things to be known. After the first order without a choice the second is
 * not asked.
 */
public final class PairCall {

    /**
     * What came of it.
     *
     * @param failures in the order of the attempts, numbered from 1
     * @param answers that were choices
     * @param outputFirst when the output was shown first
     * @param correctionFirst when the correction was
     */
    public record Result(
            List<AttemptFailed> failures,
            List<JudgeAnswered> answers,
            PairChoice outputFirst,
            PairChoice correctionFirst) {}

    private final Fleet fleet;
    private final WorkflowId workflow;
    private final Rubric rubric;
    private final Candidate judge;
    private final Consumer<AttemptFailed> failed;
    private final List<AttemptFailed> failures = new ArrayList<>();
    private final List<JudgeAnswered> answers = new ArrayList<>();
    private Micros left;

    /**
     * A call to be made.
     *
     * @param reserved for both questions
     * @param failed told each failure when it happens; must not block
     */
    public PairCall(
            Fleet fleet,
            WorkflowId workflow,
            Rubric rubric,
            Candidate judge,
            Micros reserved,
            Consumer<AttemptFailed> failed) {
        this.fleet = fleet;
        this.workflow = workflow;
        this.rubric = rubric;
        this.judge = judge;
        this.left = reserved;
        this.failed = failed;
    }

    /** Asks in both orders. */
    public Result ask(String request, String output, String correction) {
        PairChoice outputFirst = ask(JudgePrompt.choice(rubric, request, output, correction));
        PairChoice correctionFirst = outputFirst == PairChoice.MALFORMED || outputFirst == PairChoice.UNANSWERED
                ? PairChoice.UNANSWERED
                : ask(JudgePrompt.choice(rubric, request, correction, output));
        return new Result(List.copyOf(failures), List.copyOf(answers), outputFirst, correctionFirst);
    }

    private PairChoice ask(Conversation question) {
        if (judge.worstCost().isMoreThan(left)) {
            return PairChoice.UNANSWERED;
        }
        int before = failures.size();
        Inference inference = fleet.infer(
                workflow, question, List.of(judge), left, null, failure -> note(before + failure.attempt(), failure));
        for (AttemptFailed failure : failures.subList(before, failures.size())) {
            left = left.minus(failure.charged());
        }
        Inference.Completion completion = inference.completion();
        if (completion == null) {
            return PairChoice.UNANSWERED;
        }
        left = left.minus(completion.cost());
        PairChoice choice = PairReply.read(completion.reply().text());
        if (choice == PairChoice.MALFORMED) {
            note(
                    failures.size() + 1,
                    new AttemptFailed(
                            completion.deployment(),
                            1,
                            AttemptFailure.GARBAGE,
                            "What the judge wrote is no choice between two texts.",
                            completion.millis(),
                            completion.cost()));
        } else {
            answers.add(new JudgeAnswered(
                    completion.deployment(),
                    completion.reply().modelVersion(),
                    completion.usage(),
                    completion.cost(),
                    completion.millis()));
        }
        return choice;
    }

    private void note(int number, AttemptFailed failure) {
        AttemptFailed numbered = new AttemptFailed(
                failure.deployment(), number, failure.failure(), failure.detail(), failure.millis(), failure.charged());
        failures.add(numbered);
        failed.accept(numbered);
    }
}
