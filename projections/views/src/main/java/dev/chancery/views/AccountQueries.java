package dev.chancery.views;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.folds.Accounts;
import dev.chancery.folds.Accounts.Account;
import dev.chancery.folds.Step;
import dev.chancery.folds.VisitViews.Look;
import dev.chancery.folds.Visits.Visit;
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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about accounts and visits. */
public final class AccountQueries {

    private final Views views;
    private final EventLog log;
    private final ViewKeeper keeper;
    private final Accounts accounts = new Accounts();

    public AccountQueries(EventLog log, ViewKeeper keeper) {
        this.views = keeper.views();
        this.log = log;
        this.keeper = keeper;
    }

    @QueryHandler
    public AccountsView handle(FindAccounts query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.ACCOUNTS.fold());
        List<Account> found = views.list(Generation.ACCOUNTS, query.after(), query.limit());
        Map<AccountId, AccountView.LastVisit> last =
                lastVisits(found.stream().map(Account::account).toList());
        return new AccountsView(
                found.stream()
                        .map(account -> view(account, last.get(account.account()), List.of()))
                        .toList(),
                found.size() < query.limit() ? null : found.getLast().account().value());
    }

    /** Asks the record itself, which is never behind, but for the visits. */
    @QueryHandler
    public @Nullable AccountView handle(FindAccount query) {
        Account account = null;
        for (var stored : log.readStream(AccountCommand.STREAM + query.account())) {
            account = accounts.apply(query.account(), account, Step.of(log.decode(stored)));
        }
        return account == null
                ? null
                : view(account, lastVisits(List.of(query.account())).get(query.account()), account.history());
    }

    @QueryHandler
    public VisitsView handle(FindVisits query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.VISITS);
        String account = query.account() == null ? null : query.account().value();
        List<VisitView> found = views.read(Generation.VISITS, connection -> {
            List<VisitView> visits = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT body FROM views.visit WHERE position < ?"
                            + " AND (?::text IS NULL OR account = ?) AND (viewed OR NOT ?) ORDER BY position DESC LIMIT ?")) {
                select.setLong(1, query.before() == null ? Long.MAX_VALUE : query.before());
                select.setString(2, account);
                select.setString(3, account);
                select.setBoolean(4, query.viewed());
                select.setInt(5, query.limit());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        visits.add(view(VisitTable.read(rows.getString(1))));
                    }
                }
            }
            return visits;
        });
        return new VisitsView(
                found,
                found.size() < query.limit() ? null : (Long) found.getLast().position());
    }

    @QueryHandler
    public @Nullable VisitPageView handle(FindVisit query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.VISITS);
        views.demand(Generation.VISIT_VIEWS);
        return views.read(Generation.VISITS, connection -> {
            Visit visit = new VisitTable()
                    .load(connection, ViewsSchema.NAME, List.of(query.visit()))
                    .get(query.visit());
            if (visit == null) {
                return null;
            }
            List<Looked> looked = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT * FROM views.visit_view WHERE visit = ? AND position > ? ORDER BY position LIMIT ?")) {
                select.setString(1, query.visit());
                select.setLong(2, query.after() == null ? -1 : query.after());
                select.setInt(3, query.limit());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Look look = VisitViewTable.look(rows);
                        looked.add(new Looked(
                                look.position(),
                                look.at(),
                                look.viewed().method(),
                                look.viewed().path()));
                    }
                }
            }
            return new VisitPageView(
                    view(visit),
                    looked,
                    looked.size() < query.limit()
                            ? null
                            : (Long) looked.getLast().position());
        });
    }

    private Map<AccountId, AccountView.LastVisit> lastVisits(List<AccountId> of) {
        return views.read(Generation.VISITS, connection -> {
            Map<AccountId, AccountView.LastVisit> last = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT v.body FROM unnest(?) a (account)"
                    + " CROSS JOIN LATERAL (SELECT body FROM views.visit WHERE visit.account = a.account"
                    + " ORDER BY position DESC LIMIT 1) v")) {
                Table.column(select, 1, "text", of, AccountId::value);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Visit visit = VisitTable.read(rows.getString(1));
                        last.put(
                                visit.began().account(),
                                new AccountView.LastVisit(
                                        visit.began().visit(),
                                        visit.beganAt(),
                                        visit.began().method()));
                    }
                }
            }
            return last;
        });
    }

    private static VisitView view(Visit visit) {
        return new VisitView(
                visit.began().visit(),
                visit.began().account().value(),
                visit.began().method(),
                visit.began().grants(),
                visit.beganAt(),
                visit.position(),
                visit.views(),
                visit.lastView(),
                visit.endedAt(),
                visit.end());
    }

    private static AccountView view(
            Account a, AccountView.@Nullable LastVisit lastVisit, List<Accounts.Change> history) {
        return new AccountView(
                a.account().value(),
                a.local(),
                a.grants(),
                a.openedAt(),
                a.openedBy(),
                closed(a.closed()),
                a.forgotten(),
                a.passwordSetAt(),
                a.temporaryPassword(),
                a.secondFactorSince(),
                a.tokens().stream()
                        .map(token -> new AccountView.Token(
                                token.token(),
                                token.roles(),
                                token.readOnly(),
                                token.label(),
                                token.issuedAt(),
                                token.issuedBy(),
                                token.expires(),
                                closed(token.revoked())))
                        .toList(),
                lastVisit,
                a.refusals(),
                a.lastRefusal() == null
                        ? null
                        : new AccountView.Refusal(
                                a.lastRefusal().at(),
                                a.lastRefusal().method(),
                                a.lastRefusal().cause()),
                history.stream()
                        .map(change -> new AccountView.Change(
                                change.change(),
                                change.grants(),
                                change.token(),
                                change.reason(),
                                change.by(),
                                change.at(),
                                change.position()))
                        .toList());
    }

    private static AccountView.@Nullable Closed closed(Accounts.@Nullable Closed closed) {
        return closed == null ? null : new AccountView.Closed(closed.at(), closed.reason(), closed.by());
    }
}
