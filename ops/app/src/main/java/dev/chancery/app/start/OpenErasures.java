package dev.chancery.app.start;

import dev.chancery.contracts.fact.ErasureState;
import dev.chancery.handling.erasure.WhenErasureRequestedThenErase;
import dev.chancery.query.contracts.ErasurePageView;
import dev.chancery.query.contracts.ErasureQuery.FindErasures;
import dev.chancery.query.contracts.ErasureView;
import dev.chancery.query.contracts.Query;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erasures that were requested and have no outcome, because the process died in between, go on. */
public final class OpenErasures {

    private static final Logger LOG = LoggerFactory.getLogger(OpenErasures.class);

    private final QueryGateway queries;
    private final WhenErasureRequestedThenErase erasing;

    public OpenErasures(QueryGateway queries, WhenErasureRequestedThenErase erasing) {
        this.queries = queries;
        this.erasing = erasing;
    }

    /**
     * Hands them all in; the views show the log up to {@code end}.
     *
     * @param end where the log ended when this process started: what was requested from there on is under way
     */
    public void resume(long end) {
        Long before = null;
        do {
            ErasurePageView page = queries.query(
                            new FindErasures(ErasureState.REQUESTED, before, Query.PAGE_LIMIT), ErasurePageView.class)
                    .join();
            for (ErasureView erasure : page.erasures()) {
                if (erasure.requested() < end) {
                    LOG.atWarn()
                            .addKeyValue("erasure", erasure.erasure())
                            .log("An erasure that a crash interrupted goes on");
                    erasing.requested(erasure.erasure());
                }
            }
            before = page.next();
        } while (before != null);
    }
}
