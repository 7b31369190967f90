package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.Act;
import org.jspecify.annotations.Nullable;

/** Questions about what has no outcome, and about what the views could not take. */
public sealed interface ActQuery<V> extends Query<V> {

    /**
     * Abandoned acts, the newest first, and how many there were on each day.
     *
     * @param act null for all
     * @param before only those abandoned before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindAbandoned(@Nullable Act act, @Nullable Long before, int limit) implements ActQuery<AbandonedView> {
        public FindAbandoned {
            checkLimit(limit);
        }

        @Override
        public Class<AbandonedView> view() {
            return AbandonedView.class;
        }
    }

    /**
     * Acts whose outcome has not come, the oldest first.
     *
     * @param after only those whose intent lies after this position of the log
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindOpenActs(@Nullable Long after, int limit) implements ActQuery<OpenActsView> {
        public FindOpenActs {
            checkLimit(limit);
        }

        @Override
        public Class<OpenActsView> view() {
            return OpenActsView.class;
        }
    }

    /**
     * Events that the views could not take, in the order of the log.
     *
     * @param after only those after this position; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindDeadLetters(@Nullable Long after, int limit) implements ActQuery<DeadLettersView> {
        public FindDeadLetters {
            checkLimit(limit);
        }

        @Override
        public Class<DeadLettersView> view() {
            return DeadLettersView.class;
        }
    }

    /** The first page of what is left when everything was tried again now. It changes views and nothing else. */
    record RetryDeadLetters() implements ActQuery<DeadLettersView> {
        @Override
        public Class<DeadLettersView> view() {
            return DeadLettersView.class;
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > PAGE_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + PAGE_LIMIT + " items");
        }
    }
}
