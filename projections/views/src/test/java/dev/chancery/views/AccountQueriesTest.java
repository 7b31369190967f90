package dev.chancery.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AccountId;
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
import dev.chancery.contracts.event.VisitEvent.VisitBegan;
import dev.chancery.contracts.event.VisitEvent.VisitEnded;
import dev.chancery.contracts.event.VisitEvent.VisitViewed;
import dev.chancery.contracts.fact.AccountChange;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.contracts.fact.VisitEnd;
import dev.chancery.query.contracts.AccountQuery.FindAccount;
import dev.chancery.query.contracts.AccountQuery.FindAccounts;
import dev.chancery.query.contracts.AccountQuery.FindVisit;
import dev.chancery.query.contracts.AccountQuery.FindVisits;
import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.contracts.AccountsView;
import dev.chancery.query.contracts.VisitPageView;
import dev.chancery.query.contracts.VisitPageView.Looked;
import dev.chancery.query.contracts.VisitsView;
import dev.chancery.query.contracts.VisitsView.VisitView;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountQueriesTest {

    private static final AccountId ADA = new AccountId("ada");
    private static final AccountId BOB = new AccountId("bob");
    private static final Instant EXPIRES = Instant.parse("2027-11-30T06:00:00Z");
    private static final List<RoleGrant> REVIEWS = List.of(new RoleGrant(Role.REVIEWER, null, null));
    private static final List<RoleGrant> LOOKS = List.of(new RoleGrant(Role.REGULATOR, "claims", EXPIRES));
    private static final String DIGEST = "ab".repeat(32);

    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    private final MemoryLog log = new MemoryLog(50);
    private ViewKeeper keeper;
    private AccountQueries queries;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
        ViewsSchema.migrate(dataSource);
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void begin() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act,"
                    + " views.visit, views.visit_view, views.dead_letter");
        }
        keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        queries = new AccountQueries(log, keeper);
        log.append(
                "account/ada",
                new AccountOpened(ADA, true, REVIEWS, "admin"),
                new PasswordSet(ADA, true, "admin"),
                new TokenIssued(ADA, "k1", DIGEST, List.of(Role.REVIEWER), true, EXPIRES, "a screen", "ada"));
        log.append("account/bob", new AccountOpened(BOB, false, LOOKS, "admin"));
    }

    @AfterEach
    void end() {
        keeper.close();
    }

    private void visit(String id, AccountId account, String... paths) {
        log.append("visit/" + id, new VisitBegan(id, account, SignInMethod.PASSWORD, LOOKS));
        for (String path : paths) {
            log.append("visit/" + id, new VisitViewed(id, account, "GET", path));
        }
    }

    @Test
    void showsAccountsInPagesWithTheirTokensAndLastVisits() throws Exception {
        // given
        visit("v1", ADA);
        visit("v2", ADA);
        // when
        AccountsView first = queries.handle(new FindAccounts(null, 1));
        AccountsView second = queries.handle(new FindAccounts(first.after(), 1));
        AccountsView third = queries.handle(new FindAccounts(second.after(), 1));
        // then
        AccountView ada = first.accounts().getFirst();
        assertThat(ada.account()).isEqualTo(ADA.value());
        assertThat(ada.local()).isTrue();
        assertThat(ada.grants()).isEqualTo(REVIEWS);
        assertThat(ada.temporaryPassword()).isTrue();
        assertThat(ada.tokens()).singleElement().satisfies(token -> {
            assertThat(token.token()).isEqualTo("k1");
            assertThat(token.readOnly()).isTrue();
            assertThat(token.revoked()).isNull();
        });
        assertThat(ada.toString()).doesNotContain(DIGEST);
        assertThat(ada.lastVisit())
                .isNotNull()
                .extracting(AccountView.LastVisit::visit)
                .isEqualTo("v2");
        assertThat(ada.history()).isEmpty();
        assertThat(second.accounts()).extracting(AccountView::account).containsExactly(BOB.value());
        assertThat(second.accounts().getFirst().lastVisit()).isNull();
        assertThat(third.accounts()).isEmpty();
        assertThat(third.after()).isNull();
    }

    @Test
    void tellsWhatBecameOfAnAccount() {
        // given
        log.append(
                "account/ada",
                new SecondFactorEnrolled(ADA, "ada"),
                new PasswordSet(ADA, false, "ada"),
                new SignInRefused(ADA, SignInMethod.PASSWORD, SignInRefusal.WRONG_CODE),
                new SignInRefused(ADA, SignInMethod.TOKEN, SignInRefusal.TOKEN_SHUT),
                new TokenRevoked(ADA, "k1", "lost", "ada"),
                new SecondFactorRemoved(ADA, "telephone lost", "admin"),
                new RolesSet(ADA, LOOKS, "other work", "admin"),
                new AccountClosed(ADA, "left", "admin"));
        // when
        AccountView closed = queries.handle(new FindAccount(ADA));
        log.append(
                "account/ada",
                new AccountReopened(ADA, "back", "admin"),
                new AccountClosed(ADA, "left again", "admin"),
                new AccountForgotten(ADA, "asked for it", "admin"));
        AccountView forgotten = queries.handle(new FindAccount(ADA));
        // then
        assertThat(closed.grants()).isEqualTo(LOOKS);
        assertThat(closed.closed())
                .isNotNull()
                .extracting(AccountView.Closed::reason)
                .isEqualTo("left");
        assertThat(closed.forgotten()).isFalse();
        assertThat(closed.temporaryPassword()).isFalse();
        assertThat(closed.secondFactorSince()).isNull();
        assertThat(closed.refusals()).isEqualTo(2);
        assertThat(closed.lastRefusal())
                .isNotNull()
                .extracting(AccountView.Refusal::cause)
                .isEqualTo(SignInRefusal.TOKEN_SHUT);
        assertThat(closed.tokens().getFirst().revoked())
                .isNotNull()
                .extracting(AccountView.Closed::reason)
                .isEqualTo("lost");
        assertThat(closed.history())
                .extracting(AccountView.Change::change)
                .containsExactly(
                        AccountChange.OPENED,
                        AccountChange.PASSWORD_SET,
                        AccountChange.TOKEN_ISSUED,
                        AccountChange.SECOND_FACTOR_ENROLLED,
                        AccountChange.PASSWORD_SET,
                        AccountChange.TOKEN_REVOKED,
                        AccountChange.SECOND_FACTOR_REMOVED,
                        AccountChange.ROLES_SET,
                        AccountChange.CLOSED);
        assertThat(forgotten.forgotten()).isTrue();
        assertThat(forgotten.passwordSetAt()).isNull();
        assertThat(forgotten.closed())
                .isNotNull()
                .extracting(AccountView.Closed::reason)
                .isEqualTo("left again");
        assertThat(queries.handle(new FindAccount(new AccountId("nobody")))).isNull();
    }

    @Test
    void keepsTheLastHundredChanges() {
        // given
        for (int i = 0; i < 120; i++) {
            log.append("account/ada", new PasswordSet(ADA, false, "ada" + i));
        }
        // when
        List<AccountView.Change> history = queries.handle(new FindAccount(ADA)).history();
        // then
        assertThat(history).hasSize(100);
        assertThat(history.getLast().by()).isEqualTo("ada119");
        assertThat(history.getFirst().by()).isEqualTo("ada20");
    }

    @Test
    void showsVisitsTheNewestFirstAndWhatWasLookedAtInPages() throws Exception {
        // given
        visit("v1", ADA);
        visit("v2", BOB, "/api/systems/claims", "/api/tasks", "/api/log/checkpoint");
        visit("v3", ADA);
        log.append("visit/v2", new VisitEnded("v2", VisitEnd.SIGNED_OUT));
        // when
        VisitsView first = queries.handle(new FindVisits(null, false, null, 2));
        VisitsView second = queries.handle(new FindVisits(null, false, first.before(), 2));
        VisitsView ofAda = queries.handle(new FindVisits(ADA, false, null, 10));
        VisitsView looked = queries.handle(new FindVisits(null, true, null, 10));
        VisitPageView page = queries.handle(new FindVisit("v2", null, 2));
        VisitPageView rest = queries.handle(new FindVisit("v2", page.after(), 2));
        // then
        assertThat(first.visits()).extracting(VisitView::visit).containsExactly("v3", "v2");
        assertThat(second.visits()).extracting(VisitView::visit).containsExactly("v1");
        assertThat(second.before()).isNull();
        assertThat(ofAda.visits()).extracting(VisitView::visit).containsExactly("v3", "v1");
        assertThat(looked.visits()).extracting(VisitView::visit).containsExactly("v2");
        assertThat(page.visit().views()).isEqualTo(3);
        assertThat(page.visit().end()).isEqualTo(VisitEnd.SIGNED_OUT);
        assertThat(page.visit().grants()).isEqualTo(LOOKS);
        assertThat(page.looked()).extracting(Looked::path).containsExactly("/api/systems/claims", "/api/tasks");
        assertThat(rest.looked()).extracting(Looked::path).containsExactly("/api/log/checkpoint");
        assertThat(rest.after()).isNull();
        assertThat(queries.handle(new FindVisit("none", null, 2))).isNull();
    }
}
