package dev.chancery.views;

import dev.chancery.contracts.fact.Act;
import dev.chancery.folds.Acts;
import dev.chancery.query.contracts.AbandonedView;
import dev.chancery.query.contracts.AbandonedView.AbandonedAct;
import dev.chancery.query.contracts.AbandonedView.DayCount;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.ActQuery.FindOpenActs;
import dev.chancery.query.contracts.ActQuery.RetryDeadLetters;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.query.contracts.DeadLettersView.DeadLetter;
import dev.chancery.query.contracts.OpenActsView;
import dev.chancery.query.contracts.OpenActsView.OpenAct;
import dev.chancery.query.contracts.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about acts without outcome, and about what the views could not take. */
public final class ActQueries {

    private final Views views;
    private final ViewKeeper keeper;

    /**
     * The questions and what they need.
     *
     * @param keeper tries dead letters again
     */
    public ActQueries(ViewKeeper keeper) {
        this.views = keeper.views();
        this.keeper = keeper;
    }

    @QueryHandler
    public AbandonedView handle(FindAbandoned query) {
        Act act = query.act();
        long before = query.before() == null ? Long.MAX_VALUE : query.before();
        return views.read(Generation.ACTS, connection -> {
            List<AbandonedAct> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT body FROM views.act WHERE phase ="
                    + " 'ABANDONED' AND position < ?" + only(act)
                    + " ORDER BY position DESC LIMIT " + query.limit())) {
                select.setLong(1, before);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.add(view(ActTable.read(rows.getString(1))));
                    }
                }
            }
            Long next =
                    page.size() < query.limit() ? null : (Long) page.getLast().position();
            return new AbandonedView(
                    page,
                    next,
                    days(connection, act),
                    count(connection, "views.act WHERE phase = 'ABANDONED'" + only(act)));
        });
    }

    private static String only(@Nullable Act act) {
        return act == null ? "" : " AND act = '" + act.name() + "'";
    }

    private static List<DayCount> days(Connection connection, @Nullable Act act) throws SQLException {
        List<DayCount> days = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT day, act, count(*) FROM views.act"
                        + " WHERE phase = 'ABANDONED' AND day > current_date - 366" + only(act)
                        + " GROUP BY day, act ORDER BY day DESC, act");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                days.add(new DayCount(
                        rows.getObject(1, LocalDate.class), Act.valueOf(rows.getString(2)), rows.getLong(3)));
            }
        }
        return days;
    }

    private static long count(Connection connection, String from) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM " + from);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @QueryHandler
    public OpenActsView handle(FindOpenActs query) {
        return views.read(Generation.ACTS, connection -> {
            List<OpenAct> acts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT body FROM views.act WHERE phase ="
                    + " 'OPEN' AND position > ? ORDER BY position LIMIT " + query.limit())) {
                select.setLong(1, query.after() == null ? -1 : query.after());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Acts.Standing act = ActTable.read(rows.getString(1));
                        acts.add(new OpenAct(act.act(), act.stream(), act.since(), act.position()));
                    }
                }
            }
            return new OpenActsView(acts);
        });
    }

    @QueryHandler
    public DeadLettersView handle(FindDeadLetters query) {
        return views.read(Generation.DEAD_LETTERS, connection -> {
            List<DeadLetter> letters = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT position, stream, reason, since FROM"
                    + " views.dead_letter WHERE position > ? ORDER BY position LIMIT " + query.limit())) {
                select.setLong(1, query.after() == null ? -1 : query.after());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        letters.add(new DeadLetter(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getTimestamp(4).toInstant()));
                    }
                }
            }
            Long next = letters.size() < query.limit()
                    ? null
                    : (Long) letters.getLast().position();
            return new DeadLettersView(letters, next, count(connection, "views.dead_letter"));
        });
    }

    @QueryHandler
    public DeadLettersView handle(RetryDeadLetters query) {
        keeper.retry();
        return handle(new FindDeadLetters(null, Query.PAGE_LIMIT));
    }

    private static AbandonedAct view(Acts.Standing act) {
        Acts.Abandonment known = act.abandonment();
        if (known == null) {
            throw new IllegalStateException("The act of " + act.stream() + " was not abandoned");
        }
        return new AbandonedAct(
                act.act(),
                act.stream(),
                known.cause(),
                known.reason(),
                known.sent(),
                known.lastAttempt(),
                known.spent(),
                act.since(),
                known.at(),
                known.position());
    }
}
