package dev.chancery.search;

import dev.chancery.contracts.log.StoredEvent;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as it is found: by what it is, whose it is, and the words in its facts. Contents are not in events.
 *
 * @param family what the stream is of: {@code task}, {@code ai-system}, …
 * @param task whose stream this is; likewise workflow and agent, of the task or as the event names them
 * @param riskClass of a classification
 * @param millis what a call took
 * @param cost in units of the currency of the policy
 * @param by the person who did it, or was shown it
 * @param unreadable whether this version cannot read it
 */
record EventDocument(
        long position,
        String id,
        Instant at,
        String stream,
        String family,
        String event,
        int revision,
        @Nullable String task,
        @Nullable String workflow,
        @Nullable String agent,
        @Nullable String system,
        @Nullable String riskClass,
        @Nullable String deployment,
        @Nullable String modelVersion,
        @Nullable Long millis,
        @Nullable Double cost,
        @Nullable Boolean passed,
        @Nullable String by,
        @Nullable Boolean unreadable,
        Set<String> words) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double MILLION = 1_000_000;
    private static final String TASK = "task/";

    private static final int SHORTEST_INSTANT = 20;
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** A person who acts is named by one of these. */
    private static final String[] PERSONS = {"by", "reviewer", "to"};

    /** Whose a task is. */
    record Owner(String workflow, String agent) {}

    /**
     * A document.
     *
     * @param owner null when the event is not of a task whose opening is known
     */
    static EventDocument of(StoredEvent event, @Nullable Owner owner, boolean unreadable) {
        JsonNode facts = json(event.payload());
        String stream = event.stream();
        int slash = stream.indexOf('/');
        Set<String> words = new TreeSet<>();
        texts(facts, words);
        return new EventDocument(
                event.position(),
                event.id(),
                event.at(),
                stream,
                slash < 0 ? stream : stream.substring(0, slash),
                event.name(),
                event.revision(),
                stream.startsWith(TASK) ? stream.substring(TASK.length()) : null,
                owner == null ? text(facts, "workflow") : owner.workflow(),
                owner == null ? text(facts, "agent") : owner.agent(),
                text(facts, "system"),
                text(facts.path("verdict"), "risk"),
                text(facts, "deployment"),
                text(facts, "modelVersion"),
                facts.path("millis").isNumber() ? (Long) facts.path("millis").longValue() : null,
                money(facts.path("cost")),
                facts.path("passed").isBoolean()
                        ? (Boolean) facts.path("passed").booleanValue()
                        : null,
                person(facts),
                unreadable ? true : null,
                words);
    }

    static JsonNode json(byte[] payload) {
        try {
            JsonNode facts = JSON.readTree(payload);
            return facts == null ? JSON.missingNode() : facts;
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    private static void texts(JsonNode node, Set<String> words) {
        if (node.isString()) {
            if (!isNoText(node.stringValue())) {
                words.addAll(Words.of(node.stringValue()));
            }
        } else if (node.isContainer()) {
            node.forEach(child -> texts(child, words));
        }
    }

    /** Instants and UUIDs have no words, and each would be another entry of the index. */
    private static boolean isNoText(String value) {
        return value.length() >= SHORTEST_INSTANT
                && (INSTANT.matcher(value).matches() || UUID.matcher(value).matches());
    }

    private static @Nullable String person(JsonNode facts) {
        for (String name : PERSONS) {
            String person = text(facts, name);
            if (person != null) {
                return person;
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode facts, String name) {
        JsonNode value = facts.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    private static @Nullable Double money(JsonNode micros) {
        return micros.path("amount").isNumber()
                ? (Double) (micros.path("amount").longValue() / MILLION)
                : null;
    }
}
