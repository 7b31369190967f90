package dev.chancery.decisions.policy;

import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.decisions.policy.CelLanguage.Variable;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A condition in the Common Expression Language (https://cel.dev), compiled when the policy is read; the same facts always
 * give the same answer. Safe for use by many threads.
 *
 * <p>Its variables:
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><td>{@code agent}, {@code workflow}</td><td>string</td><td>ids of who asks and for which purpose</td></tr>
 * <tr><td>{@code request.model}</td><td>string</td><td>the name that was asked for</td></tr>
 * <tr><td>{@code request.messages}</td><td>int</td><td>number of messages</td></tr>
 * <tr><td>{@code request.inputTokens}</td><td>int</td><td>estimate of the input</td></tr>
 * <tr><td>{@code request.maxOutputTokens}</td><td>int</td><td>what the caller allows, 0 when it does not say</td></tr>
 * <tr><td>{@code request.tools}, {@code request.streamed}</td><td>bool</td><td>tools are part of it; the answer is wanted as it is made</td></tr>
 * <tr><td>{@code sensitivity}</td><td>int</td><td>compare with {@code ORDINARY}, {@code PERSONAL}, {@code RESTRICTED}: {@code sensitivity >= PERSONAL}</td></tr>
 * <tr><td>{@code label}, {@code score}</td><td>string, double</td><td>what the classifier said; empty and 0 when it was not asked</td></tr>
 * <tr><td>{@code hour}, {@code weekday}</td><td>int</td><td>UTC, 0 to 23; 1 for Monday to 7 for Sunday</td></tr>
 * </table>
 *
 * <p>Sensitivity is a number with named values, not a string, so that a misspelt class does not compile rather than never
 * match.
 */
public final class CelCondition {

    /** Longest source, in code points. */
    public static final int LIMIT = CelLanguage.LIMIT;

    private static final CelLanguage<RoutingFacts> LANGUAGE = new CelLanguage<>(variables());

    private final String source;
    private final Program program;

    /**
     * Compiles a condition.
     *
     * @throws IllegalArgumentException with CEL's message when it does not compile
     */
    public CelCondition(String source) {
        this.source = source;
        this.program = LANGUAGE.compile(source);
    }

    /** The text as the policy has it. */
    public String source() {
        return source;
    }

    /**
     * Whether the condition holds.
     *
     * @throws Failed when it has no value for these facts, as with a division by zero
     */
    public boolean holds(RoutingFacts facts) throws Failed {
        try {
            return LANGUAGE.holds(program, facts);
        } catch (CelEvaluationException e) {
            throw new Failed(String.valueOf(e.getMessage()), e);
        }
    }

    /** A condition had no value. The decision that asked for it refuses: a wall that cannot be evaluated stands. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static Map<String, Variable<RoutingFacts>> variables() {
        Map<String, Variable<RoutingFacts>> all = new TreeMap<>();
        all.put("agent", string(f -> f.agent().value()));
        all.put("workflow", string(f -> f.workflow().value()));
        all.put("request.model", string(f -> f.request().model()));
        all.put("request.messages", integer(f -> f.request().messages()));
        all.put("request.inputTokens", integer(f -> f.request().inputTokens()));
        all.put("request.maxOutputTokens", integer(f -> {
            Integer max = f.request().maxOutputTokens();
            return max == null ? 0 : max;
        }));
        all.put(
                "request.tools",
                new Variable<>(SimpleType.BOOL, f -> f.request().tools()));
        all.put(
                "request.streamed",
                new Variable<>(SimpleType.BOOL, f -> f.request().streamed()));
        all.put("sensitivity", integer(f -> strictness(f.sensitivity())));
        for (Sensitivity each : Sensitivity.values()) {
            all.put(each.name(), integer(f -> strictness(each)));
        }
        all.put(
                "label",
                string(f -> f.classification() == null ? "" : f.classification().label()));
        all.put(
                "score",
                new Variable<>(
                        SimpleType.DOUBLE,
                        f -> f.classification() == null
                                ? 0.0
                                : f.classification().score()));
        all.put("hour", integer(f -> f.at().atOffset(ZoneOffset.UTC).getHour()));
        all.put(
                "weekday",
                integer(f -> f.at().atOffset(ZoneOffset.UTC).getDayOfWeek().getValue()));
        return all;
    }

    private static int strictness(Sensitivity sensitivity) {
        return switch (sensitivity) {
            case ORDINARY -> 0;
            case PERSONAL -> 1;
            case RESTRICTED -> 2;
        };
    }

    private static Variable<RoutingFacts> string(Function<RoutingFacts, String> value) {
        return new Variable<>(SimpleType.STRING, value::apply);
    }

    private static Variable<RoutingFacts> integer(Function<RoutingFacts, Integer> value) {
        return new Variable<>(SimpleType.INT, f -> (long) value.apply(f));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CelCondition condition && source.equals(condition.source);
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
