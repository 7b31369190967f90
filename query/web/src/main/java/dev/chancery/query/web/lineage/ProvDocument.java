package dev.chancery.query.web.lineage;

import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.contracts.TaskLineageView.Call;
import dev.chancery.query.contracts.TaskLineageView.Content;
import dev.chancery.query.contracts.TaskLineageView.Decision;
import dev.chancery.query.contracts.TaskLineageView.Prompt;
import dev.chancery.query.contracts.TaskLineageView.Rubric;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lineage of tasks as provenance: a document of the W3C's PROV data model (<a href="https://www.w3.org/TR/prov-dm/">PROV-DM</a>) in
 * <a href="https://www.w3.org/submissions/prov-json/">PROV-JSON</a>. Requests, answers and policies are entities, which are named by
 * their commitments; calls and decisions of people are activities; models by their versions, agents and reviewers are agents.
 */
final class ProvDocument {

    private static final String NAMESPACE = "urn:chancery:lineage:";

    private final Map<String, Map<String, Object>> entities = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> activities = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> agents = new LinkedHashMap<>();
    private final Map<String, Map<String, Map<String, Object>>> relations = new LinkedHashMap<>();

    /** Adds a task. */
    void add(TaskLineageView task) {
        String agent = agent("agent", task.agent(), "prov:SoftwareAgent");
        String policy = entity("policy", task.policy(), "chancery:policy", "prov:Plan");
        String request = content(task.request(), "chancery:request");
        relate("wasAttributedTo", "prov:entity", request, "prov:agent", agent);
        String answer = null;
        String verdictBefore = null;
        for (Call call : task.calls()) {
            String activity = call(task, call, policy, agent);
            use(activity, request);
            if (answer != null) {
                use(activity, answer);
            }
            if (call.answer() != null) {
                if (task.prompt() != null) {
                    prompt(task.prompt(), activity);
                }
                String next = content(call.answer(), "chancery:answer");
                generate(next, activity);
                derive(next, request, null);
                if (answer != null) {
                    derive(next, answer, "prov:Revision");
                }
                if (verdictBefore != null) {
                    use(activity, verdictBefore);
                }
                relate("wasAttributedTo", "prov:entity", next, "prov:agent", model(call));
                answer = next;
            }
            verdictBefore = verdict(task, call, activity, verdictBefore);
        }
        for (Rubric rubric : task.rubrics()) {
            if (answer != null) {
                String verdict = verdict(rubric);
                derive(verdict, answer, null);
            }
        }
        for (Decision decision : task.decisions()) {
            answer = decide(task, decision, answer, policy);
        }
    }

