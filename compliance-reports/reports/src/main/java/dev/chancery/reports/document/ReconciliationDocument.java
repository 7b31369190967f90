package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport.Measure;
import dev.chancery.folds.ProviderCalls.Kind;
import dev.chancery.folds.Reconciliation;
import dev.chancery.folds.Reconciliation.Invoiced;
import dev.chancery.folds.Reconciliation.Recorded;
import dev.chancery.folds.Reconciliation.Row;
import dev.chancery.folds.Reconciliation.Standing;
import dev.chancery.folds.UsageImports.Import;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.dossier.ProviderTotals;
import dev.chancery.reports.document.CloudDeployments.Deployed;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was recorded against what providers say was used, by day and model. */
final class ReconciliationDocument implements Document {

    static final String NAME = "documents/reconciliation.json";

    private static final Currency WITHOUT_AMOUNT = Currency.getInstance("USD");

    /** A row and whose. */
    private record Line(String provider, Row row, SortedMap<LocalDate, List<Row>> byDay) {

        Stream<Row> neighbours() {
            return Stream.of(row.day().minusDays(1), row.day().plusDays(1))
                    .flatMap(day -> byDay.getOrDefault(day, List.of()).stream());
        }
    }

    @Override
    public List<PackFile> write(PackSubject subject) {
        DocumentJson json = DocumentJson.of("reconciliation", "What was recorded against what providers say", subject);
        Optional<String> notInScope =
                Matter.RECONCILIATION.notIn(subject.range().scope());
        if (notInScope.isPresent()) {
            json.put("notInScope", notInScope.get());
        } else {
            reconcile(json, subject.dossier());
        }
        return List.of(json.file(NAME, "Reconciliation of the record with what providers say"));
    }

    private static void reconcile(DocumentJson json, Dossier dossier) {
        CloudDeployments deployments = new CloudDeployments(dossier.policyDocuments());
        SortedMap<String, List<Recorded>> recorded = recorded(dossier, deployments);
        SortedMap<String, List<Import>> imports = new TreeMap<>();
        dossier.usageImports().values().stream()
                .sorted(Comparator.comparingLong(Import::position).reversed())
                .forEach(
                        each -> imports.computeIfAbsent(each.imported().export().provider(), none -> new ArrayList<>())
                                .add(each));
        SortedSet<String> providers = new TreeSet<>(recorded.keySet());
        providers.addAll(imports.keySet());
        List<Line> lines = new ArrayList<>();
        List<Map<String, Object>> summaries = new ArrayList<>();
        for (String provider : providers) {
            List<Row> rows = Reconciliation.of(
                    recorded.getOrDefault(provider, List.of()),
                    invoiced(imports.getOrDefault(provider, List.of())),
                    WITHOUT_AMOUNT);
            SortedMap<LocalDate, List<Row>> byDay =
                    rows.stream().collect(Collectors.groupingBy(Row::day, TreeMap::new, Collectors.toList()));
            rows.forEach(row -> lines.add(new Line(provider, row, byDay)));
            summaries.add(summary(provider, rows));
        }
        json.put(
                        "note",
                        "A remainder is what was invoiced less what was recorded. It is unexplained as far as no failed attempt, abandoned task,"
                                + " estimate or rounding can be it. Amounts are millionths of the currency.")
                .put("unreadablePolicies", deployments.unreadable().isEmpty() ? null : deployments.unreadable())
                .list(
                        "providers",
                        summaries,
                        summary -> summary,
                        "No call of a provider outside of the company is on record, and no export of one was taken in.")
                .list(
                        "imports",
                        imports.values().stream().flatMap(List::stream).toList(),
                        each -> imported(
                                each,
                                imports.getOrDefault(each.imported().export().provider(), List.of())),
                        "No export of a provider was taken in, so nothing is reconciled. POST /api/reconciliation/imports takes one in.")
                .list("rows", lines, ReconciliationDocument::row, "There is nothing to reconcile.");
    }

    private static SortedMap<String, List<Recorded>> recorded(Dossier dossier, CloudDeployments deployments) {
        SortedMap<String, List<Recorded>> recorded = new TreeMap<>();
        for (ProviderTotals.Total total : dossier.providerTotals()) {
            deployments
                    .find(total.policy(), total.deployment())
                    .ifPresent(deployed -> recorded.computeIfAbsent(deployed.provider(), none -> new ArrayList<>())
                            .add(recorded(total, deployed)));
        }
        return recorded;
    }

    private static Recorded recorded(ProviderTotals.Total total, Deployed deployed) {
        boolean answered = total.kind() == Kind.ANSWERED;
        Micros none = Micros.zero(total.amount().currency());
        return new Recorded(
                total.day(),
                total.deployment(),
                deployed.model(),
                total.modelVersion(),
                answered ? total.calls() : 0,
                total.estimated() ? total.calls() : 0,
                total.kind() == Kind.FAILED ? total.calls() : 0,
                total.kind() == Kind.ABANDONED ? total.calls() : 0,
                total.inputTokens(),
                total.outputTokens(),
                answered ? total.amount() : none,
                answered ? none : total.amount());
    }

    /** For each day and measure the newest export that holds for it. */
    private static List<Invoiced> invoiced(List<Import> newestFirst) {
        SortedMap<LocalDate, SortedMap<Measure, List<InvoicedUsage>>> days = new TreeMap<>();
        for (Import each : newestFirst) {
            each.imported()
                    .from()
                    .datesUntil(each.imported().to().plusDays(1))
                    .forEach(day -> days.computeIfAbsent(day, none -> new TreeMap<>())
                            .computeIfAbsent(
                                    each.imported().export().measure(),
                                    none -> each.imported().rows().stream()
                                            .filter(row -> row.day().equals(day))
                                            .toList()));
        }
        List<Invoiced> invoiced = new ArrayList<>();
        days.forEach(
                (day, measures) -> measures.forEach((measure, rows) -> invoiced.add(new Invoiced(day, measure, rows))));
        return invoiced;
    }

    private static Map<String, Object> summary(String provider, List<Row> rows) {
        SortedMap<String, Long> standings = new TreeMap<>();
        for (Standing standing : Standing.values()) {
            standings.put(
                    standing.name(),
                    rows.stream().filter(row -> row.standing() == standing).count());
        }
        SortedMap<String, Long> unexplained = new TreeMap<>();
        for (Row row : rows) {
            Micros cost = row.unexplained().cost();
            if (cost != null && cost.amount() != 0) {
                unexplained.merge(cost.currency().getCurrencyCode(), cost.amount(), Math::addExact);
            }
        }
        return map("provider", provider, "rows", standings, "unexplainedCost", unexplained);
    }

    private static Map<String, Object> imported(Import each, List<Import> ofProvider) {
        String sha256 = each.imported().sha256();
        return map(
                "export", each.imported().export(),
                "sha256", sha256,
                "from", each.imported().from(),
                "to", each.imported().to(),
                "rows", each.imported().rows().size(),
                "superseded",
                        ofProvider.stream()
                                .anyMatch(other -> other.imported().supersedes().contains(sha256)),
                "supersedes", each.imported().supersedes(),
                "by", each.imported().by(),
                "at", each.at(),
                "position", each.position());
    }

    private static Map<String, Object> row(Line line) {
        return map(
                "provider", line.provider(),
                "row", line.row(),
                "acrossMidnight",
                        line.neighbours()
                                .flatMap(other -> Reconciliation.acrossMidnight(line.row(), other).stream()
                                        .map(remainder -> map("with", other.day(), "remainder", remainder)))
                                .findFirst()
                                .orElse(null));
    }
}
