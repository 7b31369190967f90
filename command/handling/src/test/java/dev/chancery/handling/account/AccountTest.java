package dev.chancery.handling.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand.CloseAccount;
import dev.chancery.contracts.command.AccountCommand.ForgetAccount;
import dev.chancery.contracts.command.AccountCommand.IssueToken;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.AccountCommand.RecordRefusedSignIn;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.command.AccountCommand.ReopenAccount;
import dev.chancery.contracts.command.AccountCommand.RevokeToken;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.event.AccountEvent.AccountClosed;
import dev.chancery.contracts.event.AccountEvent.AccountForgotten;
import dev.chancery.contracts.event.AccountEvent.AccountOpened;
import dev.chancery.contracts.event.AccountEvent.AccountReopened;
import dev.chancery.contracts.event.AccountEvent.PasswordSet;
import dev.chancery.contracts.event.AccountEvent.RolesSet;
import dev.chancery.contracts.event.AccountEvent.SecondFactorEnrolled;
import dev.chancery.contracts.event.AccountEvent.SecondFactorRemoved;
import dev.chancery.contracts.event.AccountEvent.SignInRefused;
import dev.chancery.contracts.event.AccountEvent.TokenIssued;
import dev.chancery.contracts.event.AccountEvent.TokenRevoked;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.handling.Office;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final AccountId ADA = new AccountId("ada");
    private static final AccountId BOB = new AccountId("bob");
    private static final Instant LATER = Office.NOON.plus(Duration.ofDays(30));

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private static List<RoleGrant> grants(Role... roles) {
        return Stream.of(roles).map(role -> new RoleGrant(role, null, null)).toList();
    }

    private OpenAccount open(AccountId account, Role... roles) {
        OpenAccount command = new OpenAccount(account, true, grants(roles), "first-run");
        office.send(command);
        return command;
    }

    private static IssueToken token(String id, Role... roles) {
        return new IssueToken(ADA, id, "ab".repeat(32), List.of(roles), false, LATER, "a program", "ada");
    }

    @Test
    void isOpenedOnceAndChangedAsAsked() {
        // given
        OpenAccount opened = open(ADA, Role.REVIEWER);
        open(BOB, Role.ADMINISTRATOR);
        // when
        office.send(new RecordPassword(ADA, true, "bob"));
        office.send(new RecordPassword(ADA, false, "ada"));
        office.send(new RecordSecondFactor(ADA, true, null, "ada"));
        office.send(new SetRoles(ADA, grants(Role.REVIEWER, Role.AI_OFFICER), "more to do", "bob"));
        office.send(new SetRoles(ADA, grants(Role.REVIEWER, Role.AI_OFFICER), "again", "bob"));
        office.send(new RecordRefusedSignIn(ADA, SignInMethod.PASSWORD, SignInRefusal.WRONG_PASSWORD));
        office.send(new RecordSecondFactor(ADA, false, "telephone lost", "bob"));
        office.send(new CloseAccount(ADA, "left", "bob"));
        office.send(new CloseAccount(ADA, "left twice", "bob"));
        office.send(new ReopenAccount(ADA, "is back", "bob"));
        // then
        assertThat(office.events(opened))
                .containsExactly(
                        new AccountOpened(ADA, true, grants(Role.REVIEWER), "first-run"),
                        new PasswordSet(ADA, true, "bob"),
                        new PasswordSet(ADA, false, "ada"),
                        new SecondFactorEnrolled(ADA, "ada"),
                        new RolesSet(ADA, grants(Role.REVIEWER, Role.AI_OFFICER), "more to do", "bob"),
                        new SignInRefused(ADA, SignInMethod.PASSWORD, SignInRefusal.WRONG_PASSWORD),
                        new SecondFactorRemoved(ADA, "telephone lost", "bob"),
                        new AccountClosed(ADA, "left", "bob"),
                        new AccountReopened(ADA, "is back", "bob"));
        assertThatThrownBy(() -> office.send(opened)).hasMessage("There is an account 'ada' already.");
    }

    @Test
    void hasOnlyRolesThatGoTogether() {
        // given
        open(ADA, Role.REVIEWER);
        // when and then
        assertThatThrownBy(() ->
                        office.send(new SetRoles(ADA, grants(Role.REVIEWER, Role.ADMINISTRATOR), "all of it", "bob")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Who administers does not review");
        assertThatThrownBy(() -> open(BOB)).hasMessageContaining("at least one role");
        assertThatThrownBy(() -> office.send(new OpenAccount(
                        BOB,
                        true,
                        List.of(new RoleGrant(Role.REGULATOR, null, Office.NOON.plus(Duration.ofDays(367)))),
                        "ada")))
                .hasMessageContaining("at most 366 days");
    }

    @Test
    void keepsTheLastWhoAdministers() {
        // given somebody else whose role ends
        open(ADA, Role.ADMINISTRATOR);
        office.send(new OpenAccount(BOB, true, List.of(new RoleGrant(Role.ADMINISTRATOR, null, LATER)), "ada"));
        // when and then
        for (var withdrawal : List.of(
                new CloseAccount(ADA, "left", "bob"),
                new SetRoles(ADA, grants(Role.AI_OFFICER), "other work", "bob"),
                new SetRoles(ADA, List.of(new RoleGrant(Role.ADMINISTRATOR, null, LATER)), "for a while", "bob"))) {
            assertThatThrownBy(() -> office.send(withdrawal))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Nobody else administers without end");
        }
        // and when the other one stays
        office.send(new SetRoles(BOB, grants(Role.ADMINISTRATOR), "for good", "ada"));
        office.send(new CloseAccount(ADA, "left", "bob"));
        assertThatThrownBy(() -> office.send(new CloseAccount(BOB, "left too", "bob")))
                .hasMessageContaining("Nobody else administers without end");
        // and a closed one does not count, though its roles may be changed
        assertThatCode(() -> office.send(new SetRoles(ADA, grants(Role.AI_OFFICER), "other work", "bob")))
                .doesNotThrowAnyException();
    }

    @RepeatedTest(20)
    void letsNoTwoWithdrawEachOtherAtTheSameMoment() throws Exception {
        // given
        open(ADA, Role.ADMINISTRATOR);
        open(BOB, Role.ADMINISTRATOR);
        CyclicBarrier together = new CyclicBarrier(2);
        // when
        long refused = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Object> first = () -> {
                together.await();
                return office.send(new CloseAccount(BOB, "by ada", "ada"));
            };
            Callable<Object> second = () -> {
                together.await();
                return office.send(new SetRoles(ADA, grants(Role.AI_OFFICER), "by bob", "bob"));
            };
            for (Future<Object> one : threads.invokeAll(List.of(first, second))) {
                refused += one.state() == Future.State.FAILED ? 1 : 0;
            }
        }
        // then
        assertThat(refused).isEqualTo(1);
        List<Event> withdrawn = Stream.concat(
                        office.record.of("account/ada").stream(), office.record.of("account/bob").stream())
                .filter(event -> event instanceof AccountClosed || event instanceof RolesSet)
                .toList();
        assertThat(withdrawn).hasSize(1);
    }

    @Test
    void hasTokensForItsOwnRolesOnly() {
        // given
        open(ADA, Role.REVIEWER);
        // when
        office.send(token("k1", Role.REVIEWER));
        office.send(new RevokeToken(ADA, "k1", "lost", "ada"));
        office.send(new RevokeToken(ADA, "k1", "lost again", "ada"));
        // then
        assertThat(office.record.of("account/ada"))
                .endsWith(
                        new TokenIssued(
                                ADA, "k1", "ab".repeat(32), List.of(Role.REVIEWER), false, LATER, "a program", "ada"),
                        new TokenRevoked(ADA, "k1", "lost", "ada"));
        assertThatThrownBy(() -> office.send(token("k2", Role.ADMINISTRATOR)))
                .hasMessageContaining("has not the role ADMINISTRATOR");
        assertThatThrownBy(() -> office.send(token("k2"))).hasMessageContaining("at least one role");
        assertThatThrownBy(() -> office.send(token("k1", Role.REVIEWER))).hasMessageContaining("already");
        assertThatThrownBy(() -> office.send(new IssueToken(
                        ADA, "k3", "ab", List.of(Role.REVIEWER), false, Office.NOON, "a program", "ada")))
                .hasMessageContaining("over already");
        assertThatThrownBy(() -> office.send(new RevokeToken(ADA, "k9", "lost", "ada")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no token k9");
    }

    @Test
    void hasAtMostAHundredTokensThatAreNotRevoked() {
        // given
        open(ADA, Role.REVIEWER);
        for (int i = 0; i < 100; i++) {
            office.send(token("k" + i, Role.REVIEWER));
        }
        // when and then
        assertThatThrownBy(() -> office.send(token("more", Role.REVIEWER))).hasMessageContaining("Revoke those");
        office.send(new RevokeToken(ADA, "k5", "not needed", "ada"));
        assertThatCode(() -> office.send(token("more", Role.REVIEWER))).doesNotThrowAnyException();
    }

    @Test
    void isForgottenForEverOnceClosed() {
        // given
        open(ADA, Role.REVIEWER);
        assertThatThrownBy(() -> office.send(new ForgetAccount(ADA, "asked for it", "bob")))
                .hasMessageContaining("Close it before");
        office.send(new CloseAccount(ADA, "left", "bob"));
        // when
        office.send(new ForgetAccount(ADA, "asked for it", "bob"));
        office.send(new ForgetAccount(ADA, "asked again", "bob"));
        // then
        assertThat(office.record.of("account/ada")).endsWith(new AccountForgotten(ADA, "asked for it", "bob"));
        assertThatThrownBy(() -> office.send(new ReopenAccount(ADA, "is back", "bob")))
                .hasMessageContaining("is forgotten");
        assertThatThrownBy(() -> office.send(new RecordPassword(ADA, false, "bob")))
                .hasMessageContaining("is closed");
    }

    @Test
    void leavesThePasswordOfAnOpenIdAccountToTheProvider() {
        // given
        office.send(new OpenAccount(ADA, false, grants(Role.REVIEWER), "openid"));
        // when and then
        assertThatThrownBy(() -> office.send(new RecordPassword(ADA, false, "ada")))
                .hasMessageContaining("has no password here");
        assertThatThrownBy(() -> office.send(new RecordSecondFactor(ADA, true, null, "ada")))
                .hasMessageContaining("has no password here");
        assertThatThrownBy(() -> office.send(new RecordSecondFactor(ADA, false, "lost", "ada")))
                .hasMessageContaining("has no second factor");
    }

    @Test
    void isTheSameFromASummaryAsFromAllItsEvents() {
        // given an account with more events than lie between two snapshots
        open(BOB, Role.ADMINISTRATOR);
        open(ADA, Role.ADMINISTRATOR);
        office.send(token("k1", Role.ADMINISTRATOR));
        office.send(token("k2", Role.ADMINISTRATOR));
        office.send(new RevokeToken(ADA, "k1", "lost", "ada"));
        office.send(new RecordSecondFactor(ADA, true, null, "ada"));
        office.send(new SetRoles(ADA, grants(Role.REVIEWER), "other work", "bob"));
        for (int i = 0; i < 250; i++) {
            office.send(new RecordRefusedSignIn(ADA, SignInMethod.PASSWORD, SignInRefusal.WRONG_PASSWORD));
        }
        office.send(new CloseAccount(ADA, "left", "bob"));
        for (int i = 0; i < 250; i++) {
            office.send(new RecordRefusedSignIn(ADA, SignInMethod.PASSWORD, SignInRefusal.CLOSED));
        }
        office.record.reads();
        // when another process goes on with the same record
        try (Office other = new Office(office.record)) {
            // then
            other.send(new CloseAccount(ADA, "left twice", "bob"));
            assertThat(office.record.reads()).isLessThan(200);
            other.send(new ReopenAccount(ADA, "is back", "bob"));
            assertThatThrownBy(() -> other.send(token("k2", Role.REVIEWER))).hasMessageContaining("already");
            assertThatThrownBy(() -> other.send(token("k3", Role.ADMINISTRATOR)))
                    .hasMessageContaining("has not the role");
            other.send(new RecordSecondFactor(ADA, false, "lost", "bob"));
            other.send(new RevokeToken(ADA, "k1", "lost again", "ada"));
            assertThat(office.record.of("account/ada"))
                    .endsWith(new AccountReopened(ADA, "is back", "bob"), new SecondFactorRemoved(ADA, "lost", "bob"));
        }
    }
}
