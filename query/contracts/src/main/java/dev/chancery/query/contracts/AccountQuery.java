package dev.chancery.query.contracts;

import dev.chancery.contracts.AccountId;
import org.jspecify.annotations.Nullable;

/** Questions about accounts and visits; everything committed up to the question included. */
public sealed interface AccountQuery<V> extends Query<V> {

    /**
     * Accounts in the order of their ids, closed ones too.
     *
     * @param after id of the last one of the page before
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindAccounts(@Nullable String after, int limit) implements AccountQuery<AccountsView> {
        public FindAccounts {
            demandPage(limit);
        }

        @Override
        public Class<AccountsView> view() {
            return AccountsView.class;
        }
    }

    /** An account and its history. */
    record FindAccount(AccountId account) implements AccountQuery<AccountView> {
        @Override
        public Class<AccountView> view() {
            return AccountView.class;
        }
    }

    /**
     * Visits, the newest first.
     *
     * @param account whose; null for everybody's
     * @param viewed only those of people from outside who looked at something
     * @param before only those that began before this position of the log; the token of the next page
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindVisits(
            @Nullable AccountId account,
            boolean viewed,
            @Nullable Long before,
            int limit) implements AccountQuery<VisitsView> {
        public FindVisits {
            demandPage(limit);
        }

        @Override
        public Class<VisitsView> view() {
            return VisitsView.class;
        }
    }

    /**
     * A visit and what was looked at, in order.
     *
     * @param after position of the last look of the page before
     * @param limit 1 to {@value Query#PAGE_LIMIT}
     */
    record FindVisit(String visit, @Nullable Long after, int limit) implements AccountQuery<VisitPageView> {
        public FindVisit {
            demandPage(limit);
        }

        @Override
        public Class<VisitPageView> view() {
            return VisitPageView.class;
        }
    }

    private static void demandPage(int limit) {
        if (limit < 1 || limit > PAGE_LIMIT) {
            throw new IllegalArgumentException("'limit' is from 1 to " + PAGE_LIMIT);
        }
    }
}
