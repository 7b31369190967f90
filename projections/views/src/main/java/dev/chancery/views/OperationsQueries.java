package dev.chancery.views;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.BudgetScope.Kind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.folds.Budgets.Budget;
import dev.chancery.folds.SpendDays.Dimension;
import dev.chancery.folds.TaskSummary;
import dev.chancery.folds.Traffic;
import dev.chancery.folds.Traffic.Grain;
import dev.chancery.folds.WilsonInterval;
import dev.chancery.query.contracts.BalancesView;
import dev.chancery.query.contracts.BalancesView.Balance;
import dev.chancery.query.contracts.OperationsQuery.FindBalances;
import dev.chancery.query.contracts.OperationsQuery.FindOperations;
import dev.chancery.query.contracts.OperationsView;
import dev.chancery.query.contracts.OperationsView.Refusals;
import dev.chancery.query.contracts.OperationsView.Settled;
import dev.chancery.query.contracts.OperationsView.Share;
import dev.chancery.query.contracts.OperationsView.Span;
import dev.chancery.query.contracts.OperationsView.Waiting;
import dev.chancery.query.contracts.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers how things go, from sums of spans, and what is gone of caps, from sums of days: no task is read but those under way. */
public final class OperationsQueries {

    /** What is asked of the spans; its plan is an index scan of as many rows as the answer is of. */
    static final String SPANS =
            "SELECT minute, body FROM views.traffic WHERE workflow = ? AND grain = ? AND minute >= ? AND minute < ? ORDER BY minute";

    private final Views views;

    public OperationsQueries(Views views) {
        this.views = views;
    }

