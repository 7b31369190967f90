package dev.chancery.decisions.saving;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.Alias;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Workflow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proposals to spend less, each with the figures that it rests on. Nothing is applied: whoever agrees makes a draft of the policy, or does
 * what no draft can.
 */
public final class SavingProposals {

    /** With fewer outputs that people or judges decided about, on either side, quality is not compared. */
    public static final int LEAST_OUTPUTS = 50;

    /** How much worse a cheaper deployment may be at the lower end of the interval, as a share. */
    public static final double MARGIN = 0.05;

    /** Days without use after which something is unused. */
    public static final int UNUSED_DAYS = 30;

    /** A cap of which less than this share was ever spent in a period is wide, in per cent. */
    public static final int WIDE_CAP_PERCENT = 10;

    /** A provider with less than this share of the money is small, in per cent. */
    public static final int SMALL_PERCENT = 2;

    /** Two-sided 95 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private SavingProposals() {}

    /**
     * How good and how dear the answers of a deployment are.
     *
     * @param label of the requests, null for none
     * @param model the name that was asked for
     * @param cost of its answers, judges left out
     * @param reviewed outputs that people decided about before delivery
     * @param approved of these, unchanged
     * @param judged outputs with a verdict
     * @param passed of these
     */
    public record Quality(
            String workflow,
            @Nullable String label,
            String model,
            String deployment,
            long tasks,
            Micros cost,
            long reviewed,
            long approved,
            long judged,
            long passed) {}

    /**
     * How much something was used.
     *
     * @param tasks in the period; likewise the costs
     * @param last day of the last task ever
     */
    public record Use(
            String id,
            long tasks,
            Micros cost,
            @Nullable Micros peakDay,
            @Nullable Micros peakMonth,
            LocalDate last) {}

    /** Everything that was measured. */
    public record Measured(
            LocalDate from,
            LocalDate to,
            List<Quality> qualities,
            List<Use> deployments,
            List<Use> agents,
            List<Use> workflows) {
        public Measured {
            qualities = List.copyOf(qualities);
            deployments = List.copyOf(deployments);
            agents = List.copyOf(agents);
            workflows = List.copyOf(workflows);
        }
    }

    /** What a proposal is for. */
    public enum Kind {
        DOWNSHIFT,
        CONSOLIDATION,
        UNUSED,
        WIDE_CAP
    }

    /** A change of one value of the policy; {@code value} is JSON. */
    public record Change(String pointer, String value) {}

    /**
     * A proposal.
     *
     * @param evidence figures by name
     * @param saving an estimate, null when there is none
     * @param draft changes of the policy that would do it, empty when no draft can
     */
    public record Proposal(
            Kind kind,
            String about,
            String says,
            SortedMap<String, String> evidence,
            @Nullable Micros saving,
            String basis,
            List<Change> draft) {
        public Proposal {
            draft = List.copyOf(draft);
        }
    }

    /**
     * What is proposed.
     *
     * @param insufficient pairs that could not be compared for lack of data
     */
    public record Decided(List<Proposal> proposals, List<String> insufficient) {
        public Decided {
            proposals = List.copyOf(proposals);
            insufficient = List.copyOf(insufficient);
        }
    }

    /** Looks for savings in a policy. */
    public static Decided decide(Policy policy, Measured measured) {
        List<Proposal> proposals = new ArrayList<>();
        List<String> insufficient = new ArrayList<>();
        downshifts(policy, measured, proposals, insufficient);
        samePrices(policy, measured, proposals);
        smallProviders(policy, measured, proposals);
        unused(policy, measured, proposals);
        caps(policy, measured, proposals);
        return new Decided(proposals, insufficient);
    }

    /** Per workflow and label, which says where; and per name that was asked for, behind which a draft can change the order. */
    private static void downshifts(
            Policy policy, Measured measured, List<Proposal> proposals, List<String> insufficient) {
        SortedMap<String, SortedMap<String, Quality>> groups = new TreeMap<>();
        for (Quality quality : measured.qualities()) {
            if (policy.deployment(quality.deployment()).isEmpty()) {
                continue;
            }
            String label = quality.label() == null ? "without a label" : "labelled '" + quality.label() + "'";
            group(groups, "requests of workflow '" + quality.workflow() + "' " + label, quality);
            if (policy.alias(quality.model()).isPresent()) {
                group(groups, "model name '" + quality.model() + "'", quality);
            }
        }
        groups.forEach((about, group) -> {
            for (Quality dear : group.values()) {
                for (Quality cheap : group.values()) {
                    compare(policy, about, dear, cheap, proposals, insufficient);
                }
            }
        });
    }

