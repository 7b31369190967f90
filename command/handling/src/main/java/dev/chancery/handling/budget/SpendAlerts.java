package dev.chancery.handling.budget;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetSpent;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.decisions.budget.BudgetDecision;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has it recorded when a good part of a cap is spent, of the caps that hold for a day or a month. Told of what was spent whenever the
 * balances are kept, about once a second, so no request waits for it. The budget itself knows what it was told before; what could
 * not be recorded is tried again.
 */
public final class SpendAlerts {

    private static final Logger LOG = LoggerFactory.getLogger(SpendAlerts.class);
    private static final int KNOWN = 10_000;

    /** The greatest part of each budget that was recorded. All but the sums is of the thread that keeps the balances. */
    private final Map<BudgetScope, Integer> told = new LinkedHashMap<>(1_024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BudgetScope, Integer> eldest) {
            return size() > KNOWN;
        }
    };

    private final Map<BudgetScope, ReportBudgetSpent> untold = new LinkedHashMap<>();
    private final Map<Integer, AtomicLong> sums = new ConcurrentHashMap<>();
    private volatile @Nullable Function<ReportBudgetSpent, List<Integer>> report;

    SpendAlerts() {
        BudgetDecision.THRESHOLDS.forEach(percent -> sums.put(percent, new AtomicLong()));
    }

    /** From now on reports go there, and are answered with the parts that were recorded. */
    public void to(Function<ReportBudgetSpent, List<Integer>> reports) {
        report = reports;
    }

    /** How many alerts of a {@linkplain BudgetDecision#THRESHOLDS part} this process had recorded since it started. */
    public long sum(int percent) {
        return sums.getOrDefault(percent, new AtomicLong()).get();
    }

    /**
     * What budgets have spent now.
     *
     * @param caps of those whose cap is known
     */
    void spent(Map<BudgetScope, Long> totals, Map<BudgetScope, Micros> caps) {
        totals.forEach((scope, amount) -> {
            Micros cap = caps.get(scope);
            if (cap != null) {
                spent(scope, cap, new Micros(amount, cap.currency()));
            }
        });
    }

    private void spent(BudgetScope scope, Micros cap, Micros settled) {
        List<Integer> reached = BudgetDecision.reached(cap, settled);
        boolean news = !reached.isEmpty() && reached.getLast() > told.getOrDefault(scope, 0);
        if (news && (untold.size() < KNOWN || untold.containsKey(scope))) {
            String owner = scope.id().substring(0, scope.id().lastIndexOf('/'));
            untold.put(scope, new ReportBudgetSpent(scope.kind(), owner, scope, cap, settled));
        }
    }

    /** Reports the news. */
    void tell() {
        Function<ReportBudgetSpent, List<Integer>> reports = report;
        if (reports == null) {
            return;
        }
        Iterator<ReportBudgetSpent> news = untold.values().iterator();
        while (news.hasNext()) {
            ReportBudgetSpent spent = news.next();
            try {
                reports.apply(spent)
                        .forEach(percent -> sums.computeIfAbsent(percent, p -> new AtomicLong())
                                .incrementAndGet());
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("target", spent.target())
                        .setCause(e)
                        .log("An alert of a budget could not be recorded; it is tried again");
                return;
            }
            news.remove();
            told.put(
                    spent.scope(),
                    BudgetDecision.reached(spent.cap(), spent.settled()).getLast());
        }
    }
}
