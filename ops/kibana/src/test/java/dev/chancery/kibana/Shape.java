package dev.chancery.kibana;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What a dashboard may say, as far as the dashboards here say it: the dashboards API of Kibana 9.5, whose schemas reject a property that they
 * do not know. Written after the schemas in elastic/kibana, {@code src/platform/packages/shared/as-code/dashboard-schema} and
 * {@code …/kbn-lens-embeddable-utils/config_builder/schema}.
 */
final class Shape {

    private static final int COLUMNS = 48;
    private static final int PANELS = 100;
    private static final Set<String> LAYERS = Set.of(
            "area",
            "area_percentage",
            "area_stacked",
            "bar",
            "bar_horizontal",
            "bar_horizontal_stacked",
            "bar_horizontal_percentage",
            "bar_percentage",
            "bar_stacked",
            "line");

    private final Set<String> dataViews;
    private final List<String> problems = new ArrayList<>();

    private Shape(Set<String> dataViews) {
        this.dataViews = dataViews;
    }

    /** What is wrong with a dashboard, each with the place where it is. */
    static List<String> problems(JsonNode dashboard, Set<String> dataViews) {
        Shape shape = new Shape(dataViews);
        shape.dashboard(dashboard);
        return shape.problems;
    }

    private void dashboard(JsonNode json) {
        object("dashboard", json, Set.of("title", "panels"), Set.of("description", "time_range"));
        if (json.has("time_range")) {
            object("time_range", json.get("time_range"), Set.of("from", "to"), Set.of());
        }
        check(json.path("panels").size() <= PANELS, "panels", "more than " + PANELS);
        json.path("panels").forEach(this::panel);
    }

    private void panel(JsonNode json) {
        String at = json.path("id").asString("panel without id");
        object(at, json, Set.of("id", "type", "grid", "config"), Set.of());
        check(json.path("type").asString("").equals("vis"), at, "not a visualization");
        JsonNode grid = json.path("grid");
        object(at + " grid", grid, Set.of("x", "y", "w", "h"), Set.of());
        int x = grid.path("x").asInt(-1);
        int w = grid.path("w").asInt(-1);
        check(x >= 0 && w >= 1 && x + w <= COLUMNS, at + " grid", "not within " + COLUMNS + " columns");
        check(grid.path("y").asInt(-1) >= 0 && grid.path("h").asInt(-1) >= 1, at + " grid", "no height");
        config(at, json.path("config"));
    }

    private void config(String at, JsonNode json) {
        switch (json.path("type").asString("")) {
            case "metric" -> {
                chart(at, json, Set.of("data_source", "metrics"), Set.of());
                JsonNode primary = json.path("metrics").path(0);
                check(
                        primary.path("type").asString("").equals("primary"),
                        at,
                        "the first metric is not the primary one");
                metrics(at, json.path("metrics"), Set.of("type"));
                source(at, json.path("data_source"));
            }
            case "pie" -> {
                chart(at, json, Set.of("data_source", "metrics", "group_by"), Set.of());
                metrics(at, json.path("metrics"), Set.of());
                buckets(at, json.path("group_by"), json.path("metrics"));
                source(at, json.path("data_source"));
            }
            case "data_table" -> {
                chart(at, json, Set.of("data_source", "metrics", "rows"), Set.of("split_metrics_by"));
                metrics(at, json.path("metrics"), Set.of());
                buckets(at, json.path("rows"), json.path("metrics"));
                json.path("split_metrics_by").forEach(bucket -> bucket(at, bucket, json.path("metrics")));
                source(at, json.path("data_source"));
            }
            case "xy" -> {
                chart(at, json, Set.of("layers"), Set.of());
                check(!json.path("layers").isEmpty(), at, "no layer");
                json.path("layers").forEach(layer -> layer(at, layer));
            }
            default -> check(false, at, "an unknown chart " + json.path("type"));
        }
    }

    private void chart(String at, JsonNode json, Set<String> required, Set<String> optional) {
        object(at, json, union(required, Set.of("type", "title")), union(optional, Set.of("description", "query")));
        if (json.has("query")) {
            query(at + " query", json.get("query"));
        }
    }

