package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CancelExport;
import dev.chancery.contracts.command.ExportCommand.DeleteExport;
import dev.chancery.contracts.command.ExportCommand.RequestDelivery;
import dev.chancery.contracts.event.ExportEvent.ExportCancelled;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.pipeline.Unfinished;
import dev.chancery.query.contracts.ErasureQuery.FindHolds;
import dev.chancery.query.contracts.ExportQuery.FindExport;
import dev.chancery.query.contracts.ExportQuery.FindExportsToDeliver;
import dev.chancery.query.contracts.ExportQuery.FindExportsToExpire;
import dev.chancery.query.contracts.ExportQuery.FindSchedules;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportView.Progress;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.web.Exporting;
import dev.chancery.query.web.Sanitiser;
import dev.chancery.reports.ReportsConfiguration;
import dev.chancery.reports.board.BoardReports;
import dev.chancery.reports.delivery.DeliverySettings;
import dev.chancery.reports.delivery.Destinations;
import dev.chancery.reports.delivery.WhenAnExportIsReadyThenDeliver;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.IssueStatus;
import dev.chancery.reports.issue.IssueStatus.State;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.pack.PackDocuments;
import dev.chancery.reports.pack.Packs;
import dev.chancery.reports.schedule.LegalHolds;
import dev.chancery.reports.schedule.ScheduledWorks;
import dev.chancery.reports.schedule.Timetable;
import dev.chancery.reports.schedule.WhenAFileIsOldThenDelete;
import dev.chancery.reports.schedule.WhenAScheduleIsDueThenIssue;
import dev.chancery.reports.signing.ContainerSigner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletionException;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Packs and reports: how they are made, kept, scheduled, delivered and deleted. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliverySettings.class)
class ExportWiring {

    @Bean(destroyMethod = "close")
    Issuing issuing(
            ExportJournal journal,
            Nodes nodes,
            ObjectProvider<QueryGateway> queries,
            ChancerySettings settings,
            DeliverySettings delivery) {
        Issuing issuing = ReportsConfiguration.issuing(journal, settings.home(), settings.severalNodes());
        issuing.keeps(export -> isHeld(queries.getObject(), new FindExport(export, delivery.keepDays())));
        nodes.listen((events, elsewhere) -> {
            if (elsewhere) {
                events.stream()
                        .filter(recorded -> recorded.event() instanceof ExportCancelled)
                        .forEach(recorded ->
                                issuing.cancelledElsewhere(recorded.stream().substring(ExportCommand.STREAM.length())));
            }
        });
        return issuing;
    }

    @Bean
    Packs packs(
            EventLog log,
            Ledger ledger,
            ContentStore contents,
            Commands commands,
            Sanitiser sanitiser,
            Issuing issuing,
            ContainerSigner signer,
            ObjectProvider<PackDocuments> documents) {
        return ReportsConfiguration.packs(
                log,
                ledger,
                contents,
                commands::send,
                sanitiser,
                issuing,
                signer,
                documents.orderedStream().toList());
    }

    /** What may be scheduled. */
    @Bean
    ScheduledWorks scheduledWorks(Packs packs, BoardReports board) {
        return new ScheduledWorks(
                Map.of(ExportKind.AUDIT_PACK, packs.scheduled(), ExportKind.BOARD_REPORT, board.scheduled()));
    }

    @Bean(destroyMethod = "close")
    Destinations destinations(DeliverySettings settings) {
        return new Destinations(settings);
    }

    /** Begins once the first bundle is rolled out and what a crash left is gone on with. */
    @Bean(destroyMethod = "close")
    WhenAScheduleIsDueThenIssue scheduling(
            Nodes nodes,
            QueryGateway queries,
            Commands commands,
            ScheduledWorks works,
            Issuing issuing,
            Clock clock,
            Started started) {
        return WhenAScheduleIsDueThenIssue.start(
                nodes::leads, () -> ask(queries, new FindSchedules()), commands::send, works, issuing, clock);
    }

