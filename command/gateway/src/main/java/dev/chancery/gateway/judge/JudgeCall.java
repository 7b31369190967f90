package dev.chancery.gateway.judge;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.decisions.judge.JudgeReply;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.fleet.Fleet;
import dev.chancery.inference.fleet.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks a judge until it gives a verdict, as often as the rubric says and as what is left of the reservation covers. What is no
 * verdict is a failed attempt like any other, and is paid for.
 */
public final class JudgeCall {

    /** UTF-8 bytes of what is told of a verdict that was none. */
    public static final int MAX_MALFORMED_BYTES = 1_200;

    /** Each of at most three bytes, or of four for two. */
    private static final int MAX_MALFORMED = MAX_MALFORMED_BYTES / 3;

    /**
     * What came of it.
     *
     * @param failures in the order of the attempts, numbered from 1
     * @param answered null when there is no verdict; then {@code failure} says why
     * @param scores of the dimensions, their reasons sanitised
     */
    public record Result(
            List<AttemptFailed> failures,
            @Nullable JudgeAnswered answered,
            List<DimensionScore> scores,
            @Nullable String failure) {}

    private final Fleet fleet;
    private final WorkflowId workflow;
    private final Rubric rubric;
    private final Candidate judge;
    private final UnaryOperator<String> sanitise;
    private final Consumer<AttemptFailed> failed;
    private final List<AttemptFailed> failures = new ArrayList<>();

    /**
     * A call to be made.
     *
     * @param sanitise puts placeholders into the judge's words
     * @param failed told each failure when it happens; must not block
     */
    public JudgeCall(
            Fleet fleet,
            WorkflowId workflow,
            Rubric rubric,
            Candidate judge,
            UnaryOperator<String> sanitise,
            Consumer<AttemptFailed> failed) {
        this.fleet = fleet;
        this.workflow = workflow;
        this.rubric = rubric;
        this.judge = judge;
        this.sanitise = sanitise;
        this.failed = failed;
    }

    /**
     * Asks.
     *
     * @param left of the reservation
     */
    public Result ask(String request, String output, Micros left) {
        int attempts = rubric.judge() == null ? 1 : rubric.judge().attempts();
        Micros unspent = left;
        String malformed = null;
        for (int attempt = 1; attempt <= attempts && !judge.worstCost().isMoreThan(unspent); attempt++) {
            int before = failures.size();
            Inference inference = fleet.infer(
                    workflow,
                    JudgePrompt.question(rubric, request, output, malformed),
                    List.of(judge),
                    unspent,
                    null,
                    failure -> note(before + failure.attempt(), failure));
            Inference.Completion completion = inference.completion();
            for (AttemptFailed failure : failures.subList(before, failures.size())) {
                unspent = unspent.minus(failure.charged());
            }
            if (completion == null) {
                if (failures.size() > before && isOver(failures.getLast().failure())) {
                    break;
                }
                continue;
            }
            try {
                List<DimensionScore> scores = JudgeReply.read(completion.reply().text(), rubric);
                return new Result(List.copyOf(failures), answered(completion), sanitised(scores), null);
            } catch (JudgeReply.Malformed e) {
                String said = String.valueOf(e.getMessage());
                malformed = said.substring(0, Math.min(said.length(), MAX_MALFORMED));
                note(
                        failures.size() + 1,
                        new AttemptFailed(
                                completion.deployment(),
                                1,
                                AttemptFailure.GARBAGE,
                                "What the judge wrote is no verdict: " + malformed,
                                completion.millis(),
                                completion.cost()));
                unspent = unspent.minus(completion.cost());
            }
        }
        String why = failures.isEmpty()
                ? "the judge was not asked"
                : "the judge gave no verdict: " + failures.getLast().detail();
        return new Result(List.copyOf(failures), null, List.of(), why);
    }

    /** Asking again would not be right, whatever it might bring. */
    private static boolean isOver(AttemptFailure failure) {
        return failure == AttemptFailure.STOPPED || failure == AttemptFailure.CLIENT_GONE;
    }

    private void note(int number, AttemptFailed failure) {
        AttemptFailed numbered = new AttemptFailed(
                failure.deployment(), number, failure.failure(), failure.detail(), failure.millis(), failure.charged());
        failures.add(numbered);
        failed.accept(numbered);
    }

    private static JudgeAnswered answered(Inference.Completion completion) {
        Reply reply = completion.reply();
        return new JudgeAnswered(
                completion.deployment(),
                reply.modelVersion(),
                completion.usage(),
                completion.cost(),
                completion.millis());
    }

    private List<DimensionScore> sanitised(List<DimensionScore> scores) {
        return scores.stream()
                .map(s -> new DimensionScore(s.dimension(), s.passed(), sanitise.apply(s.reason()), s.score()))
                .toList();
    }
}