    private static void group(SortedMap<String, SortedMap<String, Quality>> groups, String about, Quality quality) {
        groups.computeIfAbsent(about, key -> new TreeMap<>())
                .merge(
                        quality.deployment() + " " + quality.cost().currency().getCurrencyCode(),
                        quality,
                        SavingProposals::sum);
    }

    private static Quality sum(Quality a, Quality b) {
        return new Quality(
                a.workflow(),
                a.label(),
                a.model(),
                a.deployment(),
                a.tasks() + b.tasks(),
                a.cost().plus(b.cost()),
                a.reviewed() + b.reviewed(),
                a.approved() + b.approved(),
                a.judged() + b.judged(),
                a.passed() + b.passed());
    }

    private static void compare(
            Policy policy,
            String about,
            Quality dear,
            Quality cheap,
            List<Proposal> proposals,
            List<String> insufficient) {
        if (dear.deployment().equals(cheap.deployment())
                || !dear.cost().currency().equals(cheap.cost().currency())
                || dear.tasks() == 0
                || cheap.tasks() == 0
                || !isCheaper(cheap, dear)) {
            return;
        }
        boolean people = dear.reviewed() >= LEAST_OUTPUTS && cheap.reviewed() >= LEAST_OUTPUTS;
        boolean judges = dear.judged() >= LEAST_OUTPUTS && cheap.judged() >= LEAST_OUTPUTS;
        if (!people && !judges) {
            insufficient.add("For " + about + ", " + cheap.deployment() + " is cheaper than " + dear.deployment()
                    + ", and fewer than " + LEAST_OUTPUTS + " outputs of one of them were reviewed or judged ("
                    + cheap.reviewed() + " and " + dear.reviewed() + " reviewed, " + cheap.judged() + " and "
                    + dear.judged() + " judged).");
            return;
        }
        // What people said counts before what judges said; where both are known both have to agree.
        double byPeople = lower(cheap.approved(), cheap.reviewed(), dear.approved(), dear.reviewed());
        double byJudges = lower(cheap.passed(), cheap.judged(), dear.passed(), dear.judged());
        if ((people && byPeople < -MARGIN) || (judges && byJudges < -MARGIN)) {
            return;
        }
        SortedMap<String, String> evidence = new TreeMap<>();
        evidence.put("costPerTask." + cheap.deployment(), each(cheap).toString());
        evidence.put("costPerTask." + dear.deployment(), each(dear).toString());
        evidence.put("tasks." + cheap.deployment(), String.valueOf(cheap.tasks()));
        evidence.put("tasks." + dear.deployment(), String.valueOf(dear.tasks()));
        evidence.put("margin", String.valueOf(MARGIN));
        if (people) {
            evidence.put("approvedUnchanged." + cheap.deployment(), cheap.approved() + " of " + cheap.reviewed());
            evidence.put("approvedUnchanged." + dear.deployment(), dear.approved() + " of " + dear.reviewed());
            evidence.put("approvedUnchanged.lowerBoundOfDifference", rounded(byPeople));
        }
        if (judges) {
            evidence.put("passed." + cheap.deployment(), cheap.passed() + " of " + cheap.judged());
            evidence.put("passed." + dear.deployment(), dear.passed() + " of " + dear.judged());
            evidence.put("passed.lowerBoundOfDifference", rounded(byJudges));
        }
        proposals.add(new Proposal(
                Kind.DOWNSHIFT,
                about,
                cheap.deployment() + " answers no worse than " + dear.deployment() + " within a margin of "
                        + Math.round(MARGIN * 100) + " points, for less.",
                evidence,
                saving(dear, cheap),
                "the tasks that " + dear.deployment() + " answered since the first, each at the mean cost of "
                        + cheap.deployment() + "; requests were not sent to either by chance, so they may differ",
                about.startsWith("model name") ? swap(policy, dear, cheap) : List.of()));
    }

    /** By a tenth at least, so that noise does not propose. */
    private static boolean isCheaper(Quality cheap, Quality dear) {
        return Math.multiplyExact(Math.multiplyExact(cheap.cost().amount(), dear.tasks()), 10L)
                < Math.multiplyExact(Math.multiplyExact(dear.cost().amount(), cheap.tasks()), 9L);
    }

    private static Micros each(Quality quality) {
        return new Micros(
                Math.ceilDiv(quality.cost().amount(), quality.tasks()),
                quality.cost().currency());
    }

    private static Micros saving(Quality dear, Quality cheap) {
        return dear.cost()
                .minus(new Micros(
                        Math.multiplyExact(each(cheap).amount(), dear.tasks()),
                        dear.cost().currency()));
    }

