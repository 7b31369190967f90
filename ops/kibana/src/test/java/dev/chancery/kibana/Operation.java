package dev.chancery.kibana;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A metric or bucket operation of a panel and the aggregation that Kibana asks Elasticsearch for. An operation that is not here is an error,
 * so that no panel goes unchecked.
 */
sealed interface Operation {

    /** What a field has to be for it. */
    enum Need {
        NUMBER,
        DATE,
        AGGREGATABLE,
        SEARCHABLE
    }

    /** The fields that it reads, each with what it has to be. */
    Map<String, Need> fields();

    /** The filters that it applies. */
    List<Kql> filters();

    /**
     * Splits documents into buckets.
     *
     * @param rank what the buckets are ordered by, when that is none of the panel's metrics
     */
    record Bucket(Map<String, Object> aggregation, Map<String, Object> rank, Map<String, Need> fields)
            implements Operation {

        @Override
        public List<Kql> filters() {
            return List.of();
        }

        static Bucket of(JsonNode json) {
            String operation = json.get("operation").asString();
            return switch (operation) {
                case "date_histogram" -> {
                    String field = json.get("field").asString();
                    yield new Bucket(
                            Map.of(
                                    "date_histogram",
                                    Map.of("field", field, "calendar_interval", "1d", "min_doc_count", 1)),
                            Map.of(),
                            Map.of(field, Need.DATE));
                }
                case "terms" -> {
                    if (json.get("fields").size() != 1) {
                        throw new IllegalArgumentException("Terms of several fields are not translated: " + json);
                    }
                    yield terms(
                            json.get("fields").get(0).asString(),
                            json.get("limit").asInt(),
                            json.get("rank_by"));
                }
                default -> throw new IllegalArgumentException("Not translated: " + operation);
            };
        }

        private static Bucket terms(String field, int size, JsonNode rank) {
            if (rank.get("type").asString().equals("metric")) {
                return new Bucket(
                        Map.of("terms", Map.of("field", field, "size", size)),
                        Map.of(),
                        Map.of(field, Need.AGGREGATABLE));
            }
            String by = rank.get("field").asString();
            return new Bucket(
                    Map.of(
                            "terms",
                            Map.of(
                                    "field",
                                    field,
                                    "size",
                                    size,
                                    "order",
                                    Map.of("rank", rank.get("direction").asString()))),
                    Map.of("rank", Map.of("cardinality", Map.of("field", by))),
                    Map.of(field, Need.AGGREGATABLE, by, Need.AGGREGATABLE));
        }
    }

    /** One number of the documents of a bucket; a formula here is one number divided by another. */
    record Metric(List<Part> parts) implements Operation {

        private static final Pattern RATIO = Pattern.compile("(\\w+)\\((.*?)\\) / (\\w+)\\((.*?)\\)");
        private static final Pattern ARGUMENT = Pattern.compile("kql='([^']*)'|(\\w+)");

        /** What is computed of the documents that a filter leaves. */
        record Part(String function, String field, double percentile, Kql filter) {

            Map<String, Object> aggregation() {
                Map<String, Object> filtered = new LinkedHashMap<>();
                filtered.put("filter", filter.query());
                if (!field.isEmpty()) {
                    filtered.put("aggs", Map.of("of", of()));
                }
                return filtered;
            }

            private Map<String, Object> of() {
                return switch (function) {
                    case "count" -> Map.of("value_count", Map.of("field", field));
                    case "unique_count" -> Map.of("cardinality", Map.of("field", field));
                    case "sum" -> Map.of("sum", Map.of("field", field));
                    case "average" -> Map.of("avg", Map.of("field", field));
                    case "median", "percentile" ->
                        Map.of("percentiles", Map.of("field", field, "percents", List.of(percentile), "keyed", false));
                    default -> throw new IllegalArgumentException("Not translated: " + function);
                };
            }

            Need need() {
                return function.equals("count") || function.equals("unique_count") ? Need.AGGREGATABLE : Need.NUMBER;
            }

            /** The number in Elasticsearch's answer; 0 when there is none. */
            double of(JsonNode answer) {
                JsonNode of = answer.path("of");
                return field.isEmpty()
                        ? answer.get("doc_count").asDouble()
                        : of.has("values")
                                ? of.get("values").get(0).get("value").asDouble(0)
                                : of.get("value").asDouble(0);
            }
        }

        /** The number, or 0 when a part has none. */
        double of(JsonNode bucket, String name) {
            double first = parts.get(0).of(bucket.get(name + ".0"));
            if (parts.size() == 1) {
                return first;
            }
            double second = parts.get(1).of(bucket.get(name + ".1"));
            return second == 0 ? 0 : first / second;
        }

        @Override
        public Map<String, Need> fields() {
            Map<String, Need> fields = new LinkedHashMap<>();
            parts.stream()
                    .filter(part -> !part.field().isEmpty())
                    .forEach(part -> fields.put(part.field(), part.need()));
            return fields;
        }

        @Override
        public List<Kql> filters() {
            return parts.stream().map(Part::filter).toList();
        }

        static Metric of(JsonNode json) {
            String operation = json.get("operation").asString();
            if (operation.equals("formula")) {
                Matcher ratio = RATIO.matcher(json.get("formula").asString());
                if (!ratio.matches()) {
                    throw new IllegalArgumentException("Not translated: " + json);
                }
                return new Metric(List.of(part(ratio.group(1), ratio.group(2)), part(ratio.group(3), ratio.group(4))));
            }
            return new Metric(List.of(new Part(
                    operation,
                    json.path("field").asString(""),
                    json.path("percentile").asDouble(50),
                    new Kql(json.path("filter").path("expression").asString("")))));
        }

        private static Part part(String function, String arguments) {
            String field = "";
            String filter = "";
            for (String argument : arguments.isEmpty() ? new String[0] : arguments.split(", ")) {
                Matcher matcher = ARGUMENT.matcher(argument);
                if (!matcher.matches()) {
                    throw new IllegalArgumentException("Not translated: " + argument);
                }
                filter = matcher.group(1) == null ? filter : matcher.group(1);
                field = matcher.group(2) == null ? field : matcher.group(2);
            }
            return new Part(function, field, 50, new Kql(filter));
        }
    }

    static List<Bucket> buckets(Iterable<JsonNode> json) {
        List<Bucket> buckets = new ArrayList<>();
        json.forEach(one -> buckets.add(Bucket.of(one)));
        return buckets;
    }

    static List<Metric> metrics(Iterable<JsonNode> json) {
        List<Metric> metrics = new ArrayList<>();
        json.forEach(one -> metrics.add(Metric.of(one)));
        return metrics;
    }
}
