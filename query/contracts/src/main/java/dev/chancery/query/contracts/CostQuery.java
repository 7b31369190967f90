package dev.chancery.query.contracts;

import java.time.LocalDate;

/** Questions about what AI costs, what that is worth, and what prices say. Days are UTC; a task counts on that of its opening. */
public sealed interface CostQuery<V> extends Query<V> {

    /** Longest period, in days. */
    int MOST_DAYS = 3_700;

    private static void check(LocalDate from, LocalDate to) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("'to' is before 'from'");
        }
        if (from.plusDays(MOST_DAYS).isBefore(to)) {
            throw new IllegalArgumentException("A period has at most " + MOST_DAYS + " days");
        }
    }

    /** What tasks cost and what came of them, by one dimension, the dearest first; by day in order. */
    record FindCosts(By by, LocalDate from, LocalDate to) implements CostQuery<CostsView> {

        /** The dimensions of cost. */
        public enum By {
            TIER,
            MODEL,
            AGENT,
            WORKFLOW,
            DAY
        }

        public FindCosts {
            check(from, to);
        }

        @Override
        public Class<CostsView> view() {
            return CostsView.class;
        }
    }

    /** What the outputs of each workflow were worth by its human baseline, and what they cost. */
    record FindValue(LocalDate from, LocalDate to) implements CostQuery<ValueView> {
        public FindValue {
            check(from, to);
        }

        @Override
        public Class<ValueView> view() {
            return ValueView.class;
        }
    }

    /** Days on which a workflow or an agent cost far more than on the days before. */
    record FindSpendAnomalies(LocalDate from, LocalDate to) implements CostQuery<SpendAnomaliesView> {
        public FindSpendAnomalies {
            check(from, to);
        }

        @Override
        public Class<SpendAnomaliesView> view() {
            return SpendAnomaliesView.class;
        }
    }

    /** How good and how dear the answers of deployments are. */
    record FindQualities() implements CostQuery<QualitiesView> {
        @Override
        public Class<QualitiesView> view() {
            return QualitiesView.class;
        }
    }

    /** How much deployments and agents were used. */
    record FindUses(LocalDate from, LocalDate to) implements CostQuery<UsesView> {
        public FindUses {
            check(from, to);
        }

        @Override
        public Class<UsesView> view() {
            return UsesView.class;
        }
    }

    /** Human baselines of workflows, with those that held before. */
    record FindBaselines() implements CostQuery<BaselinesView> {
        @Override
        public Class<BaselinesView> view() {
            return BaselinesView.class;
        }
    }

    /** Price lists that were taken in, the newest first. */
    record FindPriceImports() implements CostQuery<PriceImportsView> {
        @Override
        public Class<PriceImportsView> view() {
            return PriceImportsView.class;
        }
    }

    /** The prices of the policy in force, held against the lists that hold on a day. */
    record FindPrices(LocalDate date) implements CostQuery<PricesView> {
        @Override
        public Class<PricesView> view() {
            return PricesView.class;
        }
    }

    /** Where money might be saved, by what was used and decided in a period. */
    record FindCostProposals(LocalDate from, LocalDate to) implements CostQuery<CostProposalsView> {
        public FindCostProposals {
            check(from, to);
        }

        @Override
        public Class<CostProposalsView> view() {
            return CostProposalsView.class;
        }
    }
}