    /** The cheaper one takes the dearer one's place in the order behind the name; nothing when it is before it already. */
    private static List<Change> swap(Policy policy, Quality dear, Quality cheap) {
        for (int i = 0; i < policy.models().size(); i++) {
            Alias alias = policy.models().get(i);
            int before = alias.deployments().indexOf(dear.deployment());
            int after = alias.deployments().indexOf(cheap.deployment());
            if (alias.alias().equals(dear.model()) && before >= 0 && after > before) {
                String at = "/models/" + i + "/deployments/";
                return List.of(
                        new Change(at + before, '"' + cheap.deployment() + '"'),
                        new Change(at + after, '"' + dear.deployment() + '"'));
            }
        }
        return List.of();
    }

    private static void samePrices(Policy policy, Measured measured, List<Proposal> proposals) {
        SortedMap<String, List<Deployment>> byModel = new TreeMap<>();
        for (Deployment deployment : policy.deployments()) {
            byModel.computeIfAbsent(plain(deployment.model()), key -> new ArrayList<>())
                    .add(deployment);
        }
        byModel.forEach((model, deployments) -> {
            Deployment cheapest = deployments.stream()
                    .min(Comparator.comparingLong(SavingProposals::price).thenComparing(Deployment::id))
                    .orElseThrow();
            for (Deployment other : deployments) {
                Use use = use(measured.deployments(), other.id());
                if (price(other) > price(cheapest) && use != null && use.tasks() > 0) {
                    SortedMap<String, String> evidence = new TreeMap<>();
                    prices(evidence, cheapest);
                    prices(evidence, other);
                    evidence.put("tasks." + other.id(), String.valueOf(use.tasks()));
                    evidence.put("cost." + other.id(), use.cost().toString());
                    proposals.add(new Proposal(
                            Kind.CONSOLIDATION,
                            "model '" + model + "'",
                            "The model is bought as " + other.id() + " and, for less, as " + cheapest.id()
                                    + ". See whether location, contract and quality allow one of them.",
                            evidence,
                            null,
                            "",
                            List.of()));
                }
            }
        });
    }

    private static void prices(SortedMap<String, String> evidence, Deployment deployment) {
        Tariff tariff = deployment.tariff();
        evidence.put("inputPrice." + deployment.id(), tariff.base().input().toString());
        evidence.put("outputPrice." + deployment.id(), tariff.base().output().toString());
    }

    /** Input and output alike; what is dearer by this need not be so for every mix, so both prices are shown. */
    private static long price(Deployment deployment) {
        return Math.addExact(
                deployment.tariff().base().input().amount(),
                deployment.tariff().base().output().amount());
    }

