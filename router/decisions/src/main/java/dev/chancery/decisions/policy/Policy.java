package dev.chancery.decisions.policy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Tier;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A policy bundle: every rule that a decision may look at. Immutable; the same version always decides the same.
 *
 * @param version SHA-256 of the canonical document
 * @param currency of every price and cap
 * @param deployments models and where they run
 * @param models names that callers may ask for, beside {@code auto} and deployment ids
 * @param rules conditions that narrow routing, in order
 * @param retention empty when contents are kept until somebody erases them
 * @param feedback what becomes of what people decide about outputs
 * @param budgets hard caps of what all agents together may spend, by scope
 * @param loops null in the policies of earlier releases, which looked for none
 */
public record Policy(
        PolicyVersion version,
        Currency currency,
        List<Deployment> deployments,
        List<Alias> models,
        List<Workflow> workflows,
        List<Agent> agents,
        List<ToolServer> toolServers,
        List<Rule> rules,
        Redaction redaction,
        List<Rubric> rubrics,
        GateThresholds gates,
        List<Retention> retention,
        Feedback feedback,
        SortedMap<BudgetScope.Kind, Micros> budgets,
        @Nullable Loops loops) {

    /** The name with which a caller leaves the choice of a model to the router. */
    public static final String AUTO = "auto";

    public Policy {
        deployments = List.copyOf(deployments);
        models = List.copyOf(models);
        workflows = List.copyOf(workflows);
        agents = List.copyOf(agents);
        toolServers = List.copyOf(toolServers);
        rules = List.copyOf(rules);
        rubrics = List.copyOf(rubrics);
        retention = List.copyOf(retention);
    }

    /** The deployment of that id. */
    public Optional<Deployment> deployment(String id) {
        return first(deployments, d -> d.id().equals(id));
    }

    /** The alias of that name. */
    public Optional<Alias> alias(String name) {
        return first(models, a -> a.alias().equals(name));
    }

    /** The workflow of that id. */
    public Optional<Workflow> workflow(WorkflowId id) {
        return first(workflows, w -> w.id().equals(id));
    }

    /** The agent of that id. */
    public Optional<Agent> agent(AgentId id) {
        return first(agents, a -> a.id().equals(id));
    }

    /** The tool server of that id. */
    public Optional<ToolServer> toolServer(String id) {
        return first(toolServers, t -> t.id().equals(id));
    }

    /** When an agent is taken to run in circles; empty when that is not looked for. */
    public Optional<Loops> loops(AgentId agent) {
        return agent(agent).map(Agent::loops).or(() -> Optional.ofNullable(loops));
    }

    /** The rubric that outputs of a workflow are held against. */
    public Optional<Rubric> rubricOf(WorkflowId workflow) {
        return workflow(workflow).map(Workflow::rubric).flatMap(id -> first(rubrics, r -> r.id().equals(id)));
    }

    /** The rubric whose judge is asked about pairs of a workflow; empty when it is not asked. */
    public Optional<Rubric> comparing(WorkflowId workflow) {
        return workflow(workflow)
                .filter(asked -> asked.pairShare() > 0)
                .flatMap(asked -> rubricOf(workflow))
                .filter(rubric -> rubric.scorer() != null);
    }

    /** How long contents of a workflow are kept; empty when nothing limits it. */
    public Optional<Retention> retentionOf(WorkflowId workflow) {
        return first(retention, r -> r.workflows().contains(workflow))
                .or(() -> first(retention, r -> r.workflows().isEmpty()));
    }

    private static <T> Optional<T> first(List<T> all, Predicate<T> wanted) {
        for (T each : all) {
            if (wanted.test(each)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Wire protocols. */
    public enum Provider {
        EMBEDDED,
        OPENAI,
        OLLAMA,
        ANTHROPIC,
        GEMINI
    }

    /**
     * A model at an address.
     *
     * @param id unique, {@code openai/gpt-x}; callers may ask for it by name
     * @param model the name that the provider knows
     * @param baseUrl null for the provider's own address
     * @param apiKey where the key is: {@code env:NAME} or {@code file:PATH}; null for none. Never the key itself
     * @param tariff what a call costs
     * @param contextTokens input and output together
     * @param maxOutputTokens limit of one answer
     * @param tools whether it can call tools
     * @param timeoutMillis for one call
     * @param vendor who made the model, where provider and address do not say it; null when nobody said
     */
    public record Deployment(
            String id,
            Provider provider,
            String model,
            @Nullable String baseUrl,
            @Nullable String apiKey,
            Tier tier,
            Location location,
            Tariff tariff,
            int contextTokens,
            int maxOutputTokens,
            boolean tools,
            int timeoutMillis,
            @Nullable String vendor) {

        /** With a price of input and one of output alone. */
        public Deployment(
                String id,
                Provider provider,
                String model,
                @Nullable String baseUrl,
                @Nullable String apiKey,
                Tier tier,
                Location location,
                Micros inputPrice,
                Micros outputPrice,
                int contextTokens,
                int maxOutputTokens,
                boolean tools,
                int timeoutMillis,
                @Nullable String vendor) {
            this(
                    id,
                    provider,
                    model,
                    baseUrl,
                    apiKey,
                    tier,
                    location,
                    Tariff.of(inputPrice, outputPrice),
                    contextTokens,
                    maxOutputTokens,
                    tools,
                    timeoutMillis,
                    vendor);
        }

        /** Per million tokens. */
        public Micros inputPrice() {
            return tariff.base().input();
        }

        /** Per million tokens. */
        public Micros outputPrice() {
            return tariff.base().output();
        }
    }

    /** A name for one or several deployments, in order of preference. */
    public record Alias(String alias, List<String> deployments) {}

    /**
     * A purpose.
     *
     * @param gate where it starts
     * @param tiers that {@code auto} may use, in order of preference; empty for all alike
     * @param deployments that it may use; empty for all
     * @param rubric id of its rubric, null for none
     * @param knowledge what an embedded model answers from, null for none
     * @param classify whether requests are labelled by the embedded classifier before they are routed
     * @param budgets hard caps of what all agents may spend in it, by scope
     * @param pairShare of the outputs in whose place people put another text, about which the rubric's judge is asked which it prefers
     */
    public record Workflow(
            WorkflowId id,
            String purpose,
            Gate gate,
            List<Tier> tiers,
            List<String> deployments,
            @Nullable String rubric,
            @Nullable Knowledge knowledge,
            boolean classify,
            SortedMap<BudgetScope.Kind, Micros> budgets,
            double pairShare) {}

    /** Files within the policy directory; their digests make them part of the version. */
    public record Knowledge(@Nullable FileRef examples, List<FileRef> documents) {}

    /**
     * A file beside the policy.
     *
     * @param path relative to the policy directory
     * @param sha256 lower-case hex of its bytes
     */
    public record FileRef(String path, String sha256) {}

    /**
     * A caller.
     *
     * @param runtime what it runs in, null when not told
     * @param workflows it may ask for; the first is the default
     * @param budgets hard caps by scope
     * @param tools what it may call; of several grants that name a tool the first that permits a call counts
     * @param loops null when those of the bundle apply
     */
    public record Agent(
            AgentId id,
            String owner,
            String purpose,
            @Nullable String runtime,
            List<WorkflowId> workflows,
            SortedMap<BudgetScope.Kind, Micros> budgets,
            List<Grant> tools,
            @Nullable Loops loops) {}

    /**
     * When an agent that asks for the same over and over is taken to run in circles.
     *
     * @param repeats how often the same may be asked in a row in a session without progress
     * @param withinSeconds only a call that follows its like within this time counts; one that polls more slowly does not
     */
    public record Loops(int repeats, int withinSeconds) {}

    /** Whether a person decides about a call. */
    public enum Review {
        NEVER,
        ALWAYS
    }

    /** What becomes of a result that looks as if it wanted to steer the agent. */
    public enum Results {
        FLAG,
        HOLD,
        REFUSE
    }

    /** What a grant lets an agent do. */
    public enum Access {
        READ,
        WRITE
    }

    /**
     * A tool that an agent may call. Written {@code server/tool} it is without limits.
     *
     * @param tool its name there, or {@value #ALL} for all that the server's allowlist has
     * @param access {@code READ} does not cover a tool that may change something
     * @param arguments what the arguments have to be; null for anything
     * @param when what has to hold besides; null for nothing
     * @param perMinute how many calls in any 60 seconds; null for any number
     * @param perHour how many calls in any 3,600 seconds; null for any number
     * @param review whether a person decides about each call
     * @param cost what a call is taken to cost; charged to the agent's budgets
     * @param results what becomes of a result in which signs of an injection were seen
     * @param resultThreshold from which score on that is so, 0 to 1
     */
    public record Grant(
            String server,
            String tool,
            Access access,
            @Nullable ArgumentSchema arguments,
            @Nullable ArgumentCondition when,
            @Nullable Integer perMinute,
            @Nullable Integer perHour,
            Review review,
            Micros cost,
            Results results,
            double resultThreshold) {

        /** From which score on signs of an injection count, unless the grant says it. */
        public static final double RESULT_THRESHOLD = 0.5;

        /** In place of a tool's name: every tool. */
        public static final String ALL = "*";

        /** As the record names it. */
        public String name() {
            return server + "/" + tool;
        }

        /** Whether it is about this tool. */
        public boolean names(String otherServer, String otherTool) {
            return server.equals(otherServer) && (tool.equals(ALL) || tool.equals(otherTool));
        }

        /** What the arguments are held against. */
        public List<ArgumentConstraint> constraints() {
            List<ArgumentConstraint> all = new ArrayList<>();
            if (arguments != null) {
                all.add(arguments);
            }
            if (when != null) {
                all.add(when);
            }
            return List.copyOf(all);
        }
    }

    /**
     * An MCP server upstream.
     *
     * @param tools the only tools of it that anyone may be granted
     * @param readOnly those of them that change nothing; any other may
     * @param trustAnnotations whether a tool that says of itself that it changes nothing is believed
     */
    public record ToolServer(
            String id, Upstream upstream, List<String> tools, List<String> readOnly, boolean trustAnnotations) {

        /** What is started for a call of a tool; empty when nothing is. */
        public Optional<Upstream.Program> program(String tool) {
            return switch (upstream) {
                case Upstream.Remote ignored -> Optional.empty();
                case Upstream.Program program -> Optional.of(program);
                case Upstream.Commands commands ->
                    commands.tool(tool)
                            .map(command ->
                                    new Upstream.Program(command.command(), commands.env(), commands.sandbox()));
            };
        }
    }

    /** How a tool server is reached. */
    public sealed interface Upstream {

        /**
         * By Streamable HTTP.
         *
         * @param apiKey where the key is, as for a deployment
         */
        record Remote(String url, @Nullable String apiKey) implements Upstream {}

        /**
         * As a program that is started for each call and speaks over its standard input and output.
         *
         * @param command with its arguments
         * @param env variables that it is given, and where the value of each is, as for a key
         * @param sandbox in which it runs; null for none, so that it has every right that Chancery has
         */
        record Program(
                List<String> command,
                SortedMap<String, String> env,
                @Nullable Sandbox sandbox) implements Upstream {}

        /**
         * Not at all: each tool is a program that knows nothing of MCP. It reads the arguments from its standard input, as one
         * JSON object, and what it writes to its standard output is the result.
         *
         * @param env as for a program
         * @param sandbox as for a program
         */
        record Commands(
                List<CommandTool> tools,
                SortedMap<String, String> env,
                @Nullable Sandbox sandbox) implements Upstream {

            /** The tool of that name. */
            public Optional<CommandTool> tool(String name) {
                return first(tools, command -> command.tool().equals(name));
            }
        }
    }

    /**
     * A tool that is a program.
     *
     * @param description for the agent
     * @param arguments what a call's arguments must be
     * @param command with its arguments
     */
    public record CommandTool(String tool, String description, ArgumentSchema arguments, List<String> command) {}

    /**
     * What a program may do.
     *
     * @param read paths that it may read, absolute
     * @param write paths that it may read and write, absolute
     * @param network what it may reach, by Chancery's proxy only; empty for no network at all
     */
    public record Sandbox(List<String> read, List<String> write, List<Destination> network, SandboxLimits limits) {

        /** Where it works, and what is gone with it; nothing can be granted there. */
        public static final String WORK = "/sandbox";
    }

    /**
     * Narrows routing when its condition holds.
     *
     * @param when CEL over the routing facts
     * @param tiers the only tiers permitted then; empty for no narrowing
     * @param deployments the only deployments permitted then; empty for no narrowing
     * @param local whether only local hardware is permitted then
     * @param refuse a sentence with which the request is refused then; null to go on
     */
    public record Rule(
            String id,
            CelCondition when,
            List<Tier> tiers,
            List<String> deployments,
            boolean local,
            @Nullable String refuse) {}

    /**
     * What personal data means for a request. All of it is replaced by placeholders, whatever this says.
     *
     * @param restricted types whose presence keeps the request on local hardware
     * @param refused types whose presence refuses the request
     * @param words words to recognise beside the structured types, by type
     */
    public record Redaction(List<String> restricted, List<String> refused, SortedMap<String, List<String>> words) {}

    /**
     * What an output is held against, versioned by its number and, for those who forget to raise it, by its digest.
     *
     * @param checks which need no model, and come first
     * @param dimensions which only a judge can score
     * @param minimum least share of the weighted highest score over all dimensions, in percent
     * @param judge who scores the dimensions and how often an output is revised; null for nobody and never
     * @param digest lower-case hex SHA-256 of its canonical text
     */
    public record Rubric(
            String id,
            int version,
            List<Check> checks,
            List<Dimension> dimensions,
            int minimum,
            @Nullable Judge judge,
            String digest) {
        public Rubric {
            checks = List.copyOf(checks);
            dimensions = List.copyOf(dimensions);
        }

        /** The deployment that scores the dimensions, null when none does. */
        public @Nullable String scorer() {
            return judge == null || dimensions.isEmpty() ? null : judge.deployment();
        }

        /** How often an output that does not pass is revised. */
        public int revisions() {
            return judge == null ? 0 : judge.revisions();
        }

        /** Whether an answer may need more than one look, so that it is recorded before anything becomes of it. */
        public boolean isStepwise() {
            return scorer() != null || revisions() > 0;
        }
    }

    /**
     * A dimension that a judge scores, from 1 to 5.
     *
     * @param name unique in the rubric
     * @param description what the judge is told
     * @param weight in the overall score
     * @param threshold the lowest score that passes
     */
    public record Dimension(String name, String description, int weight, int threshold) {}

    /**
     * Who scores outputs.
     *
     * @param deployment another model than the one that made the output; null when the checks are all
     * @param otherVendor whether it has to be of another vendor, too
     * @param attempts how often it is asked until it gives a verdict
     * @param revisions how often an output that does not pass is revised
     * @param maxOutputTokens limit of a verdict
     */
    public record Judge(
            @Nullable String deployment, boolean otherVendor, int attempts, int revisions, int maxOutputTokens) {}

    /** A deterministic check of an output. */
    public sealed interface Check {
        String dimension();

        /** The text contains each of these, without regard to case. */
        record Contains(String dimension, List<String> all) implements Check {}

        /** The text has no more characters than this. */
        record MaxLength(String dimension, int characters) implements Check {}

        /** The text is JSON that has these members at its top. */
        record JsonObject(String dimension, List<String> required) implements Check {}

        /** The text is JSON that the schema takes. */
        record JsonShape(String dimension, ArgumentSchema schema) implements Check {}

        /** The text has no number that the request lacks. */
        record SourceNumbers(String dimension) implements Check {}
    }

    /**
     * What a promotion needs, and what takes autonomy away again. A bound that is null binds nothing.
     *
     * @param minimumReviewed outputs that people have decided
     * @param minimumLowerBound lower bound of the share approved unchanged, 0 to 1
     * @param minimumWeeks at the gate
     * @param minimumCompared withheld outputs compared with what a person did, before a workflow leaves the shadow
     * @param minimumAgreement lower bound of the share of these in agreement, 0 to 1
     * @param similarity from which on a withheld output agrees with what the person did, 0 to 1
     * @param maximumErrorShare of calls that no model answered
     * @param maximumEscalationShare of calls
     * @param maximumCost of an output on average
     * @param promoters people who may promote; empty for every operator
     * @param sampleShare of the outputs delivered at an open gate that people look at afterwards
     * @param monitoring null when no gate is lowered by itself
     */
    public record GateThresholds(
            int minimumReviewed,
            double minimumLowerBound,
            int minimumWeeks,
            int minimumCompared,
            double minimumAgreement,
            double similarity,
            @Nullable Double maximumErrorShare,
            @Nullable Double maximumEscalationShare,
            @Nullable Micros maximumCost,
            List<String> promoters,
            double sampleShare,
            @Nullable Monitoring monitoring) {

        /** Similarity where the policy says none. */
        public static final double SIMILAR = 0.9;

        public GateThresholds {
            promoters = List.copyOf(promoters);
        }

        /** Without bounds on anything but what people decided. */
        public GateThresholds(int minimumReviewed, double minimumLowerBound) {
            this(minimumReviewed, minimumLowerBound, 0, 0, 0, SIMILAR, null, null, null, List.of(), 0, null);
        }
    }

    /**
     * What is watched at an open gate. A metric that is null is not.
     *
     * @param falseAlarmEvery observations that a metric at its accepted share gives at the least, on average, before a false alarm
     * @param changed delivered outputs that a person who looked at them afterwards did not find right; needs a {@code sampleShare}
     * @param errors calls that no model answered
     * @param verdicts that were not passed
     * @param cost outputs dearer than {@code dear}
     * @param dear null when there is no {@code cost}
     * @param budget whether a budget wider than a session's that refuses a request lowers the gate
     * @param incident whether a kill switch pulled on the workflow does
     */
    public record Monitoring(
            int falseAlarmEvery,
            @Nullable Bounds changed,
            @Nullable Bounds errors,
            @Nullable Bounds verdicts,
            @Nullable Bounds cost,
            @Nullable Micros dear,
            boolean budget,
            boolean incident) {}

    /**
     * Of a share.
     *
     * @param accepted what it may be, more than 0
     * @param alarming what is to be noticed, more than {@code accepted} and less than 1
     */
    public record Bounds(double accepted, double alarming) {}

    /**
     * When what people decide about outputs leads to drafts of the policy, and who puts drafts in force.
     *
     * @param minimumReviewed outputs of each of two deployments that people have decided, before one is preferred to the other
     * @param approvers who may approve a draft; empty for every operator
     * @param fourEyes whether it takes two people, of whom one may have made the draft
     */
    public record Feedback(int minimumReviewed, List<String> approvers, boolean fourEyes) {

        /** Of a policy that says nothing about it. */
        public static final Feedback DEFAULT = new Feedback(50, List.of(), false);

        public Feedback {
            approvers = List.copyOf(approvers);
        }
    }

    /**
     * A class of retention: how long the contents of some purposes are kept, and then erased.
     *
     * @param days {@value #FLOOR_DAYS} or more
     * @param workflows whose contents; empty for all that no other class names
     */
    public record Retention(String id, int days, List<WorkflowId> workflows) {

        /** Six months: as long are logs kept at the least (Regulation (EU) 2024/1689, Art. 19(1) and 26(6)). */
        public static final int FLOOR_DAYS = 183;

        public Retention {
            workflows = List.copyOf(workflows);
        }
    }
}
