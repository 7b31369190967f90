package dev.chancery.views;

import dev.chancery.query.contracts.FingerprintsView;
import dev.chancery.query.contracts.RebuildView;
import dev.chancery.query.contracts.ViewsQuery.FindFingerprints;
import dev.chancery.query.contracts.ViewsQuery.FindViews;
import dev.chancery.query.contracts.ViewsQuery.RebuildViews;
import dev.chancery.query.contracts.ViewsQuery.TakeFingerprints;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.ViewsView.Reason;
import org.axonframework.queryhandling.QueryHandler;

/** Answers how the views themselves stand, and has them built again. */
public final class ViewsQueries {

    private final ViewKeeper keeper;

    public ViewsQueries(ViewKeeper keeper) {
        this.keeper = keeper;
    }

    @QueryHandler
    public ViewsView handle(FindViews query) {
        return keeper.status();
    }

    @QueryHandler
    public RebuildView handle(RebuildViews query) {
        boolean begun = keeper.rebuild(query.check() ? Reason.CHECK : Reason.ASKED);
        return new RebuildView(begun, keeper.status());
    }

    @QueryHandler
    public FingerprintsView handle(FindFingerprints query) {
        return keeper.fingerprints().view();
    }

    @QueryHandler
    public FingerprintsView handle(TakeFingerprints query) {
        keeper.fingerprints().begin();
        return keeper.fingerprints().view();
    }
}
