package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.BiasSubject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Questions about bias. Everything committed up to the question is in the answer. */
public sealed interface BiasQuery<V> extends Query<V> {

    /** The records of Article 4a, the newest first, each with its data sets. */
    record FindBiasUses() implements BiasQuery<BiasUsesView> {
        @Override
        public Class<BiasUsesView> view() {
            return BiasUsesView.class;
        }
    }

    /** One record of Article 4a. */
    record FindBiasUse(String use) implements BiasQuery<BiasUsesView.UseView> {
        @Override
        public Class<BiasUsesView.UseView> view() {
            return BiasUsesView.UseView.class;
        }
    }

    /** One data set. */
    record FindBiasDataset(String dataset) implements BiasQuery<BiasUsesView.DatasetView> {
        @Override
        public Class<BiasUsesView.DatasetView> view() {
            return BiasUsesView.DatasetView.class;
        }
    }

    /** What bounds are set. */
    record FindBiasBounds() implements BiasQuery<BiasBoundsView> {
        @Override
        public Class<BiasBoundsView> view() {
            return BiasBoundsView.class;
        }
    }

    /**
     * The newest checks first.
     *
     * @param subject null for all
     * @param before only those before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindBiasChecks(
            @Nullable BiasSubject subject, @Nullable Long before, int limit) implements BiasQuery<BiasChecksView> {
        public FindBiasChecks {
            if (limit < 1 || limit > PAGE_LIMIT) {
                throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " items");
            }
        }

        @Override
        public Class<BiasChecksView> view() {
            return BiasChecksView.class;
        }
    }

    /** One check. */
    record FindBiasCheck(String check) implements BiasQuery<BiasCheckView> {
        @Override
        public Class<BiasCheckView> view() {
            return BiasCheckView.class;
        }
    }

    /**
     * Findings: the open ones first, by their deadline; then the closed ones, the newest first. At most {@value Query#PAGE_LIMIT}.
     *
     * @param open null for both
     * @param now against which deadlines are held
     */
    record FindBiasFindings(@Nullable Boolean open, Instant now) implements BiasQuery<BiasFindingsView> {
        @Override
        public Class<BiasFindingsView> view() {
            return BiasFindingsView.class;
        }
    }

    /** One finding. */
    record FindBiasFinding(String finding, Instant now) implements BiasQuery<BiasFindingsView.FindingView> {
        @Override
        public Class<BiasFindingsView.FindingView> view() {
            return BiasFindingsView.FindingView.class;
        }
    }

    /** The suites of counterfactual prompts, by their ids. */
    record FindBiasSuites() implements BiasQuery<BiasSuitesView> {
        @Override
        public Class<BiasSuitesView> view() {
            return BiasSuitesView.class;
        }
    }

    /** The suites with what is needed to send their prompts. */
    record FindBiasSuitesToRun() implements BiasQuery<BiasSuitesToRunView> {
        @Override
        public Class<BiasSuitesToRunView> view() {
            return BiasSuitesToRunView.class;
        }
    }

    /** One suite. */
    record FindBiasSuite(String suite) implements BiasQuery<BiasSuitesView.SuiteView> {
        @Override
        public Class<BiasSuitesView.SuiteView> view() {
            return BiasSuitesView.SuiteView.class;
        }
    }

    /** The newest runs of a suite first, at most {@value Query#PAGE_LIMIT}. */
    record FindBiasPairRuns(String suite) implements BiasQuery<BiasPairRunsView> {
        @Override
        public Class<BiasPairRunsView> view() {
            return BiasPairRunsView.class;
        }
    }

    /** One run. */
    record FindBiasPairRun(String run) implements BiasQuery<BiasPairRunsView.RunView> {
        @Override
        public Class<BiasPairRunsView.RunView> view() {
            return BiasPairRunsView.RunView.class;
        }
    }
}
