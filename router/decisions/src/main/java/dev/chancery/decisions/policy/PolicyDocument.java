package dev.chancery.decisions.policy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.BudgetScope.Kind;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Location;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.decisions.policy.InvalidPolicy.Fault;
import dev.chancery.decisions.policy.Policy.Access;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.Alias;
import dev.chancery.decisions.policy.Policy.Bounds;
import dev.chancery.decisions.policy.Policy.Check;
import dev.chancery.decisions.policy.Policy.CommandTool;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.policy.Policy.Dimension;
import dev.chancery.decisions.policy.Policy.Feedback;
import dev.chancery.decisions.policy.Policy.FileRef;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Grant;
import dev.chancery.decisions.policy.Policy.Judge;
import dev.chancery.decisions.policy.Policy.Knowledge;
import dev.chancery.decisions.policy.Policy.Loops;
import dev.chancery.decisions.policy.Policy.Monitoring;
import dev.chancery.decisions.policy.Policy.Redaction;
import dev.chancery.decisions.policy.Policy.Results;
import dev.chancery.decisions.policy.Policy.Retention;
import dev.chancery.decisions.policy.Policy.Review;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.policy.Policy.Rule;
import dev.chancery.decisions.policy.Policy.Sandbox;
import dev.chancery.decisions.policy.Policy.ToolServer;
import dev.chancery.decisions.policy.Policy.Upstream;
import dev.chancery.decisions.policy.Policy.Workflow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A policy as one JSON text, the form in which it is recorded. It says everything: what the YAML of a bundle leaves to
 * defaults stands here in full, so that a version means the same under every release of Chancery.
 *
 * <p>Members are named as the components of {@link Policy}; constants are in lower case with hyphens
 * ({@code human-in-the-loop}); prices (per million tokens) and caps are decimal strings in units of {@code currency} with at
 * most six places ({@code "2.50"}); a deployment's {@code prices} are what it charges beside {@code inputPrice} and {@code outputPrice}; budgets are named {@code task}, {@code session}, {@code day} and {@code month}; a check has the member
 * {@code contains}, {@code maxLength}, {@code jsonObject}, {@code schema} or {@code sourceNumbers}; a grant is a text {@code server/tool} or an object. Members that may be null may be left out.
 */
public final class PolicyDocument {

    /** The shape of the document; another number is another shape. */
    public static final int FORMAT = 1;

    /** Calls of one grant that are counted one by one. */
    private static final int MAX_RATE = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private PolicyDocument() {}

    /** A text of JSON, every number exact. */
    static JsonNode read(String json) {
        return JSON.readTree(json);
    }

    /** The canonical text of a document (RFC 8785). */
    public static String canonical(JsonNode document) {
        return CanonicalJson.of(document);
    }

