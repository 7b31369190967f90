package dev.chancery.views;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.UsageEvent.UsageImported;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport.Measure;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.ProviderCalls.Call;
import dev.chancery.folds.ProviderCalls.Kind;
import dev.chancery.folds.Reconciliation;
import dev.chancery.folds.Reconciliation.Invoiced;
import dev.chancery.folds.Reconciliation.Recorded;
import dev.chancery.folds.Reconciliation.Row;
import dev.chancery.folds.Reconciliation.Standing;
import dev.chancery.folds.Reconciliation.Sums;
import dev.chancery.folds.UsageImports.Import;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliation;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliationTasks;
import dev.chancery.query.contracts.ReconciliationTasksView;
import dev.chancery.query.contracts.ReconciliationTasksView.CallView;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.contracts.ReconciliationView.ExportView;
import dev.chancery.query.contracts.ReconciliationView.RowView;
import dev.chancery.query.contracts.ReconciliationView.SumsView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Answers what was recorded against what a provider says. A call belongs to a provider by the policy under which its task was decided: that
 * names, for the deployment, the provider and the model. Deployments at home are on no provider's invoice.
 */
public final class ReconciliationQueries {

    private static final Currency WITHOUT_AMOUNT = Currency.getInstance("USD");

    private record Deployed(String provider, String model) {}

    private final Views views;
    private final EventLog log;

    public ReconciliationQueries(Views views, EventLog log) {
        this.views = views;
        this.log = log;
    }

    @QueryHandler
    public ReconciliationView handle(FindReconciliation query) {
        List<Import> imports = imports(query.provider(), query.from(), query.to());
        // A day more on either side, since what remains of a day may lie on its neighbour.
        LocalDate before = query.from().minusDays(1);
        LocalDate after = query.to().plusDays(1);
        List<Row> all = Reconciliation.of(
                recorded(query.provider(), before, after),
                invoiced(imports(query.provider(), before, after), before, after),
                WITHOUT_AMOUNT);
        List<Row> rows = all.stream()
                .filter(row -> row.day().isAfter(before) && row.day().isBefore(after))
                .toList();
        return new ReconciliationView(
                query.provider(),
                query.from(),
                query.to(),
                exports(imports),
                rows.stream().map(row -> view(row, all)).toList(),
                (int) rows.stream()
                        .filter(row -> row.standing() == Standing.UNEXPLAINED)
                        .count());
    }

