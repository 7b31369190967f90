package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.DutyEvent.DutyPerformed;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReassessed;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.ReportingClock;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.ControlQuery.FindControlEvidence;
import dev.chancery.query.contracts.IncidentQuery.FindEvidenceToHold;
import dev.chancery.query.contracts.IncidentQuery.FindHeldParts;
import dev.chancery.query.contracts.IncidentQuery.FindIncident;
import dev.chancery.query.contracts.IncidentView;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlEvidenceTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Instant AWARE = MemoryLog.START.minus(Duration.ofDays(3));
    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS views CASCADE; DROP SCHEMA IF EXISTS views_next CASCADE");
        }
        ViewsSchema.migrate(dataSource);
    }

    private static MemoryLog log() {
        MemoryLog log = new MemoryLog(7);
        log.append(
                "system/cv",
                new SystemRegistered(
                        "cv",
                        new SystemDescription(
                                "Screening",
                                "p",
                                List.of(AiRole.DEPLOYER),
                                "people",
                                "vendor",
                                List.of("DE"),
                                List.of(
                                        new SystemPart(SystemPart.Kind.WORKFLOW, "workflow-0"),
                                        new SystemPart(SystemPart.Kind.AGENT, "agent-1"))),
                        SystemStatus.IN_SERVICE,
                        "ada"));
        for (int n = 0; n < 3; n++) {
            log.append("task/t" + n, opening(n).toArray(Event[]::new));
        }
        log.append(
                "task/t0",
                outcome(0, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))
                        .toArray(Event[]::new));
        log.append("task/t0", new OutputApproved("ada", "good"));
        log.append(
                "duty/cv",
                new DutyPerformed(
                        "cv", RecordedDuty.WORKERS_TOLD, "told", "minutes", LocalDate.of(2026, 11, 1), "ada"));
        log.append(
                "incident/i",
                new IncidentOpened(
                        "i",
                        new Awareness(AWARE, "Z", Awareness.Party.DEPLOYER),
                        new IncidentAssessment(
                                IncidentCategory.CRITICAL_INFRASTRUCTURE, false, CausalStatus.LIKELY, false),
                        new ReportingClock(2, AWARE.plus(Duration.ofDays(2)), "Art. 73(3)", true, null),
                        List.of("DE"),
                        "d",
                        new IncidentLinks(List.of(), List.of(new TaskId("t0")), List.of(), List.of()),
                        "ada"),
                new IncidentReassessed(
                        "i",
                        AWARE,
                        new IncidentAssessment(IncidentCategory.HEALTH, true, CausalStatus.LIKELY, false),
                        new ReportingClock(10, AWARE.plus(Duration.ofDays(10)), "Art. 73(4)", true, null),
                        "r",
                        "ada"),
                new IncidentReported(
                        "i",
                        new Authority(Authority.Kind.MARKET_SURVEILLANCE, "BNetzA"),
                        false,
                        "17",
                        AWARE.plus(Duration.ofDays(4)),
                        "ada"));
        return log;
    }

    @Test
    void gathersWhatTheRecordHoldsOfASystemAndOfItsWorkflowsAlone() throws Exception {
        // given
        MemoryLog log = log();
        try (ViewKeeper keeper = new ViewKeeper(dataSource, log)) {
            keeper.start();
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            Instant now = MemoryLog.START.plus(Duration.ofHours(2));

            // when
            List<SystemEvidence> systems = new ControlEvidence(log, keeper)
                    .handle(new FindControlEvidence(null, now, 30, now, now, now.minus(Duration.ofDays(9))))
                    .systems();
            IncidentQueries incidents = new IncidentQueries(keeper);
            IncidentView incident = incidents.handle(new FindIncident("i", now));

            // then
            SystemEvidence system = systems.getFirst();
            assertThat(systems).hasSize(1);
            assertThat(system.risk()).isEqualTo(RiskClass.UNCLASSIFIED);
            assertThat(system.work().workflows()).containsExactly(new WorkflowId("workflow-0"));
            assertThat(system.work().days()).singleElement().satisfies(day -> {
                assertThat(day.decided().count()).isEqualTo(1);
                assertThat(day.held().count()).isEqualTo(1);
                assertThat(day.waited().getFirst()).isEqualTo(1);
                assertThat(log.decode(log.read(day.decided().positions().getFirst(), 1)
                                        .getFirst())
                                .event())
                        .isInstanceOf(OutputApproved.class);
            });
            assertThat(system.work().unfinished().count())
                    .isEqualTo(system.work().days().getFirst().opened().count() - 1);
            assertThat(system.duties())
                    .extracting(SystemEvidence.Performed::duty)
                    .containsExactly(RecordedDuty.WORKERS_TOLD);
            assertThat(system.incidents())
                    .extracting(SystemEvidence.Clocked::state)
                    .containsExactly(ReportingState.MISSED);
            assertThat(incident).isNotNull();
            assertThat(incident.clocks())
                    .extracting(IncidentView.ClockView::state)
                    .containsExactly(ReportingState.MISSED, ReportingState.MET);
            assertThat(incident.summary().duties()).anyMatch(duty -> duty.contains("26(5)"));
            assertThat(incidents.handle(new FindEvidenceToHold()).incidents()).hasSize(1);
            assertThat(incidents.handle(new FindHeldParts("cv")).scopes())
                    .containsExactly(
                            new ContentScope(ContentScope.Kind.WORKFLOW, "workflow-0"),
                            new ContentScope(ContentScope.Kind.AGENT, "agent-1"));
        }
    }

    @Test
    void countsEveryTaskThatWaitsTooLongAndNoneThatWasDecidedAbout() throws Exception {
        // given 30 held tasks of workflow-0, of which one was approved and the last is not held for long yet, in
        // batches of 7
        MemoryLog log = log();
        for (int n = 3; n < 93; n += 3) {
            log.append("task/t" + n, opening(n).toArray(Event[]::new));
            log.append(
                    "task/t" + n,
                    outcome(n, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))
                            .toArray(Event[]::new));
        }
        long last = log.size() - 1;
        log.append("task/t3", new OutputApproved("ada", "good"));
        // and one of another workflow
        log.append(
                "task/t1",
                outcome(1, new OutputHeld(Gate.HUMAN_IN_THE_LOOP, HoldReason.GATE))
                        .toArray(Event[]::new));
        try (ViewKeeper keeper = new ViewKeeper(dataSource, log)) {
            keeper.start();
            assertThat(keeper.await(log.size(), SOON)).isTrue();
            Instant now = MemoryLog.START.plus(Duration.ofHours(2));

            // when
            SystemEvidence.Work work = new ControlEvidence(log, keeper)
                    .handle(new FindControlEvidence("cv", now, 30, now, MemoryLog.START.plusMillis(last), now))
                    .systems()
                    .getFirst()
                    .work();

            // then
            assertThat(work.waiting().count()).isEqualTo(28);
            assertThat(work.waitingSince()).isEqualTo(at(log, "task/t6"));
            assertThat(work.waiting().latest()).isEqualTo(at(log, "task/t87"));
            assertThat(work.waiting().positions()).hasSize(Marks.KEPT).isSorted();
            assertThat(work.waiting().positions().getLast())
                    .isEqualTo(log.readStream("task/t87").getLast().position());
        }
    }

    private static Instant at(MemoryLog log, String stream) {
        return log.readStream(stream).getLast().at();
    }
}
