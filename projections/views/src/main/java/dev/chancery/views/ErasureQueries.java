package dev.chancery.views;

import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.folds.Erasures;
import dev.chancery.folds.LegalHolds;
import dev.chancery.query.contracts.ErasurePageView;
import dev.chancery.query.contracts.ErasureQuery.FindErasure;
import dev.chancery.query.contracts.ErasureQuery.FindErasures;
import dev.chancery.query.contracts.ErasureQuery.FindHold;
import dev.chancery.query.contracts.ErasureQuery.FindHolds;
import dev.chancery.query.contracts.ErasureView;
import dev.chancery.query.contracts.HoldsView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about erasures and legal holds, which whoever asks has often just made himself. */
public final class ErasureQueries {

    private final Views views;
    private final EventLog log;
    private final ViewKeeper keeper;
    private final Erasures erasures = new Erasures();

    public ErasureQueries(EventLog log, ViewKeeper keeper) {
        this.views = keeper.views();
        this.log = log;
        this.keeper = keeper;
    }

    @QueryHandler
    public @Nullable ErasureView handle(FindErasure query) {
        Erasures.Entry entry = erasures.of(log.readStream(ErasureCommand.STREAM + query.erasure()).stream()
                .map(log::decode)
                .toList());
        return entry == null ? null : view(entry);
    }

    @QueryHandler
    public ErasurePageView handle(FindErasures query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.ERASURES.fold());
        List<ErasureView> found = views.read(Generation.ERASURES.fold(), connection -> {
            List<ErasureView> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT body FROM views.entry WHERE fold = ?"
                    + " AND (?::text IS NULL OR body ->> 'state' = ?)"
                    + " AND (?::bigint IS NULL OR (body ->> 'requested')::bigint < ?)"
                    + " ORDER BY (body ->> 'requested')::bigint DESC LIMIT ?")) {
                String state = query.state() == null ? null : query.state().name();
                select.setString(1, Generation.ERASURES.fold());
                select.setString(2, state);
                select.setString(3, state);
                select.setObject(4, query.before(), java.sql.Types.BIGINT);
                select.setObject(5, query.before(), java.sql.Types.BIGINT);
                select.setInt(6, query.limit());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.add(view(StateJson.MAPPER.readValue(rows.getString(1), Erasures.Entry.class)));
                    }
                }
            }
            return page;
        });
        return new ErasurePageView(
                found, found.size() < query.limit() ? null : found.getLast().requested());
    }

    @QueryHandler
    public HoldsView handle(FindHolds query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.LEGAL_HOLDS.fold());
        return new HoldsView(views.list(Generation.LEGAL_HOLDS, Integer.MAX_VALUE).stream()
                .sorted(Comparator.comparing((LegalHolds.Hold hold) -> hold.liftedAt() != null)
                        .thenComparing(Comparator.comparingLong(LegalHolds.Hold::placed)
                                .reversed()))
                .limit(Query.PAGE_LIMIT)
                .map(ErasureQueries::view)
                .toList());
    }

    @QueryHandler
    public @Nullable HoldView handle(FindHold query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.LEGAL_HOLDS.fold());
        LegalHolds.Hold hold = views.load(Generation.LEGAL_HOLDS, query.hold());
        return hold == null ? null : view(hold);
    }

    static HoldView view(LegalHolds.Hold hold) {
        return new HoldView(
                hold.hold(),
                hold.scope(),
                hold.reason(),
                hold.by(),
                hold.placedAt(),
                hold.liftedAt(),
                hold.liftedBy(),
                hold.whyLifted());
    }

    private static ErasureView view(Erasures.Entry entry) {
        return new ErasureView(
                entry.erasure(),
                entry.scope(),
                entry.state(),
                entry.reason(),
                entry.by(),
                entry.requestedAt(),
                entry.requested(),
                entry.holds(),
                entry.erased() == null ? null : entry.erased().contents(),
                entry.erased() == null ? List.of() : entry.erased().keys(),
                entry.closedAt(),
                entry.closed());
    }
}
