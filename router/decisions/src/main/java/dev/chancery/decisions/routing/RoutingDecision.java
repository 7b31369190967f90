package dev.chancery.decisions.routing;

import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.Rejection.Reason;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.policy.CelCondition;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Alias;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Rule;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.decisions.pricing.Pricing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where a request may go. A deployment meets the walls in a fixed order and is rejected at the first that stops it:
 * what was asked for, the workflow, a rule that refuses, sensitivity, rules that narrow, the workflow's tiers (for
 * {@code auto} only), the context, tools, availability.
 *
 * <p>Those that remain are tried in the alias's order when an alias was asked for; for {@code auto} by the workflow's
 * preference of tiers, then expected cost, then id.
 *
 * <p>An unavailable deployment is rejected while another remains. When none does, all of them stay candidates: an open
 * breaker must be tried some time, or it would never close.
 */
public final class RoutingDecision {

    /**
     * How long an answer is taken to be when costs are compared, unless its limit is shorter. Nobody knows yet; the same
     * number for every deployment keeps the order fair.
     */
    static final int EXPECTED_OUTPUT_TOKENS = 256;

    private RoutingDecision() {}

    /** Orders the deployments that may serve the request and says why each other may not. */
    public static RoutingDecided decide(RoutingFacts facts, Policy policy) {
        return decide(facts, policy, true);
    }

    /**
     * The same for a call that the rubric asks for and not the caller: which models the workflow uses is no wall for its judge; all
     * others are.
     */
    public static RoutingDecided ofJudge(RoutingFacts facts, Policy policy) {
        return decide(facts, policy, false);
    }

    private static RoutingDecided decide(RoutingFacts facts, Policy policy, boolean byCaller) {
        List<Deployment> asked = asked(facts.request().model(), policy);
        Walls walls = new Walls(
                facts,
                asked,
                facts.request().model().equals(Policy.AUTO),
                policy.workflow(facts.workflow()).orElse(null),
                byCaller,
                holding(facts, policy.rules()));
        List<Rejection> rejections = new ArrayList<>();
        List<Deployment> passed = new ArrayList<>();
        for (Deployment deployment : policy.deployments()) {
            Rejection rejection = walls.stop(deployment);
            if (rejection == null) {
                passed.add(deployment);
            } else {
                rejections.add(rejection);
            }
        }
        if (passed.stream().anyMatch(d -> !facts.unavailable().contains(d.id()))) {
            passed.removeIf(d -> {
                boolean gone = facts.unavailable().contains(d.id());
                if (gone) {
                    rejections.add(
                            new Rejection(d.id(), Reason.UNAVAILABLE, "its breaker is open or its node is down"));
                }
                return gone;
            });
        }
        return new RoutingDecided(facts, ordered(passed, walls), rejections);
    }

    /**
     * Why a decision without candidates is a refusal.
     *
     * @param restricted what the redaction policy found, for the words of the refusal
     * @return empty when there are candidates
     */
    public static Optional<Refusal> refusal(RoutingDecided decided, List<TypeCount> restricted, Policy policy) {
        if (!decided.candidates().isEmpty()) {
            return Optional.empty();
        }
        RoutingFacts facts = decided.facts();
        for (Holding rule : holding(facts, policy.rules())) {
            if (rule.refusal() != null) {
                return Optional.of(new Refusal.InputRejected(rule.refusal()));
            }
        }
        boolean walled = decided.rejections().stream().anyMatch(r -> r.reason() == Reason.SENSITIVITY);
        return Optional.of(
                walled
                        ? new Refusal.RestrictedData(restricted.stream()
                                .map(TypeCount::type)
                                .filter(policy.redaction().restricted()::contains)
                                .toList())
                        : new Refusal.NoPermittedModel(facts.request().model()));
    }

    /** What the name stands for, in order; empty for a name that the policy does not know. */
    private static List<Deployment> asked(String model, Policy policy) {
        if (model.equals(Policy.AUTO)) {
            return policy.deployments();
        }
        Optional<Alias> alias = policy.alias(model);
        return alias.isPresent()
                ? alias.get().deployments().stream()
                        .flatMap(id -> policy.deployment(id).stream())
                        .toList()
                : policy.deployment(model).stream().toList();
    }

    /**
     * A rule whose condition holds.
     *
     * @param refusal why the request is refused, null to go on
     */
    private record Holding(Rule rule, @Nullable String refusal) {}

