package dev.chancery.folds.figure;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.folds.Spend;
import dev.chancery.folds.Spend.Cell;
import dev.chancery.folds.Spend.Total;
import dev.chancery.folds.Step;
import dev.chancery.folds.TaskSummaries;
import dev.chancery.folds.TaskSummary;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What tasks cost, each currency for itself. */
final class CostFigures extends Computation {

    /** Whose model it is, nobody said. */
    static final String UNKNOWN = "unknown";

    /** In the place of a vendor, for calls of tools. */
    static final String TOOLS = "tools";

    private static final String TASKS = "tasks";
    private static final String TOKENS = "tokens";

    /** In one currency, in millionths of it. */
    private static final class Sums {
        private final Currency currency;
        private final Tally<String> tiers = new Tally<>();
        private final Tally<String> vendors = new Tally<>();
        private final Tally<String> workflows = new Tally<>();
        private long tasks;
        private long delivered;
        private long total;
        private long undelivered;
        private long judging;
        private long revising;
        private long failing;
        private long saved;

        Sums(Currency currency) {
            this.currency = currency;
        }

        Micros money(long amount) {
            return new Micros(amount, currency);
        }
    }

    private final Vendors vendors;
    private final SortedMap<String, String> policies = new TreeMap<>();

    /** Of the policies that tasks were decided under: this version need not be able to read any other. */
    private final SortedMap<String, SortedMap<String, String>> vendorsOf = new TreeMap<>();

    private final SortedMap<String, Sums> sums = new TreeMap<>();
    private long inputTokens;
    private long outputTokens;

    CostFigures(FigureQuery query, Vendors vendors) {
        super(query);
        this.vendors = vendors;
    }

    @Override
    List<FoldVersion> folds() {
        return List.of(
                new FoldVersion("figures-costs", 1), FoldVersion.of(new Spend()), FoldVersion.of(new TaskSummaries()));
    }

    void know(PolicyVersion version, String document) {
        policies.put(version.value(), document);
    }

    @Override
    void take(Step step) {
        if (step.recorded().event() instanceof PolicyActivated policy) {
            know(policy.version(), policy.document());
        }
    }

    @Override
    void ended(TaskSummary task) {
        for (Map.Entry<Cell, Total> part : Spend.of(task).entrySet()) {
            Cell cell = part.getKey();
            Total total = part.getValue();
            long amount = total.amount().amount();
            Sums s = sums.computeIfAbsent(cell.currency().getCurrencyCode(), none -> new Sums(cell.currency()));
            s.tasks += total.tasks();
            s.delivered += total.outcomes().delivered();
            s.total = Math.addExact(s.total, amount);
            s.tiers.add(cell.tier() == null ? "NONE" : cell.tier().name(), amount);
            s.vendors.add(vendor(task, cell.deployment()), amount);
            s.workflows.add(cell.workflow().value(), amount);
            s.undelivered = Math.addExact(s.undelivered, total.shares().undelivered());
            s.judging = Math.addExact(s.judging, total.shares().judging());
            s.revising = Math.addExact(s.revising, total.shares().revising());
            s.failing = Math.addExact(s.failing, total.shares().failing());
            s.saved = Math.addExact(s.saved, total.shares().saved());
            inputTokens = Math.addExact(inputTokens, total.inputTokens());
            outputTokens = Math.addExact(outputTokens, total.outputTokens());
        }
    }

    private String vendor(TaskSummary task, String deployment) {
        if (task.asked().tool() != null) {
            return TOOLS;
        }
        return vendorsOf
                .computeIfAbsent(task.origin().policy().value(), this::read)
                .getOrDefault(deployment, UNKNOWN);
    }

    private SortedMap<String, String> read(String version) {
        String document = policies.get(version);
        return document == null ? Collections.emptySortedMap() : vendors.of(document);
    }

    @Override
    void tell(Sheet sheet) {
        sheet.count(Measure.TOKENS_INPUT, TOKENS, inputTokens);
        sheet.count(Measure.TOKENS_OUTPUT, TOKENS, outputTokens);
        sums.forEach((currency, s) -> {
            Micros total = s.money(s.total);
            sheet.money(Measure.COST, total, currency);
            s.tiers
                    .counts()
                    .forEach((tier, amount) ->
                            sheet.money(Measure.COST_BY_TIER, s.money(amount), currency, "tier", tier));
            s.vendors
                    .counts()
                    .forEach((vendor, amount) ->
                            sheet.share(Measure.COST_BY_VENDOR, s.money(amount), total, "vendor", vendor));
            s.workflows
                    .counts()
                    .forEach((workflow, amount) ->
                            sheet.money(Measure.COST_BY_WORKFLOW, s.money(amount), currency, "workflow", workflow));
            sheet.each(Measure.COST_PER_TASK, total, TASKS, s.tasks);
            sheet.each(Measure.COST_PER_DELIVERED, total, TASKS, s.delivered);
            sheet.money(Measure.COST_UNDELIVERED, s.money(s.undelivered), currency);
            sheet.money(Measure.COST_JUDGING, s.money(s.judging), currency);
            sheet.money(Measure.COST_REVISING, s.money(s.revising), currency);
            sheet.money(Measure.COST_FAILING, s.money(s.failing), currency);
            sheet.money(Measure.CACHE_SAVED, s.money(s.saved), currency);
        });
    }
}
