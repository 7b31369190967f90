package dev.chancery.query.contracts;

/**
 * A question.
 *
 * @param <V> what answers it
 */
public sealed interface Query<V>
        permits TaskQuery,
                RegistryQuery,
                FindSpend,
                FindJudgeAgreement,
                FindDuePairs,
                ActQuery,
                ReconciliationQuery,
                ErasureQuery,
                ViewsQuery,
                BiasQuery,
                LineageQuery,
                IncidentQuery,
                ControlQuery,
                SystemQuery,
                CostQuery,
                SearchQuery,
                OperationsQuery,
                ExportQuery,
                AccountQuery {

    /** Most items that one page of any view holds. */
    int PAGE_LIMIT = 200;

    /** The type of the answer; null answers a question about something that is not there. */
    Class<V> view();
}
