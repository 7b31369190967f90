package dev.chancery.handling.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.IncidentCommand.CloseIncident;
import dev.chancery.contracts.command.IncidentCommand.OpenIncident;
import dev.chancery.contracts.command.IncidentCommand.PlanCorrectiveAction;
import dev.chancery.contracts.command.IncidentCommand.ReassessIncident;
import dev.chancery.contracts.command.IncidentCommand.RecordCorrectiveActionDone;
import dev.chancery.contracts.command.IncidentCommand.RecordIncidentReport;
import dev.chancery.contracts.event.HoldEvent.HoldLifted;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReassessed;
import dev.chancery.contracts.event.IncidentEvent.IncidentReported;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.handling.Office;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IncidentTest {

    private static final Instant AWARE = Instant.parse("2026-11-20T08:30:00Z");
    private static final Authority MSA = new Authority(Authority.Kind.MARKET_SURVEILLANCE, "Bundesnetzagentur");
    private static final IncidentAssessment HARM =
            new IncidentAssessment(IncidentCategory.HEALTH, false, CausalStatus.SUSPECTED, false);
    private static final IncidentAssessment DEATH =
            new IncidentAssessment(IncidentCategory.HEALTH, true, CausalStatus.SUSPECTED, false);
    private static final OpenIncident OPEN = new OpenIncident(
            "i",
            new Awareness(AWARE, "+01:00", Awareness.Party.PROVIDER),
            HARM,
            List.of("DE"),
            "a wrong dose",
            new IncidentLinks(List.of(), List.of(), List.of(new WorkflowId("work")), List.of()),
            "ada");
    private static final RecordIncidentReport REPORT =
            new RecordIncidentReport("i", MSA, false, "17", AWARE.plusSeconds(60), "ada");

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void keepsBothClocksWhenItIsAssessedAnew() {
        // when
        office.send(OPEN);
        office.send(OPEN);
        office.send(new ReassessIncident("i", null, DEATH, "she died", "ada"));

        // then
        assertThat(office.events(OPEN)).hasSize(2);
        IncidentOpened opened = (IncidentOpened) office.events(OPEN).getFirst();
        IncidentReassessed anew = (IncidentReassessed) office.events(OPEN).getLast();
        assertThat(opened.clock().due()).isEqualTo(AWARE.plus(Duration.ofDays(15)));
        assertThat(anew.clock().due()).isEqualTo(AWARE.plus(Duration.ofDays(10)));
        assertThatThrownBy(() -> office.send(new ReassessIncident("i", null, DEATH, "again", "ada")))
                .hasMessageContaining("already");
    }

    @Test
    void isClosedOnlyWhenItIsReportedAndWhatWasPlannedIsDone() {
        // given
        office.send(OPEN);
        office.send(new PlanCorrectiveAction("i", "a", "a limit", "ward", AWARE, false, "ada"));
        CloseIncident close = new CloseIncident("i", "a limit was missing", "ada");

        // then
        assertThatThrownBy(() -> office.send(close)).hasMessageContaining("corrective action");
        office.send(new RecordCorrectiveActionDone("i", "a", "holds", "ada"));
        assertThatThrownBy(() -> office.send(close)).hasMessageContaining("reported");
        office.send(REPORT);
        office.send(REPORT);
        office.send(close);
        assertThat(office.events(OPEN))
                .filteredOn(IncidentReported.class::isInstance)
                .hasSize(1);
        assertThat(office.events(OPEN).getLast()).isInstanceOf(IncidentClosed.class);
        assertThatThrownBy(() -> office.send(new ReassessIncident("i", null, DEATH, "late", "ada")))
                .hasMessageContaining("closed");
    }

    @Test
    void nobodyIsToldBeforeSomebodyIsAware() {
        office.send(OPEN);
        assertThatThrownBy(
                        () -> office.send(new RecordIncidentReport("i", MSA, true, "17", AWARE.minusSeconds(1), "ada")))
                .hasMessageContaining("aware");
    }

    @Test
    void itsHoldIsLiftedOnlyOnceItIsClosed() {
        // given
        ContentScope scope = new ContentScope(ContentScope.Kind.WORKFLOW, "work");
        String hold = HoldCommand.ofIncident("i", scope);
        office.send(OPEN);
        office.send(new PlaceHold(hold, scope, "evidence", "chancery"));

        // then
        LiftHold lift = new LiftHold(hold, "done", "ada");
        assertThatThrownBy(() -> office.send(lift)).hasMessageContaining("which is open");
        office.send(REPORT);
        office.send(new CloseIncident("i", "found", "ada"));
        office.send(lift);
        assertThat(office.events(lift).getLast()).isInstanceOf(HoldLifted.class);
    }
}
