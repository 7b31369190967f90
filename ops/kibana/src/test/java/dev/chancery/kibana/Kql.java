package dev.chancery.kibana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Kibana's query language as the dashboards use, turned into a query of Elasticsearch: {@code field: value}, {@code field: *},
 * {@code field: (a or b)}, {@code field > number}, {@code and}, {@code or}, {@code not} and parentheses; nothing asks for all. Anything else is an error.
 */
final class Kql {

    /** A value that a field is compared with. */
    record Term(String field, String value) {}

    private static final Pattern TOKEN = Pattern.compile("\\s*(\"[^\"]*\"|>=|<=|[():<>]|[^\\s():<>\"]+)");
    private static final Map<String, String> COMPARISONS = Map.of(">", "gt", ">=", "gte", "<", "lt", "<=", "lte");

    private final String expression;
    private final List<String> tokens = new ArrayList<>();
    private final List<Term> terms = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final Map<String, Object> query;
    private int next;

    Kql(String expression) {
        this.expression = expression;
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            end = matcher.end();
            matcher.region(end, expression.length());
        }
        if (!expression.substring(end).isBlank()) {
            throw new IllegalArgumentException("What is '" + expression.substring(end) + "' in " + expression);
        }
        query = tokens.isEmpty() ? Map.of("match_all", Map.of()) : any();
        if (next < tokens.size()) {
            throw new IllegalArgumentException("What is " + tokens.subList(next, tokens.size()) + " in " + expression);
        }
    }

    Map<String, Object> query() {
        return query;
    }

    List<String> fields() {
        return fields;
    }

    List<Term> terms() {
        return terms;
    }

    private Map<String, Object> any() {
        List<Object> clauses = new ArrayList<>(List.of(all()));
        while (take("or")) {
            clauses.add(all());
        }
        return Map.of("bool", Map.of("should", clauses, "minimum_should_match", 1));
    }

    private Map<String, Object> all() {
        List<Object> clauses = new ArrayList<>(List.of(one()));
        while (take("and")) {
            clauses.add(one());
        }
        return Map.of("bool", Map.of("filter", clauses));
    }

    private Map<String, Object> one() {
        if (take("not")) {
            return Map.of("bool", Map.of("must_not", List.of(one())));
        }
        if (take("(")) {
            Map<String, Object> inner = any();
            expect(")");
            return inner;
        }
        String field = word();
        fields.add(field);
        for (Map.Entry<String, String> comparison : COMPARISONS.entrySet()) {
            if (take(comparison.getKey())) {
                return Map.of("range", Map.of(field, Map.of(comparison.getValue(), Double.valueOf(word()))));
            }
        }
        expect(":");
        if (take("*")) {
            return Map.of("exists", Map.of("field", field));
        }
        List<Object> values = new ArrayList<>();
        if (take("(")) {
            do {
                values.add(value(field));
            } while (take("or"));
            expect(")");
        } else {
            values.add(value(field));
        }
        return Map.of("terms", Map.of(field, values));
    }

    private String value(String field) {
        String value = word().replace("\"", "");
        terms.add(new Term(field, value));
        return value;
    }

    private String word() {
        if (next == tokens.size() || tokens.get(next).matches("[():<>]|[<>]=")) {
            throw new IllegalArgumentException("A word is missing in " + expression);
        }
        return tokens.get(next++);
    }

    private boolean take(String token) {
        boolean there = next < tokens.size() && tokens.get(next).equals(token);
        next += there ? 1 : 0;
        return there;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw new IllegalArgumentException("'" + token + "' is missing in " + expression);
        }
    }
}
