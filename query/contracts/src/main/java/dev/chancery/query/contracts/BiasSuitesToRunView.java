package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.BiasSuite;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Suites of counterfactual prompts for whoever sends them. */
public record BiasSuitesToRunView(List<ToRun> suites) {

    /**
     * A suite.
     *
     * @param running the run that is under way; null for none
     * @param next when the next one begins by itself; null when none does
     */
    public record ToRun(
            BiasSuite suite,
            @Nullable String running,
            @Nullable Instant next) {}
}