    /** Without the maker's name before it, as resellers write it. */
    private static String plain(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static void smallProviders(Policy policy, Measured measured, List<Proposal> proposals) {
        SortedMap<String, Long> spent = new TreeMap<>();
        SortedMap<String, SortedSet<String>> deployments = new TreeMap<>();
        long all = 0;
        for (Use use : measured.deployments()) {
            Deployment deployment = policy.deployment(use.id()).orElse(null);
            if (deployment == null
                    || deployment.provider() == Policy.Provider.EMBEDDED
                    || !use.cost().currency().equals(policy.currency())) {
                continue;
            }
            String seller = deployment.provider().name().toLowerCase(Locale.ROOT)
                    + (deployment.baseUrl() == null ? "" : " at " + deployment.baseUrl());
            spent.merge(seller, use.cost().amount(), Math::addExact);
            deployments.computeIfAbsent(seller, key -> new TreeSet<>()).add(use.id());
            all = Math.addExact(all, use.cost().amount());
        }
        if (spent.size() < 2 || all == 0) {
            return;
        }
        for (Map.Entry<String, Long> each : spent.entrySet()) {
            if (each.getValue() > 0
                    && Math.multiplyExact(each.getValue(), 100L) < Math.multiplyExact(all, (long) SMALL_PERCENT)) {
                SortedMap<String, String> evidence = new TreeMap<>();
                evidence.put("cost", new Micros(each.getValue(), policy.currency()).toString());
                evidence.put("costOfAll", new Micros(all, policy.currency()).toString());
                evidence.put(
                        "deployments", String.join(", ", deployments.getOrDefault(each.getKey(), new TreeSet<>())));
                proposals.add(new Proposal(
                        Kind.CONSOLIDATION,
                        "provider " + each.getKey(),
                        "Less than " + SMALL_PERCENT
                                + " % of the money goes there: a contract, a key and a data-processing"
                                + " agreement for little. See whether another can take it, or whether it is wanted as a fallback.",
                        evidence,
                        null,
                        "",
                        List.of()));
            }
        }
    }

    private static void unused(Policy policy, Measured measured, List<Proposal> proposals) {
        LocalDate since = measured.to().minusDays(UNUSED_DAYS);
        for (Deployment deployment : policy.deployments()) {
            unused(
                    "deployment '" + deployment.id() + "'",
                    use(measured.deployments(), deployment.id()),
                    since,
                    proposals);
        }
        for (Agent agent : policy.agents()) {
            unused(
                    "agent '" + agent.id() + "'",
                    use(measured.agents(), agent.id().value()),
                    since,
                    proposals);
        }
        for (Workflow workflow : policy.workflows()) {
            unused(
                    "workflow '" + workflow.id() + "'",
                    use(measured.workflows(), workflow.id().value()),
                    since,
                    proposals);
        }
    }

    private static void unused(String about, @Nullable Use use, LocalDate since, List<Proposal> proposals) {
        if (use != null && use.last().isAfter(since)) {
            return;
        }
        SortedMap<String, String> evidence = new TreeMap<>();
        evidence.put("lastTask", use == null ? "never" : use.last().toString());
        evidence.put("days", String.valueOf(UNUSED_DAYS));
        proposals.add(new Proposal(
                Kind.UNUSED,
                about,
                "Nothing was settled there for " + UNUSED_DAYS
                        + " days. See whether it is still wanted: what is not used is not"
                        + " looked at, and its key still opens a door.",
                evidence,
                null,
                "",
                List.of()));
    }

    private static void caps(Policy policy, Measured measured, List<Proposal> proposals) {
        for (int i = 0; i < policy.agents().size(); i++) {
            Agent agent = policy.agents().get(i);
            Use use = use(measured.agents(), agent.id().value());
            cap(
                    "agent '" + agent.id() + "' a day",
                    agent.budgets().get(BudgetScope.Kind.AGENT_DAY),
                    use,
                    true,
                    proposals);
            cap(
                    "agent '" + agent.id() + "' a month",
                    agent.budgets().get(BudgetScope.Kind.AGENT_MONTH),
                    use,
                    false,
                    proposals);
        }
        for (Workflow workflow : policy.workflows()) {
            cap(
                    "workflow '" + workflow.id() + "' a day",
                    workflow.budgets().get(BudgetScope.Kind.WORKFLOW_DAY),
                    use(measured.workflows(), workflow.id().value()),
                    true,
                    proposals);
        }
    }

    private static void cap(
            String about, @Nullable Micros cap, @Nullable Use use, boolean day, List<Proposal> proposals) {
        Micros peak = use == null ? null : day ? use.peakDay() : use.peakMonth();
        if (cap == null
                || peak == null
                || !peak.currency().equals(cap.currency())
                || Math.multiplyExact(peak.amount(), 100L)
                        >= Math.multiplyExact(cap.amount(), (long) WIDE_CAP_PERCENT)) {
            return;
        }
        SortedMap<String, String> evidence = new TreeMap<>();
        evidence.put("cap", cap.toString());
        evidence.put("peak", peak.toString());
        proposals.add(new Proposal(
                Kind.WIDE_CAP,
                "cap of " + about,
                "The most that was spent is less than " + WIDE_CAP_PERCENT
                        + " % of the cap, which then stops nothing but a"
                        + " catastrophe. A lower one stops a mistake earlier.",
                evidence,
                null,
                "",
                List.of()));
    }

    private static @Nullable Use use(List<Use> uses, String id) {
        Use found = null;
        for (Use use : uses) {
            if (use.id().equals(id) && (found == null || use.last().isAfter(found.last()))) {
                found = use;
            }
        }
        return found;
    }

    private static String rounded(double value) {
        return java.math.BigDecimal.valueOf(value)
                .setScale(4, java.math.RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /**
     * Lower bound at 95 % of the first share less the second; R. G. Newcombe, "Interval estimation for the difference between independent
     * proportions", Statistics in Medicine 17 (1998), method 10; -1 without trials.
     */
    static double lower(long successes, long trials, long otherSuccesses, long otherTrials) {
        if (trials == 0 || otherTrials == 0) {
            return -1;
        }
        double share = (double) successes / trials;
        double other = (double) otherSuccesses / otherTrials;
        double below = share - wilson(successes, trials);
        double above = 1 - wilson(otherTrials - otherSuccesses, otherTrials) - other;
        return share - other - StrictMath.sqrt(below * below + above * above);
    }

    /** Lower bound of a share at 95 %; E. B. Wilson, JASA 22 (1927). */
    private static double wilson(long successes, long trials) {
        double n = trials;
        double share = successes / n;
        double centre = share + Z * Z / (2 * n);
        double margin = Z * StrictMath.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return StrictMath.max(0, (centre - margin) / (1 + Z * Z / n));
    }
}
