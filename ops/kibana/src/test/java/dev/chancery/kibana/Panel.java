package dev.chancery.kibana;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A panel as the one search that it makes: buckets within buckets, and its metrics in the innermost. */
record Panel(String dataView, List<Kql> query, List<Operation.Bucket> buckets, List<Operation.Metric> metrics) {

    static Panel of(JsonNode config) {
        List<JsonNode> buckets = new ArrayList<>();
        JsonNode data = config;
        JsonNode metrics = config.path("metrics");
        switch (config.get("type").asString()) {
            case "metric" -> {}
            case "pie" -> config.get("group_by").forEach(buckets::add);
            case "data_table" -> {
                config.get("rows").forEach(buckets::add);
                config.path("split_metrics_by").forEach(buckets::add);
            }
            case "xy" -> {
                if (config.get("layers").size() != 1) {
                    throw new IllegalArgumentException("Several layers are not translated: " + config);
                }
                data = config.get("layers").get(0);
                metrics = data.get("y");
                buckets.add(data.get("x"));
                if (data.has("breakdown_by")) {
                    buckets.add(data.get("breakdown_by"));
                }
            }
            default -> throw new IllegalArgumentException("Not translated: " + config.get("type"));
        }
        return new Panel(
                data.get("data_source").get("ref_id").asString(),
                config.has("query")
                        ? List.of(new Kql(config.get("query").get("expression").asString()))
                        : List.of(),
                Operation.buckets(buckets),
                Operation.metrics(metrics));
    }

    /** Every filter of the panel. */
    List<Kql> filters() {
        List<Kql> filters = new ArrayList<>(query);
        metrics.forEach(metric -> filters.addAll(metric.filters()));
        return filters;
    }

    /** Every field that the panel reads, with what it has to be. */
    SortedMap<String, Operation.Need> fields() {
        SortedMap<String, Operation.Need> fields = new TreeMap<>();
        filters().forEach(filter -> filter.fields().forEach(field -> fields.put(field, Operation.Need.SEARCHABLE)));
        buckets.forEach(bucket -> fields.putAll(bucket.fields()));
        metrics.forEach(metric -> fields.putAll(metric.fields()));
        return fields;
    }

    Map<String, Object> search() {
        Map<String, Object> aggregations = new LinkedHashMap<>();
        for (int m = 0; m < metrics.size(); m++) {
            List<Operation.Metric.Part> parts = metrics.get(m).parts();
            for (int p = 0; p < parts.size(); p++) {
                aggregations.put(m + "." + p, parts.get(p).aggregation());
            }
        }
        for (Operation.Bucket bucket : buckets.reversed()) {
            Map<String, Object> outer = new LinkedHashMap<>(bucket.aggregation());
            aggregations.putAll(bucket.rank());
            outer.put("aggs", aggregations);
            aggregations = new LinkedHashMap<>(Map.of("bucket", outer));
        }
        return Map.of(
                "size",
                0,
                "query",
                Map.of("bool", Map.of("filter", query.stream().map(Kql::query).toList())),
                "aggs",
                aggregations);
    }

    /** The greatest number that each metric has in any innermost bucket of Elasticsearch's answer. */
    List<Double> greatest(JsonNode answer) {
        List<JsonNode> innermost = new ArrayList<>(List.of(answer.path("aggregations")));
        for (int depth = 0; depth < buckets.size(); depth++) {
            List<JsonNode> inner = new ArrayList<>();
            innermost.forEach(bucket -> bucket.path("bucket").path("buckets").forEach(inner::add));
            innermost = inner;
        }
        List<Double> greatest = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            double most = 0;
            for (JsonNode bucket : innermost) {
                most = Math.max(most, metrics.get(m).of(bucket, Integer.toString(m)));
            }
            greatest.add(most);
        }
        return greatest;
    }
}