    private String call(TaskLineageView task, Call call, String policy, String agent) {
        String activity = id("call", Long.toString(call.position()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prov:startTime", call.at().minusMillis(call.millis()).toString());
        facts.put("prov:endTime", call.at().toString());
        facts.put("prov:type", "chancery:" + call.kind().toLowerCase(Locale.ROOT));
        facts.put("chancery:position", call.position());
        facts.put("chancery:task", task.task());
        facts.put("chancery:workflow", task.workflow());
        activities.put(activity, facts);
        associate(activity, model(call), policy);
        associate(activity, agent, policy);
        relate("actedOnBehalfOf", "prov:delegate", model(call), "prov:responsible", agent);
        return activity;
    }

    /** Instructions are what was sent; where the caller named a prompt, they came of that. */
    private void prompt(Prompt prompt, String activity) {
        String named = null;
        if (prompt.name() != null) {
            named = entity("prompt", prompt.name() + "@" + prompt.version(), "prov:label", "chancery:Prompt");
            Map<String, Object> facts = entities.get(named);
            if (facts != null && prompt.version() != null) {
                facts.put("chancery:name", prompt.name());
                facts.put("chancery:version", prompt.version());
            }
            use(activity, named);
        }
        if (prompt.instructions() != null) {
            String instructions =
                    entity("instructions", prompt.instructions(), "chancery:digest", "chancery:Instructions");
            use(activity, instructions);
            if (named != null) {
                derive(instructions, named, null);
            }
        }
    }

    private String model(Call call) {
        String model = agent("model", call.deployment() + "@" + call.version(), "prov:SoftwareAgent");
        Map<String, Object> facts = agents.get(model);
        if (facts != null) {
            facts.put("chancery:deployment", call.deployment());
            facts.put("chancery:version", call.version());
        }
        return model;
    }

    /** The verdict that a judge's call led to: the first one after it. */
    private @Nullable String verdict(TaskLineageView task, Call call, String activity, @Nullable String before) {
        if (call.answer() != null) {
            return null;
        }
        for (Rubric rubric : task.rubrics()) {
            if (rubric.position() > call.position()) {
                String verdict = verdict(rubric);
                generate(verdict, activity);
                return verdict;
            }
        }
        return before;
    }

    private String verdict(Rubric rubric) {
        String id = id("verdict", Long.toString(rubric.position()));
        if (!entities.containsKey(id)) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("prov:type", "chancery:verdict");
            facts.put("chancery:rubric", rubric.rubric());
            facts.put("chancery:rubricVersion", rubric.version());
            if (rubric.digest() != null) {
                facts.put("chancery:rubricDigest", rubric.digest());
            }
            facts.put("chancery:passed", rubric.passed());
            facts.put("chancery:position", rubric.position());
            entities.put(id, facts);
        }
        return id;
    }

    private @Nullable String decide(TaskLineageView task, Decision decision, @Nullable String answer, String policy) {
        String activity = id("decision", Long.toString(decision.position()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prov:endTime", decision.at().toString());
        facts.put("prov:type", "chancery:" + decision.decision().toLowerCase(Locale.ROOT));
        facts.put("chancery:position", decision.position());
        facts.put("chancery:task", task.task());
        activities.put(activity, facts);
        String reviewer = agent("person", decision.reviewer(), "prov:Person");
        associate(activity, reviewer, policy);
        if (answer != null) {
            use(activity, answer);
        }
        if (decision.text() == null) {
            return answer;
        }
        String text = content(decision.text(), "chancery:correction");
        generate(text, activity);
        relate("wasAttributedTo", "prov:entity", text, "prov:agent", reviewer);
        if (answer != null) {
            derive(text, answer, "prov:Revision");
        }
        return text;
    }

    private String content(Content content, String type) {
        String id = id("content", content.content());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prov:type", type);
        facts.put("chancery:commitment", content.commitment());
        facts.put("chancery:bytes", content.bytes());
        entities.putIfAbsent(id, facts);
        return id;
    }

    private String entity(String kind, String name, String label, String type) {
        String id = id(kind, name);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prov:type", qualified(type));
        facts.put(label, name);
        entities.putIfAbsent(id, facts);
        return id;
    }

    private String agent(String kind, String name, String type) {
        String id = id(kind, name);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prov:type", qualified(type));
        facts.put("prov:label", name);
        agents.putIfAbsent(id, facts);
        return id;
    }

    private static Map<String, Object> qualified(String name) {
        Map<String, Object> literal = new LinkedHashMap<>();
        literal.put("$", name);
        literal.put("type", "prov:QUALIFIED_NAME");
        return literal;
    }

    private void use(String activity, String entity) {
        relate("used", "prov:activity", activity, "prov:entity", entity);
    }

    private void generate(String entity, String activity) {
        relate("wasGeneratedBy", "prov:entity", entity, "prov:activity", activity);
    }

    private void derive(String generated, String used, @Nullable String type) {
        Map<String, Object> derivation =
                relate("wasDerivedFrom", "prov:generatedEntity", generated, "prov:usedEntity", used);
        if (type != null) {
            derivation.put("prov:type", qualified(type));
        }
    }

    private void associate(String activity, String agent, String plan) {
        relate("wasAssociatedWith", "prov:activity", activity, "prov:agent", agent)
                .put("prov:plan", plan);
    }

    /** The same relation is said once. */
    private Map<String, Object> relate(String relation, String from, String one, String to, String other) {
        Map<String, Map<String, Object>> all = relations.computeIfAbsent(relation, name -> new LinkedHashMap<>());
        return all.computeIfAbsent("_:" + relation + "-" + one.substring(9) + "-" + other.substring(9), id -> {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put(from, one);
            facts.put(to, other);
            return facts;
        });
    }

    /** A qualified name, in which nothing stands that has a meaning there. */
    private static String id(String kind, String name) {
        return "chancery:" + kind + "."
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The document, to be written as JSON. */
    Map<String, Object> json() {
        Map<String, Object> document = new LinkedHashMap<>();
        Map<String, Object> prefix = new LinkedHashMap<>();
        prefix.put("chancery", NAMESPACE);
        document.put("prefix", prefix);
        document.put("entity", entities);
        document.put("activity", activities);
        document.put("agent", agents);
        document.putAll(relations);
        return document;
    }
}
