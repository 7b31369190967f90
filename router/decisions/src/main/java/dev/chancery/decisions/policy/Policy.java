package dev.chancery.decisions.policy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.SandboxLimits;
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
        List<Retention> retention) {

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

    /** The rubric that outputs of a workflow are held against. */
    public Optional<Rubric> rubricOf(WorkflowId workflow) {
        return workflow(workflow).map(Workflow::rubric).flatMap(id -> first(rubrics, r -> r.id().equals(id)));
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
     * @param inputPrice per million tokens
     * @param outputPrice per million tokens
     * @param contextTokens input and output together
     * @param maxOutputTokens limit of one answer
     * @param tools whether it can call tools
     * @param timeoutMillis for one call
     */
    public record Deployment(
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
            int timeoutMillis) {}

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
     */
    public record Workflow(
            WorkflowId id,
            String purpose,
            Gate gate,
            List<Tier> tiers,
            List<String> deployments,
            @Nullable String rubric,
            @Nullable Knowledge knowledge,
            boolean classify) {}

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
     * @param workflows it may ask for; the first is the default
     * @param budgets hard caps by scope
     * @param tools what it may call; of several grants that name a tool the first that permits a call counts
     */
    public record Agent(
            AgentId id,
            String owner,
            String purpose,
            List<WorkflowId> workflows,
            SortedMap<BudgetScope.Kind, Micros> budgets,
            List<Grant> tools) {}

    /** Whether a person decides about a call. */
    public enum Review {
        NEVER,
        ALWAYS
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
            Micros cost) {

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
            String id, Upstream upstream, List<String> tools, List<String> readOnly, boolean trustAnnotations) {}

    /** How an MCP server is reached. */
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
    }

    /**
     * What a program may do. It has no network.
     *
     * @param read paths that it may read, absolute
     * @param write paths that it may read and write, absolute
     */
    public record Sandbox(List<String> read, List<String> write, SandboxLimits limits) {

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

    /** A versioned list of checks that an output must pass. */
    public record Rubric(String id, int version, List<Check> checks) {}

    /** A deterministic check of an output. */
    public sealed interface Check {
        String dimension();

        /** The text contains each of these, without regard to case. */
        record Contains(String dimension, List<String> all) implements Check {}

        /** The text has no more characters than this. */
        record MaxLength(String dimension, int characters) implements Check {}

        /** The text is JSON that has these members at its top. */
        record JsonObject(String dimension, List<String> required) implements Check {}
    }

    /**
     * What a promotion needs.
     *
     * @param minimumReviewed outputs that people have decided
     * @param minimumLowerBound lower bound of the share approved unchanged, 0 to 1
     */
    public record GateThresholds(int minimumReviewed, double minimumLowerBound) {}

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
