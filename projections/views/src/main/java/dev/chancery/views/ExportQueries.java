package dev.chancery.views;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ScheduleEvent.ScheduleStarted;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.folds.Exports;
import dev.chancery.folds.Exports.Export;
import dev.chancery.folds.Schedules;
import dev.chancery.query.contracts.ExportQuery.FindExport;
import dev.chancery.query.contracts.ExportQuery.FindExports;
import dev.chancery.query.contracts.ExportQuery.FindExportsToDeliver;
import dev.chancery.query.contracts.ExportQuery.FindExportsToExpire;
import dev.chancery.query.contracts.ExportQuery.FindSchedules;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportView.DeliveryView;
import dev.chancery.query.contracts.ExportsToDeliverView;
import dev.chancery.query.contracts.ExportsToDeliverView.ToDeliver;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SchedulesView;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about packs, reports and their schedules. */
public final class ExportQueries {

    private final Views views;
    private final EventLog log;
    private final ViewKeeper keeper;
    private final Exports exports = new Exports();

    public ExportQueries(EventLog log, ViewKeeper keeper) {
        this.views = keeper.views();
        this.log = log;
        this.keeper = keeper;
    }

    @QueryHandler
    public ExportsView handle(FindExports query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.EXPORTS);
        List<Export> found = select(
                "position < ? AND (?::text IS NULL OR kind = ?) AND (?::text IS NULL OR state = ?)"
                        + " AND (?::text IS NULL OR body->'requested'->>'scope' = ?) ORDER BY position DESC LIMIT ?",
                select -> {
                    String kind = query.kind() == null ? null : query.kind().name();
                    String state = query.state() == null ? null : query.state().name();
                    select.setLong(1, query.before() == null ? Long.MAX_VALUE : query.before());
                    select.setString(2, kind);
                    select.setString(3, kind);
                    select.setString(4, state);
                    select.setString(5, state);
                    select.setString(6, query.scope());
                    select.setString(7, query.scope());
                    select.setInt(8, query.limit());
                });
        return new ExportsView(
                found.stream().map(export -> view(export, query.keepDays())).toList(),
                found.size() < query.limit() ? null : (Long) found.getLast().position());
    }

    /** Asks the record itself, which is never behind. */
    @QueryHandler
    public @Nullable ExportView handle(FindExport query) {
        Export export = exports.of(log.readStream(ExportCommand.STREAM + query.export()).stream()
                .map(log::decode)
                .toList());
        return export == null ? null : view(export, query.keepDays());
    }

    @QueryHandler
    public ExportsToDeliverView handle(FindExportsToDeliver query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.EXPORTS);
        List<ToDeliver> owed = new ArrayList<>();
        for (Export export : select("owed ORDER BY position LIMIT " + Query.PAGE_LIMIT, select -> {})) {
            ExportCompleted completed = export.completed();
            if (completed != null) {
                ExportOccasion occasion = export.requested().occasion();
                owed.add(new ToDeliver(
                        export.requested().export(),
                        kind(export),
                        export.requested().period(),
                        occasion == null ? export.requestedAt() : occasion.due(),
                        completed.sha256(),
                        export.owed()));
            }
        }
        return new ExportsToDeliverView(owed);
    }

    @QueryHandler
    public ExportsView handle(FindExportsToExpire query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.EXPORTS);
        List<Export> over = select(
                "state = 'READY' AND ended + coalesce(keep_days, ?) * interval '24 hours' <= ?::timestamptz"
                        + " AND position > ? ORDER BY position LIMIT " + Query.PAGE_LIMIT,
                select -> {
                    select.setObject(1, query.keepDays(), Types.INTEGER);
                    select.setString(2, query.now().toString());
                    select.setLong(3, query.after() == null ? -1 : query.after());
                });
        return new ExportsView(
                over.stream().map(export -> view(export, query.keepDays())).toList(), null);
    }

    @QueryHandler
    public SchedulesView handle(FindSchedules query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.SCHEDULES.fold());
        return new SchedulesView(views.list(Generation.SCHEDULES, Integer.MAX_VALUE).stream()
                .filter(schedule -> !schedule.removed())
                .map(ExportQueries::view)
                .toList());
    }

    /** Sets the parameters of a statement. */
    private interface Parameters {
        void set(PreparedStatement select) throws SQLException;
    }

    private List<Export> select(String where, Parameters parameters) {
        return views.read(Generation.EXPORTS, connection -> {
            List<Export> found = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT body FROM views.export WHERE " + where)) {
                parameters.set(select);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(ExportTable.read(rows.getString(1)));
                    }
                }
            }
            return found;
        });
    }

    /** Versions that did not say made packs only. */
    static ExportKind kind(Export export) {
        ExportKind kind = export.requested().kind();
        return kind == null ? ExportKind.AUDIT_PACK : kind;
    }

    static @Nullable Integer keepDays(Export export) {
        ExportOccasion occasion = export.requested().occasion();
        return occasion == null ? null : occasion.keepDays();
    }

    private static ExportView view(Export export, @Nullable Integer keepDays) {
        ExportRequested requested = export.requested();
        ExportOccasion occasion = requested.occasion();
        ExportCompleted completed = export.completed();
        Integer days = keepDays(export) == null ? keepDays : keepDays(export);
        Instant ended = export.endedAt();
        return new ExportView(
                requested.export(),
                kind(export),
                requested.period(),
                requested.scope(),
                requested.from(),
                requested.to(),
                requested.contents(),
                requested.actor(),
                occasion == null ? null : occasion.schedule(),
                occasion == null ? null : occasion.due(),
                occasion == null ? 0 : occasion.missed(),
                export.requestedAt(),
                export.state(),
                export.attempt(),
                ended,
                export.ending(),
                completed == null ? null : completed.sha256(),
                completed == null ? null : (Long) completed.bytes(),
                completed == null ? null : completed.verdict(),
                export.state() == ExportState.READY && ended != null && days != null
                        ? ended.plus(Duration.ofDays(days))
                        : null,
                days,
                export.downloads(),
                export.deliveries().stream()
                        .map(delivery -> new DeliveryView(
                                delivery.destination(),
                                delivery.address(),
                                delivery.state(),
                                delivery.at(),
                                delivery.reason()))
                        .toList(),
                export.position(),
                null,
                List.of(),
                null);
    }

    private static ScheduleView view(Schedules.Schedule schedule) {
        ScheduleStarted last = schedule.last();
        return new ScheduleView(
                schedule.set().schedule(),
                schedule.set().plan(),
                schedule.paused(),
                schedule.set().by(),
                schedule.at(),
                last == null ? null : last.due(),
                last == null ? null : last.export(),
                last == null ? 0 : last.missed(),
                schedule.asked(),
                schedule.skipped(),
                null);
    }
}
