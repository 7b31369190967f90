package dev.chancery.decisions.judge;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Dimension;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.pricing.Pricing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What judging and revising an answer may cost, so that it is reserved before the first call. How long the answer gets nobody
 * knows then; it is taken to have four bytes to a token. The cap does not rest on that: before each call its worst cost is held
 * against what is left of the reservation, and a call that this does not cover is not made.
 *
 * @param least of one question to the judge
 * @param most of every question and every revision that the rubric allows
 */
public record JudgeReserve(Micros least, Micros most) {

    /** What a verdict's question has beside request, answer and rubric; and a revision beside request, answer and reasons. */
    private static final int WORDS = 2_000;

    private static final int BYTES_PER_TOKEN = 4;

    /** What the rubric of a workflow asks for; nothing without one. */
    public static JudgeReserve of(
            Optional<Rubric> rubric, RequestFacts request, List<Candidate> candidates, Policy policy) {
        Micros zero = Micros.zero(policy.currency());
        if (rubric.isEmpty() || !rubric.get().isStepwise()) {
            return new JudgeReserve(zero, zero);
        }
        Rubric asked = rubric.get();
        long answer = (long) BYTES_PER_TOKEN
                * candidates.stream().mapToInt(Candidate::maxOutputTokens).max().orElse(0);
        Micros question = Optional.ofNullable(asked.scorer())
                .flatMap(policy::deployment)
                .map(judge -> cost(judge, request.inputTokensBound() + answer + bytes(asked), verdict(asked, judge)))
                .orElse(zero);
        Micros revision = zero;
        for (Candidate candidate : candidates) {
            Micros again = candidate
                    .worstCost()
                    .plus(policy.deployment(candidate.deployment())
                            .map(doer -> cost(doer, answer + WORDS, 0))
                            .orElse(zero));
            revision = again.isMoreThan(revision) ? again : revision;
        }
        int attempts = asked.judge() == null ? 0 : asked.judge().attempts();
        Micros most = times(question, attempts * (1 + asked.revisions())).plus(times(revision, asked.revisions()));
        return new JudgeReserve(question, most);
    }

    private static int verdict(Rubric rubric, Deployment judge) {
        return Math.min(
                judge.maxOutputTokens(),
                rubric.judge() == null ? 0 : rubric.judge().maxOutputTokens());
    }

    private static long bytes(Rubric rubric) {
        long bytes = WORDS;
        for (Dimension dimension : rubric.dimensions()) {
            bytes += length(dimension.name()) + length(dimension.description()) + 100;
        }
        for (Check check : rubric.checks()) {
            bytes += length(check.dimension());
        }
        return bytes;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Micros cost(Deployment deployment, long inputTokens, long outputTokens) {
        return Pricing.worst(inputTokens, outputTokens, deployment.tariff());
    }

    private static Micros times(Micros amount, int times) {
        return new Micros(Math.multiplyExact(amount.amount(), (long) times), amount.currency());
    }
}
