package dev.chancery.query.contracts;

import org.jspecify.annotations.Nullable;

/** Questions about the register of AI systems; everything committed up to the question is included. */
public sealed interface SystemQuery<V> extends Query<V> {

    /**
     * The inventory, in the order of the ids.
     *
     * @param after id of the last system of the page before
     */
    record FindSystems(@Nullable String after, int limit) implements SystemQuery<SystemsView> {
        public FindSystems {
            if (limit < 1 || limit > PAGE_LIMIT) {
                throw new IllegalArgumentException("'limit' is from 1 to " + PAGE_LIMIT);
            }
        }

        @Override
        public Class<SystemsView> view() {
            return SystemsView.class;
        }
    }

    /** A system and its history. */
    record FindSystem(String system) implements SystemQuery<SystemView> {
        @Override
        public Class<SystemView> view() {
            return SystemView.class;
        }
    }

    /** What every system is classified by. */
    record FindSystemFacts() implements SystemQuery<SystemFactsView> {
        @Override
        public Class<SystemFactsView> view() {
            return SystemFactsView.class;
        }
    }

    /** What is in use and belongs to no system that is classified and goes on. */
    record FindUnclassified() implements SystemQuery<UnclassifiedView> {
        @Override
        public Class<UnclassifiedView> view() {
            return UnclassifiedView.class;
        }
    }

    /** Which rule sets were adopted. */
    record FindAdoptedRules() implements SystemQuery<AdoptedRulesView> {
        @Override
        public Class<AdoptedRulesView> view() {
            return AdoptedRulesView.class;
        }
    }

    /** AI services that are used past the gateway. */
    record FindShadowAi() implements SystemQuery<ShadowAiView> {
        @Override
        public Class<ShadowAiView> view() {
            return ShadowAiView.class;
        }
    }
}