    @QueryHandler
    public OperationsView handle(FindOperations query) {
        Grain grain = grain(query.step());
        String workflow =
                query.workflow() == null ? Traffic.ALL : query.workflow().value();
        Traffic.Span[] spans = new Traffic.Span[query.spans()];
        Optional<Instant> since = views.read(Generation.TRAFFIC, connection -> {
            try (PreparedStatement select = connection.prepareStatement(SPANS)) {
                select.setString(1, workflow);
                select.setString(2, grain.name());
                select.setLong(3, TrafficTable.minute(query.from()));
                select.setLong(4, TrafficTable.minute(query.to()));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        int at = (int) Duration.between(query.from(), TrafficTable.instant(rows.getLong(1)))
                                .dividedBy(query.step());
                        Traffic.Span row = TrafficTable.read(rows.getString(2));
                        spans[at] = spans[at] == null ? row : spans[at].and(row);
                    }
                }
            }
            return Optional.ofNullable(kept(connection, grain));
        });
        List<Span> shown = new ArrayList<>();
        Traffic.Span total = Traffic.Span.EMPTY;
        for (int i = 0; i < spans.length; i++) {
            Traffic.Span span = spans[i] == null ? Traffic.Span.EMPTY : spans[i];
            shown.add(span(query.from().plus(query.step().multipliedBy(i)), span));
            total = total.and(span);
        }
        return new OperationsView(
                query.workflow() == null ? null : workflow,
                query.from(),
                query.to(),
                query.step(),
                since.filter(first -> first.isAfter(query.from())).orElse(null),
                shown,
                span(query.from(), total),
                share(total.entered(TaskState.APPROVED), decided(total)),
                share(total.passed(), total.verdicts()),
                waiting(query.workflow() == null ? null : workflow));
    }

    private static Grain grain(Duration step) {
        if (step.compareTo(Grain.HOUR.length()) < 0) {
            return Grain.MINUTE;
        }
        return step.compareTo(Grain.DAY.length()) < 0 ? Grain.HOUR : Grain.DAY;
    }

    /** From when spans of the grain are all there; null when none was ever let go. */
    private static @Nullable Instant kept(Connection connection, Grain grain) throws SQLException {
        if (grain == Grain.DAY) {
            return null;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT max(minute) FILTER (WHERE grain = ?), min(minute) FILTER (WHERE grain = 'DAY') FROM ("
                        + "(SELECT grain, minute FROM views.traffic WHERE workflow = '' AND grain = ? ORDER BY minute DESC LIMIT 1)"
                        + " UNION ALL (SELECT grain, minute FROM views.traffic WHERE workflow = '' AND grain = 'DAY'"
                        + " ORDER BY minute LIMIT 1)) t")) {
            select.setString(1, grain.name());
            select.setString(2, grain.name());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long newest = row.getLong(1);
                long first = row.getLong(2);
                long oldest = newest - TrafficTable.kept(grain).toMinutes();
                return oldest > first ? TrafficTable.instant(oldest) : null;
            }
        }
    }

    private static Span span(Instant at, Traffic.Span span) {
        return new Span(
                at,
                span.entered(TaskState.OPENED),
                span.entered(TaskState.RELEASED),
                span.entered(TaskState.HELD),
                span.entered(TaskState.SHADOWED),
                span.entered(TaskState.APPROVED),
                span.entered(TaskState.EDITED),
                span.entered(TaskState.REJECTED),
                span.entered(TaskState.REFUSED),
                span.entered(TaskState.FAILED),
                span.entered(TaskState.ABANDONED),
                span.failedCalls(),
                span.verdicts(),
                span.passed(),
                span.latency().n(),
                millis(span.latency().within(500)),
                millis(span.latency().within(950)),
                span.amounts().stream()
                        .map(cost -> new Settled(
                                span.settled().getOrDefault(cost.currency().getCurrencyCode(), 0L), cost))
                        .toList(),
                span.refused().entrySet().stream()
                        .map(each -> new Refusals(each.getKey(), each.getValue()))
                        .toList());
    }

    private static long decided(Traffic.Span span) {
        return span.entered(TaskState.APPROVED) + span.entered(TaskState.EDITED) + span.entered(TaskState.REJECTED);
    }

    private static Share share(long count, long n) {
        return new Share(
                count,
                n,
                n == 0 ? null : (double) count / n,
                WilsonInterval.lowerBound(count, n),
                1 - WilsonInterval.lowerBound(n - count, n));
    }

    private static @Nullable Long millis(OptionalLong millis) {
        return millis.isPresent() ? millis.getAsLong() : null;
    }

    private Waiting waiting(@Nullable String workflow) {
        String narrowed = workflow == null ? "" : " WHERE workflow = ?";
        Counted held =
                counted(Generation.HELD_TASKS, "SELECT count(*), min(since) FROM views.held_task" + narrowed, workflow);
        Counted sampled = counted(
                Generation.SAMPLED_OUTPUTS, "SELECT count(*), NULL FROM views.sampled_output" + narrowed, workflow);
        Counted open = counted(
                Generation.ACTS,
                "SELECT count(*), min((a.body->>'since')::timestamptz) FROM views.act a"
                        + (workflow == null
                                ? ""
                                : " JOIN views.task t ON t.task = substring(a.stream FROM 6) AND t.workflow = ?")
                        + " WHERE a.act = 'TASK' AND a.phase = 'OPEN'",
                workflow);
        return new Waiting(held.count(), held.first(), sampled.count(), open.count(), open.first());
    }

    /** How many, and when the first of them was. */
    private record Counted(long count, @Nullable Instant first) {}

    private Counted counted(String view, String sql, @Nullable String workflow) {
        return views.read(view, connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                if (workflow != null) {
                    select.setString(1, workflow);
                }
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    OffsetDateTime first = row.getLong(1) == 0 || row.getObject(2) == null
                            ? null
                            : row.getObject(2, OffsetDateTime.class);
                    return new Counted(row.getLong(1), first == null ? null : first.toInstant());
                }
            }
        });
    }

    @QueryHandler
    public BalancesView handle(FindBalances query) {
        List<Budget> budgets = views.list(Generation.BUDGETS, Query.PAGE_LIMIT).stream()
                .filter(budget -> budget.kind().hasPeriod())
                .toList();
        LocalDate month = query.day().withDayOfMonth(1);
        Map<Sum, Long> settled = settled(month, query.day());
        Map<Sum, Long> promised = promised(month, query.day());
        return new BalancesView(
                query.day(),
                budgets.stream()
                        .map(budget -> {
                            Sum sum = new Sum(
                                    daily(budget.kind()),
                                    of(budget.kind()),
                                    budget.kind() == Kind.COMPANY_MONTH ? BudgetScope.COMPANY : budget.owner(),
                                    budget.cap().currency().getCurrencyCode());
                            return new Balance(
                                    new BudgetScope(
                                            budget.kind(), budget.owner() + "/" + period(budget.kind(), query.day())),
                                    budget.owner(),
                                    budget.cap(),
                                    amount(settled.get(sum), budget.cap()),
                                    amount(promised.get(sum), budget.cap()));
                        })
                        .toList());
    }

    /** Whose sum of what time. */
    private record Sum(boolean day, Dimension of, String id, String currency) implements Comparable<Sum> {
        @Override
        public int compareTo(Sum other) {
            return toString().compareTo(other.toString());
        }
    }

    private static Micros amount(@Nullable Long amount, Micros cap) {
        return new Micros(amount == null ? 0 : amount, cap.currency());
    }

    private static boolean daily(Kind kind) {
        return kind == Kind.AGENT_DAY || kind == Kind.WORKFLOW_DAY;
    }

    private static String period(Kind kind, LocalDate day) {
        return daily(kind) ? day.toString() : YearMonth.from(day).toString();
    }

    /** Spend is summed by tier, too, and all tiers together are the company's. */
    private static Dimension of(Kind kind) {
        return switch (kind) {
            case AGENT_DAY, AGENT_MONTH -> Dimension.AGENT;
            case WORKFLOW_DAY -> Dimension.WORKFLOW;
            case COMPANY_MONTH -> Dimension.TIER;
            case TASK, SESSION -> throw new IllegalArgumentException(kind + " has no period");
        };
    }

    private Map<Sum, Long> settled(LocalDate month, LocalDate day) {
        return views.read(Generation.SPEND_DAYS, connection -> {
            Map<Sum, Long> sums = new TreeMap<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT dimension, CASE dimension WHEN 'TIER' THEN 'company' ELSE id END, currency, day = ?, sum(amount)::bigint
                    FROM views.spend_day WHERE dimension IN ('AGENT', 'WORKFLOW', 'TIER') AND day BETWEEN ? AND ?
                    GROUP BY 1, 2, 3, 4
                    """)) {
                select.setObject(1, day);
                select.setObject(2, month);
                select.setObject(3, day);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        add(
                                sums,
                                Dimension.valueOf(rows.getString(1)),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getBoolean(4),
                                rows.getLong(5));
                    }
                }
            }
            return sums;
        });
    }

    private static void add(Map<Sum, Long> sums, Dimension of, String id, String currency, boolean today, long amount) {
        sums.merge(new Sum(false, of, id, currency), amount, Long::sum);
        if (today) {
            sums.merge(new Sum(true, of, id, currency), amount, Long::sum);
        }
    }

    /** Tasks under way are few; what each may cost is in its own row. */
    private Map<Sum, Long> promised(LocalDate month, LocalDate day) {
        views.demand(Generation.TASKS);
        return views.read(Generation.ACTS, connection -> {
            Map<Sum, Long> sums = new TreeMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT t.body FROM views.act a"
                                    + " JOIN views.task t ON t.task = substring(a.stream FROM 6) WHERE a.act = 'TASK' AND a.phase = 'OPEN'");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    promised(sums, TaskTable.read(rows.getString(1)), month, day);
                }
            }
            return sums;
        });
    }

    private static void promised(Map<Sum, Long> sums, TaskSummary task, LocalDate month, LocalDate day) {
        Micros reserved = task.spending().reserved();
        LocalDate opened = LocalDate.ofInstant(task.origin().at(), ZoneOffset.UTC);
        if (reserved == null || task.spending().settled() != null || opened.isBefore(month) || opened.isAfter(day)) {
            return;
        }
        String currency = reserved.currency().getCurrencyCode();
        boolean today = opened.equals(day);
        add(sums, Dimension.AGENT, task.origin().agent().value(), currency, today, reserved.amount());
        add(sums, Dimension.WORKFLOW, task.origin().workflow().value(), currency, today, reserved.amount());
        add(sums, Dimension.TIER, BudgetScope.COMPANY, currency, today, reserved.amount());
    }
}