    /** Begins once the first bundle is rolled out. */
    @Bean(destroyMethod = "close")
    WhenAnExportIsReadyThenDeliver delivering(
            Nodes nodes,
            QueryGateway queries,
            ExportJournal journal,
            Issuing issuing,
            Destinations destinations,
            DeliverySettings settings,
            Clock clock,
            Started started) {
        return WhenAnExportIsReadyThenDeliver.start(
                nodes::leads,
                () -> ask(queries, new FindExportsToDeliver()),
                journal,
                issuing,
                destinations,
                settings.attempts(),
                clock);
    }

    /** Begins once the first bundle is rolled out. */
    @Bean(destroyMethod = "close")
    WhenAFileIsOldThenDelete expiringExports(
            Nodes nodes,
            QueryGateway queries,
            ExportJournal journal,
            Issuing issuing,
            DeliverySettings settings,
            Clock clock,
            Started started) {
        return WhenAFileIsOldThenDelete.start(
                nodes::leads,
                (now, after) -> ask(queries, new FindExportsToExpire(now, settings.keepDays(), after)),
                export -> find(queries, new FindExport(export, settings.keepDays())),
                export -> LegalHolds.keep(export, ask(queries, new FindHolds())),
                journal,
                issuing,
                clock);
    }

    private static <V> V ask(QueryGateway queries, Query<V> query) {
        return queries.query(query, query.view()).join();
    }

    private static Optional<ExportView> find(QueryGateway queries, FindExport query) {
        return queries.query(query, ResponseTypes.optionalInstanceOf(query.view()))
                .join();
    }

    private static boolean isHeld(QueryGateway queries, FindExport export) {
        try {
            return find(queries, export)
                    .filter(found -> LegalHolds.keep(found, ask(queries, new FindHolds())))
                    .isPresent();
        } catch (CompletionException e) {
            throw new RecordUnavailable("Whether a legal hold stands is not known now", e);
        }
    }

    @Bean
    Exporting exporting(
            Issuing issuing,
            ExportJournal journal,
            ScheduledWorks works,
            Destinations destinations,
            DeliverySettings settings) {
        return new Exporting() {
            @Override
            public Optional<Progress> progress(String export) {
                return issuing.current(export)
                        .filter(status -> status.state() == State.QUEUED || status.state() == State.RUNNING)
                        .map(status -> new Progress(
                                status.state() == State.RUNNING,
                                status.place(),
                                status.progress(),
                                status.remainingSeconds()));
            }

            @Override
            public List<String> findings(String export) {
                return issuing.current(export).map(IssueStatus::findings).orElse(List.of());
            }

            @Override
            public boolean isThere(String export) {
                return issuing.file(export).isPresent();
            }

            @Override
            public Path give(String export, String reader) {
                return issuing.give(export, reader);
            }

            @Override
            public void cancel(String export, String actor) {
                if (!issuing.cancel(export, actor)) {
                    journal.before(new CancelExport(export, actor));
                }
            }

            @Override
            public void delete(String export, String actor) {
                if (!issuing.delete(export, actor)) {
                    // Its file is gone already.
                    journal.before(new DeleteExport(export, actor, ExportDeletion.ASKED));
                }
            }

            @Override
            public void deliver(String export, String destination) {
                journal.before(new RequestDelivery(export, destination, destinations.address(destination)));
            }

            @Override
            public SortedSet<String> destinations() {
                return destinations.names();
            }

            @Override
            public @Nullable Integer keepDays() {
                return settings.keepDays();
            }

            @Override
            public void check(SchedulePlan plan, String actor) {
                works.check(plan, actor);
            }

            @Override
            public Optional<Instant> next(SchedulePlan plan, Instant after) {
                return new Timetable(plan.when()).next(after);
            }
        };
    }

    @Bean
    ExportJournal exportJournal(Commands commands, Unfinished unfinished) {
        return new ExportJournal() {
            @Override
            public void before(ExportCommand command) {
                try {
                    commands.send(command);
                } catch (AggregateNotFoundException e) {
                    throw new IllegalStateException("There is no record of the export " + command.export(), e);
                }
            }

            @Override
            public boolean after(ExportCommand command) {
                try {
                    commands.send(command);
                    return true;
                } catch (RecordUnavailable e) {
                    unfinished.later(command);
                    return false;
                }
            }
        };
    }
}
