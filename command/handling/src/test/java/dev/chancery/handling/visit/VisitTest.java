package dev.chancery.handling.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.VisitCommand.BeginVisit;
import dev.chancery.contracts.command.VisitCommand.EndVisit;
import dev.chancery.contracts.command.VisitCommand.RecordView;
import dev.chancery.contracts.event.VisitEvent.VisitBegan;
import dev.chancery.contracts.event.VisitEvent.VisitEnded;
import dev.chancery.contracts.event.VisitEvent.VisitViewed;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.VisitEnd;
import dev.chancery.handling.Office;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VisitTest {

    private static final AccountId ADA = new AccountId("ada");
    private static final List<RoleGrant> GRANTS = List.of(new RoleGrant(Role.BOARD, null, null));
    private static final BeginVisit BEGIN = new BeginVisit("v1", ADA, SignInMethod.PASSWORD, GRANTS);
    private static final RecordView VIEW = new RecordView("v1", ADA, "GET", "/board");

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void keepsWhatWasLookedAtUntilItIsOver() {
        // when
        office.send(BEGIN);
        office.send(VIEW);
        office.send(VIEW);
        office.send(new EndVisit("v1", VisitEnd.SIGNED_OUT));
        office.send(new EndVisit("v1", VisitEnd.EXPIRED));
        // then
        assertThat(office.events(BEGIN))
                .containsExactly(
                        new VisitBegan("v1", ADA, SignInMethod.PASSWORD, GRANTS),
                        new VisitViewed("v1", ADA, "GET", "/board"),
                        new VisitViewed("v1", ADA, "GET", "/board"),
                        new VisitEnded("v1", VisitEnd.SIGNED_OUT));
        assertThatThrownBy(() -> office.send(VIEW)).hasMessageContaining("The visit is over");
        assertThatThrownBy(() -> office.send(BEGIN)).hasMessageContaining("already");
    }

    @Test
    void isOneAccountsOnly() {
        // given
        office.send(BEGIN);
        // when and then
        assertThatThrownBy(() -> office.send(new RecordView("v1", new AccountId("bob"), "GET", "/board")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another one's");
    }
}
