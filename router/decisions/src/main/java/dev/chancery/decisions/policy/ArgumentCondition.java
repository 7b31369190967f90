package dev.chancery.decisions.policy;

import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.decisions.policy.CelLanguage.Variable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A condition in the Common Expression Language over a tool call, compiled when the policy is read. Its variables are
 * {@code args} (the sanitised arguments: personal data in them is a placeholder), {@code agent}, {@code workflow}, {@code tool},
 * and in UTC {@code hour} (0 to 23) and {@code weekday} (1 for Monday to 7 for Sunday). A number without a fraction is an int,
 * any other a double. A condition that has no value for
 * some arguments, because one is missing or of another type, does not hold: {@code has(args.limit)} asks whether it is there.
 */
public final class ArgumentCondition implements ArgumentConstraint {

    private static final CelLanguage<Call> LANGUAGE = new CelLanguage<>(variables());

    private final String source;
    private final Program program;

    /** @throws IllegalArgumentException with CEL's message when it does not compile */
    public ArgumentCondition(String source) {
        this.source = source;
        this.program = LANGUAGE.compile(source);
    }

    private record Call(Context context, Map<String, Object> args) {}

    /** What a condition may look at beside the arguments. */
    public record Context(AgentId agent, WorkflowId workflow, String tool, Instant at) {}

    @Override
    public String id() {
        return "cel/1:" + ArgumentConstraint.digest(source);
    }

    @Override
    public Optional<String> broken(JsonNode arguments, Context context) {
        try {
            return LANGUAGE.holds(program, new Call(context, members(arguments)))
                    ? Optional.empty()
                    : Optional.of("when");
        } catch (CelEvaluationException e) {
            return Optional.of("when has no value for these arguments");
        }
    }

    private static Map<String, Variable<Call>> variables() {
        Map<String, Variable<Call>> all = new TreeMap<>();
        all.put("args", new Variable<>(MapType.create(SimpleType.STRING, SimpleType.DYN), Call::args));
        all.put(
                "agent",
                new Variable<>(SimpleType.STRING, c -> c.context().agent().value()));
        all.put(
                "workflow",
                new Variable<>(SimpleType.STRING, c -> c.context().workflow().value()));
        all.put("tool", new Variable<>(SimpleType.STRING, c -> c.context().tool()));
        all.put("hour", new Variable<>(SimpleType.INT, c ->
                (long) c.context().at().atOffset(ZoneOffset.UTC).getHour()));
        all.put("weekday", new Variable<>(SimpleType.INT, c ->
                (long) c.context().at().atOffset(ZoneOffset.UTC).getDayOfWeek().getValue()));
        return all;
    }

    private static Map<String, Object> members(JsonNode object) {
        Map<String, Object> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
        return members;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return members(node);
        }
        if (node.isArray()) {
            List<Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(value(element)));
            return elements;
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return number.stripTrailingZeros().scale() <= 0 && node.canConvertToLong()
                    ? (Object) number.longValue()
                    : (Object) number.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isString() ? node.stringValue() : NullValue.NULL_VALUE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArgumentCondition condition && source.equals(condition.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
