package dev.chancery.decisions.policy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What conditions over some facts may be made of: CEL with these variables, and a yes or a no as its answer. */
final class CelLanguage<F> {

    /** Longest source, in code points. */
    static final int LIMIT = 2_000;

    /** A name and what it stands for. */
    record Variable<F>(CelType type, Function<F, Object> value) {}

    private final Map<String, Variable<F>> variables;
    private final Cel cel;

    CelLanguage(Map<String, Variable<F>> variables) {
        this.variables = variables;
        var builder = CelFactory.plannerCelBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .maxExpressionCodePointSize(LIMIT)
                        .comprehensionMaxIterations(1_000)
                        .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
        variables.forEach((name, variable) -> builder.addVar(name, variable.type()));
        this.cel = builder.build();
    }

    /** @throws IllegalArgumentException with CEL's message when the source does not compile */
    Program compile(String source) {
        CelValidationResult result = cel.compile(source);
        if (result.hasError()) {
            throw new IllegalArgumentException("The condition does not compile: "
                    + result.getErrors().stream().map(CelLanguage::inWords).collect(Collectors.joining("; "))
                    + ". Variables: " + String.join(", ", variables.keySet()));
        }
        try {
            return cel.createProgram(result.getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("The condition cannot be run: " + e.getMessage(), e);
        }
    }

    /** @throws CelEvaluationException when the condition has no value for these facts */
    boolean holds(Program program, F facts) throws CelEvaluationException {
        CelVariableResolver resolver = name -> {
            Variable<F> variable = variables.get(name);
            return variable == null
                    ? Optional.empty()
                    : Optional.of(variable.value().apply(facts));
        };
        return (boolean) program.eval(resolver);
    }

    private static String inWords(CelIssue issue) {
        return "column " + (issue.getSourceLocation().getColumn() + 1) + ": " + issue.getMessage();
    }
}