    /** The version of a canonical text: lower-case hex SHA-256 of its UTF-8. */
    public static PolicyVersion version(String canonical) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return new PolicyVersion(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /**
     * Reads a document; its version is that of its canonical text, whatever its own spacing and order.
     *
     * @throws InvalidPolicy with everything that is wrong with it
     */
    public static Policy parse(String json) {
        JsonNode document;
        PolicyVersion version;
        try {
            document = JSON.readTree(json);
            version = version(canonical(document));
        } catch (JacksonException e) {
            throw new InvalidPolicy(List.of(new Fault("", "The document is no JSON: " + e.getOriginalMessage())));
        } catch (IllegalArgumentException e) {
            throw new InvalidPolicy(List.of(new Fault("", String.valueOf(e.getMessage()))));
        }
        return parse(document, version);
    }

    private static Policy parse(JsonNode document, PolicyVersion version) {
        List<Fault> faults = new ArrayList<>();
        DocumentNode root = new DocumentNode(document, "", faults);
        if (root.integer("format", FORMAT, FORMAT) != FORMAT) {
            throw new InvalidPolicy(faults);
        }
        Currency currency = currency(root);
        Policy policy = new Policy(
                version,
                currency,
                root.list("deployments", node -> deployment(node, currency)),
                root.list("models", PolicyDocument::alias),
                root.list("workflows", node -> workflow(node, currency)),
                root.list("agents", node -> agent(node, currency)),
                root.list("toolServers", PolicyDocument::toolServer),
                root.list("rules", PolicyDocument::rule),
                root.object("redaction", PolicyDocument::redaction),
                root.list("rubrics", PolicyDocument::rubric),
                root.object("gates", node -> gates(node, currency)),
                root.has("retention") ? root.list("retention", PolicyDocument::retention) : List.of(),
                root.has("feedback") ? root.object("feedback", PolicyDocument::feedback) : Feedback.DEFAULT,
                sharedCaps(root, currency, Kind.COMPANY_MONTH),
                root.optionalObject("loops", PolicyDocument::loops));
        root.done();
        if (faults.isEmpty()) {
            new PolicyReferences(policy, faults).check();
        }
        if (!faults.isEmpty()) {
            throw new InvalidPolicy(faults);
        }
        return policy;
    }

    private static Currency currency(DocumentNode root) {
        String code = root.text("currency");
        return Currency.getAvailableCurrencies().stream()
                .filter(c -> c.getCurrencyCode().equals(code))
                .findFirst()
                .orElseGet(() -> {
                    root.fault("currency", "'" + code + "' is no ISO 4217 currency. Write one such as USD or EUR.");
                    return Currency.getInstance("XXX");
                });
    }

    private static Deployment deployment(DocumentNode node, Currency currency) {
        Policy.Provider provider = node.constant("provider", Policy.Provider.class);
        String apiKey = node.optionalText("apiKey");
        checkKey(node, apiKey);
        Deployment deployment = new Deployment(
                node.id("id"),
                provider,
                node.text("model"),
                node.optionalUrl("baseUrl"),
                apiKey,
                node.constant("tier", Tier.class),
                node.constant("location", Location.class),
                tariff(node, currency),
                node.integer("contextTokens", 1, 100_000_000),
                node.integer("maxOutputTokens", 1, 100_000_000),
                node.bool("tools"),
                node.integer("timeoutMillis", 1, 3_600_000),
                node.optionalText("vendor"));
        if (deployment.maxOutputTokens() > deployment.contextTokens()) {
            node.fault(
                    "maxOutputTokens",
                    "An answer of " + deployment.maxOutputTokens() + " tokens does not fit into a context of "
                            + deployment.contextTokens() + ". Lower it.");
        }
        if (provider == Policy.Provider.EMBEDDED && deployment.location() != Location.LOCAL) {
            node.fault("location", "An embedded model runs in Chancery itself. Write local.");
        }
        return deployment;
    }

    /** Documents of earlier releases know only the prices of input and output. */
    private static Tariff tariff(DocumentNode node, Currency currency) {
        Micros input = node.money("inputPrice", currency, DocumentNode.MAX_PRICE);
        Micros output = node.money("outputPrice", currency, DocumentNode.MAX_PRICE);
        Tariff finer = node.optionalObject(
                "prices",
                prices -> new Tariff(
                        rates(prices, input, output, currency),
                        price(prices, "request", currency),
                        prices.has("above") ? prices.list("above", above -> above(above, currency)) : List.of()));
        if (finer == null) {
            return Tariff.of(input, output);
        }
        int before = 0;
        for (Tariff.Above above : finer.above()) {
            if (above.inputTokens() <= before) {
                node.fault("prices", "'above' is ordered by rising 'inputTokens', no two alike.");
            }
            before = above.inputTokens();
        }
        return finer;
    }

    private static Tariff.Above above(DocumentNode node, Currency currency) {
        return new Tariff.Above(
                node.integer("inputTokens", 1, 100_000_000),
                rates(
                        node,
                        node.money("input", currency, DocumentNode.MAX_PRICE),
                        node.money("output", currency, DocumentNode.MAX_PRICE),
                        currency));
    }

    private static Tariff.Rates rates(DocumentNode node, Micros input, Micros output, Currency currency) {
        return new Tariff.Rates(
                input,
                output,
                price(node, "cacheRead", currency),
                price(node, "cacheWrite", currency),
                price(node, "inputAudio", currency),
                price(node, "cacheReadAudio", currency),
                price(node, "outputAudio", currency));
    }

    private static @Nullable Micros price(DocumentNode node, String name, Currency currency) {
        return node.has(name) ? node.money(name, currency, DocumentNode.MAX_PRICE) : null;
    }

    /** The record and the policy are read by many; a key in them would be a key given away. */
    private static void checkKey(DocumentNode node, @Nullable String apiKey) {
        if (apiKey != null && !apiKey.matches("(env|file):\\S.*")) {
            node.fault("apiKey", "Say where the key is, env:NAME or file:PATH; never write the key itself here.");
        }
    }

    private static Alias alias(DocumentNode node) {
        return new Alias(node.id("alias"), node.texts("deployments", 1));
    }

    private static Workflow workflow(DocumentNode node, Currency currency) {
        return new Workflow(
                new WorkflowId(node.id("id")),
                node.text("purpose"),
                node.constant("gate", Gate.class),
                node.constants("tiers", Tier.class),
                node.texts("deployments", 0),
                node.optionalText("rubric"),
                node.optionalObject(
                        "knowledge",
                        knowledge -> new Knowledge(
                                knowledge.optionalObject("examples", PolicyDocument::file),
                                knowledge.list("documents", PolicyDocument::file))),
                node.bool("classify"),
                sharedCaps(node, currency, Kind.WORKFLOW_DAY),
                node.has("pairShare") ? node.fraction("pairShare") : 0);
    }

    private static FileRef file(DocumentNode node) {
        FileRef file = new FileRef(node.text("path"), node.text("sha256"));
        if (!file.sha256().matches("[0-9a-f]{64}")) {
            node.fault("sha256", "Write the file's SHA-256 in lower-case hex.");
        }
        return file;
    }

    private static Agent agent(DocumentNode node, Currency currency) {
        return new Agent(
                new AgentId(node.id("id")),
                node.text("owner"),
                node.text("purpose"),
                node.optionalText("runtime"),
                node.texts("workflows", 1).stream()
                        .filter(Id::isValid)
                        .map(WorkflowId::new)
                        .toList(),
                caps(node, currency, Kind.TASK, Kind.SESSION, Kind.AGENT_DAY, Kind.AGENT_MONTH),
                node.mixed("tools", text -> named(text, currency), grant -> grant(grant, currency)),
                node.optionalObject("loops", PolicyDocument::loops));
    }

    private static SortedMap<Kind, Micros> caps(DocumentNode node, Currency currency, Kind... kinds) {
        return node.object("budgets", caps -> {
            SortedMap<Kind, Micros> read = new TreeMap<>();
            for (Kind kind : kinds) {
                String name = switch (kind) {
                    case TASK -> "task";
                    case SESSION -> "session";
                    case AGENT_DAY, WORKFLOW_DAY -> "day";
                    case AGENT_MONTH, COMPANY_MONTH -> "month";
                };
                if (caps.has(name)) {
                    read.put(kind, caps.money(name, currency, DocumentNode.MAX_CAP));
                }
            }
            return Collections.unmodifiableSortedMap(read);
        });
    }

    /** Documents of earlier releases know only the caps of agents. */
    private static SortedMap<Kind, Micros> sharedCaps(DocumentNode node, Currency currency, Kind kind) {
        return node.has("budgets") ? caps(node, currency, kind) : Collections.emptySortedMap();
    }

    private static Loops loops(DocumentNode node) {
        return new Loops(node.integer("repeats", 1, 1_000_000), node.integer("withinSeconds", 1, 86_400));
    }

    /** Without a slash it names no tool, which {@link PolicyReferences} says. */
    private static Grant named(String text, Currency currency) {
        int slash = text.indexOf('/');
        return new Grant(
                slash < 0 ? text : text.substring(0, slash),
                slash < 0 ? "" : text.substring(slash + 1),
                Access.WRITE,
                null,
                null,
                null,
                null,
                Review.NEVER,
                Micros.zero(currency),
                Results.FLAG,
                Grant.RESULT_THRESHOLD);
    }

    private static Grant grant(DocumentNode node, Currency currency) {
        return new Grant(
                node.id("server"),
                node.id("tool"),
                node.constant("access", Access.class),
                schema(node, "arguments"),
                callCondition(node),
                node.optionalInteger("perMinute", 1, MAX_RATE),
                node.optionalInteger("perHour", 1, MAX_RATE),
                node.constant("review", Review.class),
                node.money("cost", currency, DocumentNode.MAX_PRICE),
                node.has("results") ? node.constant("results", Results.class) : Results.FLAG,
                node.has("resultThreshold") ? node.fraction("resultThreshold") : Grant.RESULT_THRESHOLD);
    }

    private static @Nullable ArgumentSchema schema(DocumentNode node, String name) {
        JsonNode schema = node.raw(name);
        try {
            return schema == null ? null : new ArgumentSchema(schema);
        } catch (IllegalArgumentException e) {
            node.fault(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable ArgumentCondition callCondition(DocumentNode node) {
        String source = node.optionalText("when");
        try {
            return source == null ? null : new ArgumentCondition(source);
        } catch (IllegalArgumentException e) {
            node.fault("when", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static ToolServer toolServer(DocumentNode node) {
        String id = node.id("id");
        if (id.indexOf('/') >= 0) {
            node.fault("id", "The name of a tool server has no slash; grants are written server/tool.");
        }
        return new ToolServer(
                id,
                upstream(node),
                node.texts("tools", 0),
                node.has("readOnly") ? node.texts("readOnly", 0) : List.of(),
                node.has("trustAnnotations") && node.bool("trustAnnotations"));
    }

    private static Upstream upstream(DocumentNode node) {
        boolean commands = node.has("commands");
        boolean program = node.has("command") || node.has("env") || node.has("sandbox");
        if (!program && !commands) {
            String apiKey = node.optionalText("apiKey");
            checkKey(node, apiKey);
            return new Upstream.Remote(node.url("url"), apiKey);
        }
        if (node.has("url") || node.has("apiKey")) {
            node.fault("", "A tool server has a url, or a command or commands with env and sandbox. Keep one of them.");
        }
        SortedMap<String, String> env = new TreeMap<>();
        if (node.has("env")) {
            env.putAll(node.object("env", PolicyDocument::env));
        }
        Sandbox sandbox = node.isText("sandbox") ? unconfined(node) : node.object("sandbox", SandboxNode::read);
        if (!commands) {
            return new Upstream.Program(node.texts("command", 1), Collections.unmodifiableSortedMap(env), sandbox);
        }
        if (node.has("command")) {
            node.fault(
                    "",
                    "A tool server has one command that speaks MCP, or commands, one for each tool. Keep one of them.");
        }
        return new Upstream.Commands(
                node.list("commands", PolicyDocument::commandTool), Collections.unmodifiableSortedMap(env), sandbox);
    }

    private static CommandTool commandTool(DocumentNode node) {
        ArgumentSchema arguments = schema(node, "arguments");
        if (arguments == null && !node.has("arguments")) {
            node.fault("arguments", "'arguments' is missing. Write a schema; {type: object} for a tool without any.");
        }
        return new CommandTool(
                node.id("tool"),
                node.text("description"),
                arguments == null ? ArgumentSchema.NOTHING : arguments,
                node.texts("command", 1));
    }

    private static SortedMap<String, String> env(DocumentNode node) {
        SortedMap<String, String> env = new TreeMap<>();
        for (String name : node.names()) {
            String where = node.text(name);
            if (!where.matches("(env|file):\\S.*")) {
                node.fault(name, "Say where the value is, env:NAME or file:PATH; never write the value itself here.");
            }
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                node.fault(name, "'" + name + "' is no name of a variable. Write it with letters, digits and _.");
            }
            env.put(name, where);
        }
        return env;
    }

    /** So that nobody runs a program with every right of Chancery by leaving something out. */
    private static @Nullable Sandbox unconfined(DocumentNode node) {
        if (!node.text("sandbox").equals("unconfined")) {
            node.fault("sandbox", "Write what the program may do, or unconfined for a plain process.");
        }
        return null;
    }

    private static Rule rule(DocumentNode node) {
        Rule rule = new Rule(
                node.id("id"),
                condition(node),
                node.constants("tiers", Tier.class),
                node.texts("deployments", 0),
                node.bool("local"),
                node.optionalText("refuse"));
        if (rule.tiers().isEmpty() && rule.deployments().isEmpty() && !rule.local() && rule.refuse() == null) {
            node.fault("", "The rule does nothing. Give it tiers, deployments, local: true, or refuse.");
        }
        return rule;
    }

    private static CelCondition condition(DocumentNode node) {
        try {
            return new CelCondition(node.text("when"));
        } catch (IllegalArgumentException e) {
            node.fault("when", String.valueOf(e.getMessage()));
            return new CelCondition("false");
        }
    }

    private static Redaction redaction(DocumentNode node) {
        SortedMap<String, List<String>> words = node.object("words", map -> {
            SortedMap<String, List<String>> read = new TreeMap<>();
            for (String type : map.names()) {
                read.put(type, map.texts(type, 1));
            }
            return read;
        });
        return new Redaction(
                node.texts("restricted", 0), node.texts("refused", 0), Collections.unmodifiableSortedMap(words));
    }

    private static Rubric rubric(DocumentNode node) {
        Rubric rubric = new Rubric(
                node.id("id"),
                node.integer("version", 1, 1_000_000),
                node.list("checks", PolicyDocument::check),
                node.has("dimensions") ? node.list("dimensions", PolicyDocument::dimension) : List.of(),
                node.has("minimum") ? node.integer("minimum", 0, 100) : 0,
                node.optionalObject("judge", PolicyDocument::judge),
                version(node.canonical()).value());
        if (rubric.checks().isEmpty() && rubric.dimensions().isEmpty()) {
            node.fault("checks", "A rubric needs a check or a dimension.");
        }
        return rubric;
    }

    private static Feedback feedback(DocumentNode node) {
        return new Feedback(
                node.has("minimumReviewed")
                        ? node.integer("minimumReviewed", 1, 1_000_000)
                        : Feedback.DEFAULT.minimumReviewed(),
                node.has("approvers") ? node.texts("approvers", 1) : List.of(),
                node.has("fourEyes") && node.bool("fourEyes"));
    }

    private static GateThresholds gates(DocumentNode node, Currency currency) {
        GateThresholds gates = thresholds(node, currency);
        if (gates.monitoring() != null && gates.monitoring().changed() != null && gates.sampleShare() == 0) {
            node.fault(
                    "monitoring",
                    "Nobody looks at what was delivered, so 'changed' would see nothing. Give gates a sampleShare, or leave it out.");
        }
        return gates;
    }

    private static GateThresholds thresholds(DocumentNode node, Currency currency) {
        return new GateThresholds(
                node.integer("minimumReviewed", 1, 1_000_000),
                node.fraction("minimumLowerBound"),
                node.has("minimumWeeks") ? node.integer("minimumWeeks", 0, 520) : 0,
                node.has("minimumCompared") ? node.integer("minimumCompared", 0, 1_000_000) : 0,
                node.has("minimumAgreement") ? node.fraction("minimumAgreement") : 0,
                node.has("similarity") ? node.fraction("similarity") : GateThresholds.SIMILAR,
                node.has("maximumErrorShare") ? node.fraction("maximumErrorShare") : null,
                node.has("maximumEscalationShare") ? node.fraction("maximumEscalationShare") : null,
                node.has("maximumCost") ? node.money("maximumCost", currency, DocumentNode.MAX_PRICE) : null,
                node.has("promoters") ? node.texts("promoters", 1) : List.of(),
                node.has("sampleShare") ? node.fraction("sampleShare") : 0,
                node.optionalObject("monitoring", monitoring -> monitoring(monitoring, currency)));
    }

    private static Monitoring monitoring(DocumentNode node, Currency currency) {
        Micros[] dear = new Micros[1];
        Bounds cost = node.optionalObject("cost", bounds -> {
            dear[0] = bounds.money("limit", currency, DocumentNode.MAX_PRICE);
            return bounds(bounds);
        });
        return new Monitoring(
                node.integer("falseAlarmEvery", 100, 1_000_000_000),
                node.optionalObject("changed", PolicyDocument::bounds),
                node.optionalObject("errors", PolicyDocument::bounds),
                node.optionalObject("verdicts", PolicyDocument::bounds),
                cost,
                dear[0],
                node.has("budget") && node.bool("budget"),
                node.has("incident") && node.bool("incident"));
    }

    private static Bounds bounds(DocumentNode node) {
        Bounds bounds = new Bounds(node.fraction("accepted"), node.fraction("alarming"));
        if (bounds.accepted() < 0.0001 || bounds.alarming() > 0.9999 || bounds.alarming() <= bounds.accepted()) {
            node.fault(
                    "alarming",
                    "A share is watched for a rise: write accepted of 0.0001 or more, and alarming more than that and 0.9999 or less.");
            return new Bounds(0.1, 0.2);
        }
        return bounds;
    }

    private static Dimension dimension(DocumentNode node) {
        return new Dimension(
                node.text("dimension"),
                node.text("description"),
                node.integer("weight", 1, 1_000),
                node.integer("threshold", DimensionScore.LOWEST, DimensionScore.HIGHEST));
    }

    private static Judge judge(DocumentNode node) {
        return new Judge(
                node.optionalText("deployment"),
                node.bool("otherVendor"),
                node.integer("attempts", 1, 5),
                node.integer("revisions", 0, 5),
                node.integer("maxOutputTokens", 1, 100_000));
    }

    private static Retention retention(DocumentNode node) {
        Retention retention = new Retention(
                node.id("id"),
                node.integer("days", 1, 36_500),
                node.texts("workflows", 0).stream()
                        .filter(Id::isValid)
                        .map(WorkflowId::new)
                        .toList());
        if (retention.days() < Retention.FLOOR_DAYS) {
            node.fault(
                    "days",
                    "Logs are kept for six months at the least (Regulation (EU) 2024/1689, Art. 19 and 26). Write "
                            + Retention.FLOOR_DAYS
                            + " or more; a single person's content is erased on request before.");
        }
        return retention;
    }

    private static Check check(DocumentNode node) {
        String dimension = node.text("dimension");
        if (node.has("contains")) {
            return new Check.Contains(dimension, node.texts("contains", 1));
        }
        if (node.has("maxLength")) {
            return new Check.MaxLength(dimension, node.integer("maxLength", 1, 10_000_000));
        }
        if (node.has("sourceNumbers")) {
            if (!node.bool("sourceNumbers")) {
                node.fault("sourceNumbers", "Write true, or leave the check out.");
            }
            return new Check.SourceNumbers(dimension);
        }
        if (node.has("schema")) {
            ArgumentSchema schema = schema(node, "schema");
            return schema == null ? new Check.JsonObject(dimension, List.of()) : new Check.JsonShape(dimension, schema);
        }
        return new Check.JsonObject(dimension, node.texts("jsonObject", 0));
    }
}