    private void layer(String at, JsonNode json) {
        object(at + " layer", json, Set.of("type", "data_source", "x", "y"), Set.of("breakdown_by"));
        check(LAYERS.contains(json.path("type").asString("")), at, "an unknown layer " + json.path("type"));
        source(at, json.path("data_source"));
        metrics(at, json.path("y"), Set.of());
        bucket(at, json.path("x"), json.path("y"));
        if (json.has("breakdown_by")) {
            bucket(at, json.get("breakdown_by"), json.path("y"));
        }
    }

    private void source(String at, JsonNode json) {
        object(at + " data_source", json, Set.of("type", "ref_id"), Set.of());
        check(json.path("type").asString("").equals("data_view_reference"), at, "not a reference to a data view");
        check(dataViews.contains(json.path("ref_id").asString("")), at, "no data view " + json.path("ref_id"));
    }

    private void metrics(String at, JsonNode json, Set<String> more) {
        check(!json.isEmpty(), at, "no metric");
        json.forEach(metric -> metric(at, metric, more));
    }

    private void metric(String at, JsonNode json, Set<String> more) {
        Set<String> optional = Set.of("label", "filter", "format");
        switch (json.path("operation").asString("")) {
            case "count" -> operation(at, json, more, union(optional, Set.of("field")));
            case "unique_count", "sum", "average", "median", "min", "max" ->
                operation(at, json, union(more, Set.of("field")), optional);
            case "percentile" -> operation(at, json, union(more, Set.of("field", "percentile")), optional);
            case "formula" -> operation(at, json, union(more, Set.of("formula")), optional);
            default -> check(false, at, "an unknown operation " + json.path("operation"));
        }
        if (json.has("filter")) {
            query(at + " filter", json.get("filter"));
        }
        if (json.has("format")) {
            object(at + " format", json.get("format"), Set.of("type", "decimals"), Set.of("suffix"));
            check(
                    Set.of("number", "percent")
                            .contains(json.get("format").path("type").asString("")),
                    at,
                    "an unknown format");
        }
    }

    private void buckets(String at, JsonNode json, JsonNode metrics) {
        check(!json.isEmpty(), at, "nothing to group by");
        json.forEach(bucket -> bucket(at, bucket, metrics));
    }

    private void bucket(String at, JsonNode json, JsonNode metrics) {
        switch (json.path("operation").asString("")) {
            case "date_histogram" -> operation(at, json, Set.of("field", "suggested_interval"), Set.of("label"));
            case "terms" -> {
                operation(at, json, Set.of("fields", "limit", "rank_by"), Set.of("label"));
                int fields = json.path("fields").size();
                check(fields >= 1 && fields <= 4, at, "terms of " + fields + " fields");
                rank(at + " rank_by", json.path("rank_by"), metrics);
            }
            default -> check(false, at, "an unknown operation " + json.path("operation"));
        }
    }

    private void rank(String at, JsonNode json, JsonNode metrics) {
        check(Set.of("asc", "desc").contains(json.path("direction").asString("")), at, "no direction");
        if (json.path("type").asString("").equals("custom")) {
            object(at, json, Set.of("type", "operation", "field", "direction"), Set.of());
            check(json.path("operation").asString("").equals("unique_count"), at, "an unknown operation");
            return;
        }
        object(at, json, Set.of("type", "metric_index", "direction"), Set.of());
        check(json.path("type").asString("").equals("metric"), at, "an unknown rank");
        JsonNode by = metrics.path(json.path("metric_index").asInt(-1));
        check(!by.isMissingNode(), at, "no such metric");
        check(!by.path("operation").asString("").equals("formula"), at, "Kibana cannot rank by a formula");
    }

    private void operation(String at, JsonNode json, Set<String> required, Set<String> optional) {
        object(at + " " + json.path("operation").asString(), json, union(required, Set.of("operation")), optional);
    }

    private void query(String at, JsonNode json) {
        object(at, json, Set.of("language", "expression"), Set.of());
        check(json.path("language").asString("").equals("kql"), at, "an unknown language");
    }

    private void object(String at, JsonNode json, Set<String> required, Set<String> optional) {
        Set<String> missing = new TreeSet<>(required);
        Set<String> unknown = new TreeSet<>(json.propertyNames());
        missing.removeAll(json.propertyNames());
        unknown.removeAll(required);
        unknown.removeAll(optional);
        check(missing.isEmpty(), at, "lacks " + missing);
        check(unknown.isEmpty(), at, "has " + unknown);
    }

    private void check(boolean right, String at, String wrong) {
        if (!right) {
            problems.add(at + ": " + wrong);
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }
}