    @QueryHandler
    public ReconciliationTasksView handle(FindReconciliationTasks query) {
        Function<String, String> names =
                Reconciliation.names(query.day(), recorded(query.provider(), query.day(), query.day()));
        Function<Call, @Nullable Deployed> deployed = deployed();
        List<CallView> calls = new ArrayList<>();
        views.read(Generation.PROVIDER_CALLS, connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT * FROM views.provider_call WHERE day = ? AND position > ? ORDER BY position")) {
                connection.setAutoCommit(false);
                select.setFetchSize(1_000);
                select.setObject(1, query.day());
                select.setLong(2, query.after() == null ? -1 : query.after());
                try (ResultSet rows = select.executeQuery()) {
                    while (calls.size() <= query.limit() && rows.next()) {
                        Call call = ProviderCallTable.read(rows);
                        Deployed of = deployed.apply(call);
                        if (of != null
                                && of.provider().equals(query.provider())
                                && names.apply(call.modelVersion() == null ? of.model() : call.modelVersion())
                                        .equals(query.model())) {
                            calls.add(view(call));
                        }
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return calls;
        });
        boolean more = calls.size() > query.limit();
        List<CallView> page = more ? calls.subList(0, query.limit()) : calls;
        return new ReconciliationTasksView(
                List.copyOf(page), more ? page.getLast().position() : null);
    }

    /** The newest first, of those that have a day in common with the period. All are read: there are a few a day at most. */
    private List<Import> imports(String provider, LocalDate from, LocalDate to) {
        return views.list(Generation.USAGE_IMPORTS, Integer.MAX_VALUE).stream()
                .filter(i -> i.imported().export().provider().equals(provider))
                .filter(i ->
                        !i.imported().from().isAfter(to) && !i.imported().to().isBefore(from))
                .sorted(Comparator.comparingLong(Import::position).reversed())
                .toList();
    }

    /** For each day and measure the newest export that holds for it. */
    private static List<Invoiced> invoiced(List<Import> imports, LocalDate from, LocalDate to) {
        List<Invoiced> invoiced = new ArrayList<>();
        from.datesUntil(to.plusDays(1)).forEach(day -> {
            for (Measure measure : Measure.values()) {
                imports.stream()
                        .map(Import::imported)
                        .filter(i -> i.export().measure() == measure)
                        .filter(i -> !i.from().isAfter(day) && !i.to().isBefore(day))
                        .findFirst()
                        .ifPresent(i -> invoiced.add(new Invoiced(day, measure, on(day, i))));
            }
        });
        return invoiced;
    }

    private static List<InvoicedUsage> on(LocalDate day, UsageImported imported) {
        return imported.rows().stream().filter(row -> row.day().equals(day)).toList();
    }

    private List<Recorded> recorded(String provider, LocalDate from, LocalDate to) {
        Function<Call, @Nullable Deployed> deployed = deployed();
        return views.read(Generation.PROVIDER_CALLS, connection -> {
            List<Recorded> recorded = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT max(position) AS position, '-' AS task, day, policy, deployment, model_version, kind,
                           sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, estimated,
                           sum(amount)::bigint AS amount, currency, count(*) AS calls
                    FROM views.provider_call WHERE day BETWEEN ? AND ?
                    GROUP BY day, policy, deployment, model_version, kind, estimated, currency
                    """)) {
                select.setObject(1, from);
                select.setObject(2, to);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Call sum = ProviderCallTable.read(rows);
                        Deployed of = deployed.apply(sum);
                        if (of != null && of.provider().equals(provider)) {
                            recorded.add(recorded(sum, of.model(), rows.getLong("calls")));
                        }
                    }
                }
            }
            return recorded;
        });
    }

    private static Recorded recorded(Call sum, String model, long calls) {
        boolean answered = sum.kind() == Kind.ANSWERED;
        Micros none = Micros.zero(sum.amount().currency());
        return new Recorded(
                sum.day(),
                sum.deployment(),
                model,
                sum.modelVersion(),
                answered ? calls : 0,
                sum.estimated() ? calls : 0,
                sum.kind() == Kind.FAILED ? calls : 0,
                sum.kind() == Kind.ABANDONED ? calls : 0,
                sum.inputTokens(),
                sum.outputTokens(),
                answered ? sum.amount() : none,
                answered ? none : sum.amount());
    }

    /** What the policy of a call says of its deployment; null when that is at home, or no deployment is known. */
    private Function<Call, @Nullable Deployed> deployed() {
        Map<PolicyVersion, Map<String, Deployed>> policies = new LinkedHashMap<>();
        for (StoredEvent stored : log.readStream("policy")) {
            if (log.decode(stored).event() instanceof PolicyActivated policy) {
                policies.computeIfAbsent(policy.version(), version -> deployments(policy.document()));
            }
        }
        return call -> policies.getOrDefault(call.policy(), Map.of()).get(call.deployment());
    }

    private static Map<String, Deployed> deployments(String document) {
        Map<String, Deployed> deployments = new LinkedHashMap<>();
        for (JsonNode node : StateJson.MAPPER.readTree(document).path("deployments")) {
            if (!node.path("location").asString("").equals("local")) {
                deployments.put(
                        node.path("id").asString(""),
                        new Deployed(
                                node.path("provider").asString(""),
                                node.path("model").asString("")));
            }
        }
        return deployments;
    }

    private static List<ExportView> exports(List<Import> newestFirst) {
        List<String> superseded = newestFirst.stream()
                .flatMap(i -> i.imported().supersedes().stream())
                .toList();
        return newestFirst.stream()
                .map(i -> new ExportView(
                        i.imported().export(),
                        i.imported().sha256(),
                        i.imported().from(),
                        i.imported().to(),
                        i.imported().rows().size(),
                        superseded.contains(i.imported().sha256()),
                        i.imported().supersedes(),
                        i.imported().by(),
                        i.at(),
                        i.position()))
                .toList();
    }

    private static RowView view(Row row, List<Row> all) {
        return new RowView(
                row.day(),
                row.model(),
                row.standing().name(),
                sentence(row) + midnight(row, all),
                row.deployments(),
                view(row.recorded()),
                row.estimated(),
                row.failed(),
                row.abandoned(),
                row.atRisk(),
                view(row.invoiced()),
                row.cachedTokens(),
                view(row.remainder()),
                view(row.unexplained()));
    }

    private static SumsView view(Sums sums) {
        return new SumsView(sums.requests(), sums.inputTokens(), sums.outputTokens(), sums.cost());
    }

    private static CallView view(Call call) {
        return new CallView(
                call.task().value(),
                call.position(),
                call.kind().name(),
                call.deployment(),
                call.modelVersion(),
                call.inputTokens(),
                call.outputTokens(),
                call.estimated(),
                call.amount());
    }

    private static String sentence(Row row) {
        return switch (row.standing()) {
            case NOT_INVOICED -> "No export holds for this day.";
            case AGREES -> "Recorded and invoiced agree.";
            case EXPLICABLE -> "Something remains that " + loose(row) + " can be: " + remains(row.remainder()) + ".";
            case UNEXPLAINED ->
                row.deployments().isEmpty()
                        ? "Invoiced, and nothing of it is recorded: " + remains(row.remainder()) + "."
                        : "Unexplained: " + remains(row.unexplained()) + ".";
        };
    }

    /** What the neighbouring days have to do with it. */
    static String midnight(Row row, List<Row> all) {
        StringBuilder said = new StringBuilder();
        for (Row other : all) {
            Reconciliation.acrossMidnight(row, other)
                    .ifPresent(
                            together -> said.append(" On ")
                                    .append(other.day())
                                    .append(" the opposite remains, and of both days together ")
                                    .append(isNothing(together) ? "nothing" : remains(together))
                                    .append(
                                            ": a call that ends around midnight may count for one day here and for the other there."));
        }
        return said.toString();
    }

    private static boolean isNothing(Sums sums) {
        return Stream.of(
                        sums.requests(),
                        sums.inputTokens(),
                        sums.outputTokens(),
                        sums.cost() == null ? null : (Long) sums.cost().amount())
                .allMatch(value -> value == null || value == 0);
    }

    private static String loose(Row row) {
        List<String> reasons = new ArrayList<>();
        if (row.failed() > 0) {
            reasons.add(row.failed() + (row.failed() == 1 ? " failed attempt" : " failed attempts"));
        }
        if (row.abandoned() > 0) {
            reasons.add(row.abandoned() + (row.abandoned() == 1 ? " abandoned task" : " abandoned tasks"));
        }
        if (row.estimated() > 0) {
            reasons.add(row.estimated() + (row.estimated() == 1 ? " estimated count" : " estimated counts"));
        }
        return String.join(", ", reasons);
    }

    private static String remains(Sums sums) {
        List<String> parts = new ArrayList<>();
        part(parts, sums.requests(), "requests");
        part(parts, sums.inputTokens(), "input tokens");
        part(parts, sums.outputTokens(), "output tokens");
        Micros cost = sums.cost();
        if (cost != null && cost.amount() != 0) {
            parts.add((cost.amount() > 0 ? "+" : "") + cost);
        }
        return parts.isEmpty() ? "amounts in another currency" : String.join(", ", parts);
    }

    private static void part(List<String> parts, @Nullable Long value, String what) {
        if (value != null && value != 0) {
            parts.add((value > 0 ? "+" : "") + value + " " + what);
        }
    }
}