    /** The rules that hold. One that cannot be evaluated refuses: a wall that cannot be evaluated stands. */
    private static List<Holding> holding(RoutingFacts facts, List<Rule> rules) {
        List<Holding> holding = new ArrayList<>();
        for (Rule rule : rules) {
            try {
                if (rule.when().holds(facts)) {
                    holding.add(new Holding(rule, rule.refuse()));
                }
            } catch (CelCondition.Failed e) {
                holding.add(new Holding(
                        rule,
                        "The condition of the policy's rule '" + rule.id() + "' has no value for this request ("
                                + e.getMessage() + "), so the request is refused. Have the rule corrected."));
            }
        }
        return holding;
    }

    private static List<Candidate> ordered(List<Deployment> passed, Walls walls) {
        List<Candidate> candidates = new ArrayList<>(passed.size());
        if (walls.auto()) {
            for (Deployment deployment : passed) {
                candidates.add(candidate(deployment, walls.facts().request()));
            }
            candidates.sort(Comparator.comparingInt((Candidate c) -> walls.preference(c.tier()))
                    .thenComparing(Candidate::expectedCost)
                    .thenComparing(Candidate::deployment));
        } else {
            for (Deployment deployment : walls.asked()) {
                if (passed.contains(deployment)) {
                    candidates.add(candidate(deployment, walls.facts().request()));
                }
            }
        }
        return candidates;
    }

    private static Candidate candidate(Deployment deployment, RequestFacts request) {
        int maxOutput = Math.min(outputLimit(deployment, request), deployment.contextTokens() - request.inputTokens());
        return new Candidate(
                deployment.id(),
                deployment.tier(),
                maxOutput,
                Pricing.cost(
                        new Usage(request.inputTokens(), Math.min(maxOutput, EXPECTED_OUTPUT_TOKENS), true),
                        deployment.tariff()),
                Pricing.worst(request.inputTokensBound(), maxOutput, deployment.tariff()));
    }

    private static int outputLimit(Deployment deployment, RequestFacts request) {
        Integer wanted = request.maxOutputTokens();
        return wanted == null ? deployment.maxOutputTokens() : Math.min(wanted, deployment.maxOutputTokens());
    }

    private record Walls(
            RoutingFacts facts,
            List<Deployment> asked,
            boolean auto,
            @Nullable Workflow workflow,
            boolean byCaller,
            List<Holding> rules) {

        /** The first wall that stops a deployment, null when it passes all. */
        @Nullable
        Rejection stop(Deployment d) {
            RequestFacts request = facts.request();
            if (!asked.contains(d)) {
                return rejected(d, Reason.NOT_REQUESTED, "'" + request.model() + "' was asked for");
            }
            if (workflow == null) {
                return rejected(d, Reason.NOT_IN_WORKFLOW, "the policy has no workflow " + facts.workflow());
            }
            if (byCaller
                    && !workflow.deployments().isEmpty()
                    && !workflow.deployments().contains(d.id())) {
                return rejected(d, Reason.NOT_IN_WORKFLOW, "workflow " + workflow.id() + " does not use it");
            }
            for (Holding each : rules) {
                if (each.refusal() != null) {
                    return rejected(d, Reason.RULE, "rule " + each.rule().id() + " refuses the request");
                }
            }
            if (facts.sensitivity() == Sensitivity.RESTRICTED && d.location() != Location.LOCAL) {
                return rejected(d, Reason.SENSITIVITY, "restricted data stays on local hardware");
            }
            for (Holding each : rules) {
                if (!permits(each.rule(), d)) {
                    return rejected(d, Reason.RULE, "rule " + each.rule().id());
                }
            }
            if (auto && !workflow.tiers().isEmpty() && !workflow.tiers().contains(d.tier())) {
                return rejected(d, Reason.TIER, "workflow " + workflow.id() + " uses " + workflow.tiers());
            }
            // A limit that the caller named is a promise; without one the answer may use what the input leaves.
            int output = request.maxOutputTokens() == null ? 1 : outputLimit(d, request);
            if ((long) request.inputTokens() + output > d.contextTokens()) {
                return rejected(
                        d,
                        Reason.CONTEXT_TOO_SMALL,
                        request.inputTokens() + " tokens of input and " + output + " of output do not fit into "
                                + d.contextTokens());
            }
            if (request.tools() && !d.tools()) {
                return rejected(d, Reason.NO_TOOLS, "it cannot call tools");
            }
            return null;
        }

        int preference(Tier tier) {
            return workflow == null ? 0 : workflow.tiers().indexOf(tier);
        }

        private static boolean permits(Rule rule, Deployment d) {
            return (rule.tiers().isEmpty() || rule.tiers().contains(d.tier()))
                    && (rule.deployments().isEmpty() || rule.deployments().contains(d.id()))
                    && (!rule.local() || d.location() == Location.LOCAL);
        }

        private static Rejection rejected(Deployment d, Reason reason, String detail) {
            return new Rejection(d.id(), reason, detail);
        }
    }
}
