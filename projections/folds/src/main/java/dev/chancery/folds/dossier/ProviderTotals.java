package dev.chancery.folds.dossier;

import dev.chancery.contracts.Micros;
import dev.chancery.folds.ProviderCalls;
import dev.chancery.folds.ProviderCalls.Call;
import dev.chancery.folds.Step;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What providers may charge for, summed by day, deployment and version, so that the number of calls bounds no memory. */
public final class ProviderTotals {

    /**
     * Calls of one kind.
     *
     * @param policy that names the deployment's provider
     * @param modelVersion null unless they were answered
     * @param estimated whether the tokens are our own bound
     */
    public record Total(
            LocalDate day,
            String policy,
            String deployment,
            @Nullable String modelVersion,
            ProviderCalls.Kind kind,
            boolean estimated,
            long calls,
            long inputTokens,
            long outputTokens,
            Micros amount) {

        private Total plus(Total other) {
            return new Total(
                    day,
                    policy,
                    deployment,
                    modelVersion,
                    kind,
                    estimated,
                    calls + other.calls,
                    Math.addExact(inputTokens, other.inputTokens),
                    Math.addExact(outputTokens, other.outputTokens),
                    amount.plus(other.amount));
        }
    }

    private final ProviderCalls fold = new ProviderCalls();
    private final SortedMap<String, Total> totals = new TreeMap<>();

    void take(Step step) {
        for (Long position : fold.keys(step)) {
            Call call = fold.apply(position, null, step);
            String key = String.join(
                    "\n",
                    call.day().toString(),
                    call.policy().value(),
                    call.deployment(),
                    String.valueOf(call.modelVersion()),
                    call.kind().name(),
                    Boolean.toString(call.estimated()),
                    call.amount().currency().getCurrencyCode());
            totals.merge(
                    key,
                    new Total(
                            call.day(),
                            call.policy().value(),
                            call.deployment(),
                            call.modelVersion(),
                            call.kind(),
                            call.estimated(),
                            1,
                            call.inputTokens(),
                            call.outputTokens(),
                            call.amount()),
                    Total::plus);
        }
    }

    List<Total> all() {
        return List.copyOf(totals.values());
    }
}
