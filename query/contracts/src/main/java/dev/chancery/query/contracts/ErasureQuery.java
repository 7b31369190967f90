package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ErasureState;
import org.jspecify.annotations.Nullable;

/** Questions about erasures and legal holds. Everything committed up to the question is in the answer. */
public sealed interface ErasureQuery<V> extends Query<V> {

    /**
     * The newest erasures first.
     *
     * @param state null for all
     * @param before only those requested before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindErasures(
            @Nullable ErasureState state, @Nullable Long before, int limit)
            implements ErasureQuery<ErasurePageView> {
        public FindErasures {
            if (limit < 1 || limit > PAGE_LIMIT) {
                throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " items");
            }
        }

        @Override
        public Class<ErasurePageView> view() {
            return ErasurePageView.class;
        }
    }

    /** One erasure. */
    record FindErasure(String erasure) implements ErasureQuery<ErasureView> {
        @Override
        public Class<ErasureView> view() {
            return ErasureView.class;
        }
    }

    /** The newest holds first, those that stand before those that were lifted; at most {@value Query#PAGE_LIMIT}. */
    record FindHolds() implements ErasureQuery<HoldsView> {
        @Override
        public Class<HoldsView> view() {
            return HoldsView.class;
        }
    }

    /** One hold. */
    record FindHold(String hold) implements ErasureQuery<HoldsView.HoldView> {
        @Override
        public Class<HoldsView.HoldView> view() {
            return HoldsView.HoldView.class;
        }
    }
}
