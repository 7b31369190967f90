package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.TaskLineageView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A picture in layers of what led from a model to outputs, laid out here so that it needs no script. Sizes are in pixels of the picture, which is
 * as wide as its layers. An arc is as strong as what went along it.
 *
 * @param unit what is counted, in the singular: {@code task} or {@code answer}
 * @param arcs in the order of their beginnings; the table beside the picture has the same
 */
record LineageGraph(String unit, int width, int height, List<Layer> layers, List<Node> nodes, List<Arc> arcs) {

    static final int NODE_WIDTH = 140;
    static final int NODE_HEIGHT = 46;

    /** Most nodes of a layer; the rest are one node. */
    static final int MOST = 10;

    private static final int GAP = 30;
    private static final int BETWEEN = 12;
    private static final int TOP = 30;
    private static final int STRONGEST = 9;
    private static final int LABEL = 18;

    /** A column. */
    record Layer(String name, int x) {}

    /**
     * Something that had a part.
     *
     * @param label whole
     * @param shown as far as there is room
     * @param said how many, in words
     * @param href where it is told of, null for nowhere
     */
    record Node(
            String layer,
            String label,
            String shown,
            String said,
            @Nullable String href,
            int x,
            int y) {}

    /** From one to another, and how many went along. */
    record Arc(String fromLayer, String from, String toLayer, String to, long count, String path, int strength) {}

    /** What is drawn, before it has a place. */
    private static final class Plan {

        private record Place(String layer, String label) {}

        private record Line(Place from, Place to) {}

        private final String unit;
        private final Map<Place, Long> tasks = new LinkedHashMap<>();
        private final Map<Line, Long> lines = new LinkedHashMap<>();

        Plan(String unit) {
            this.unit = unit;
        }

        /** So many went along a way: a label for each layer, null where one is left out. */
        void add(long count, List<@Nullable String> way) {
            Place before = null;
            for (int i = 0; i < way.size(); i++) {
                String label = way.get(i);
                if (label != null) {
                    Place place = new Place(LAYERS.get(i), label);
                    tasks.merge(place, count, Long::sum);
                    if (before != null) {
                        lines.merge(new Line(before, place), count, Long::sum);
                    }
                    before = place;
                }
            }
        }

        LineageGraph drawn() {
            Map<Place, Place> shown = shown();
            List<String> used = LAYERS.stream()
                    .filter(layer -> tasks.keySet().stream()
                            .anyMatch(place -> place.layer().equals(layer)))
                    .toList();
            int highest = 1;
            for (String layer : used) {
                highest = Math.max(highest, (int) shown.values().stream()
                        .filter(p -> p.layer().equals(layer))
                        .distinct()
                        .count());
            }
            int height = TOP + highest * (NODE_HEIGHT + BETWEEN);
            Map<Place, Node> nodes = new LinkedHashMap<>();
            List<Layer> columns = new ArrayList<>();
            for (int i = 0; i < used.size(); i++) {
                int x = i * (NODE_WIDTH + GAP);
                columns.add(new Layer(used.get(i), x));
                place(used.get(i), x, highest, shown, nodes);
            }
            int width = Math.max(NODE_WIDTH, used.size() * (NODE_WIDTH + GAP) - GAP);
            return new LineageGraph(unit, width, height, columns, List.copyOf(nodes.values()), arcs(shown, nodes));
        }

        /** The strongest of each layer by their names, the others together. */
        private Map<Place, Place> shown() {
            Map<Place, Place> shown = new HashMap<>();
            for (String layer : LAYERS) {
                List<Place> places = tasks.entrySet().stream()
                        .filter(each -> each.getKey().layer().equals(layer))
                        .sorted(Map.Entry.<Place, Long>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .toList();
                boolean cut = places.size() > MOST;
                for (int i = 0; i < places.size(); i++) {
                    shown.put(
                            places.get(i),
                            cut && i >= MOST - 1
                                    ? new Place(layer, (places.size() - MOST + 1) + " others")
                                    : places.get(i));
                }
            }
            return shown;
        }

        private void place(String layer, int x, int highest, Map<Place, Place> shown, Map<Place, Node> nodes) {
            Map<Place, Long> sums = new LinkedHashMap<>();
            tasks.entrySet().stream()
                    .filter(each -> each.getKey().layer().equals(layer))
                    .sorted(Map.Entry.<Place, Long>comparingByValue().reversed())
                    .forEach(each ->
                            sums.merge(Objects.requireNonNull(shown.get(each.getKey())), each.getValue(), Long::sum));
            int y = TOP + (highest - sums.size()) * (NODE_HEIGHT + BETWEEN) / 2;
            for (Map.Entry<Place, Long> sum : sums.entrySet()) {
                String label = sum.getKey().label();
                nodes.put(
                        sum.getKey(),
                        new Node(
                                layer,
                                label,
                                cut(label),
                                sum.getValue() + " " + unit + (sum.getValue() == 1 ? "" : "s"),
                                href(layer, label),
                                x,
                                y));
                y += NODE_HEIGHT + BETWEEN;
            }
        }

        private static String cut(String label) {
            return label.length() <= LABEL ? label : label.substring(0, LABEL - 1) + "…";
        }

        private List<Arc> arcs(Map<Place, Place> shown, Map<Place, Node> nodes) {
            Map<Line, Long> drawn = new LinkedHashMap<>();
            lines.forEach((line, count) -> drawn.merge(
                    new Line(
                            Objects.requireNonNull(shown.get(line.from())),
                            Objects.requireNonNull(shown.get(line.to()))),
                    count,
                    Long::sum));
            long most = drawn.values().stream().mapToLong(Long::longValue).max().orElse(1);
            return drawn.entrySet().stream()
                    .map(each -> arc(each.getKey(), each.getValue(), most, nodes))
                    .sorted(Comparator.<Arc>comparingInt(arc -> LAYERS.indexOf(arc.fromLayer()))
                            .thenComparing(Comparator.comparingLong(Arc::count).reversed()))
                    .toList();
        }

        private static Arc arc(Line line, long count, long most, Map<Place, Node> nodes) {
            Node from = Objects.requireNonNull(nodes.get(line.from()));
            Node to = Objects.requireNonNull(nodes.get(line.to()));
            int x1 = from.x() + NODE_WIDTH;
            int y1 = from.y() + NODE_HEIGHT / 2;
            int y2 = to.y() + NODE_HEIGHT / 2;
            int middle = (x1 + to.x()) / 2;
            return new Arc(
                    line.from().layer(),
                    line.from().label(),
                    line.to().layer(),
                    line.to().label(),
                    count,
                    "M" + x1 + " " + y1 + "C" + middle + " " + y1 + " " + middle + " " + y2 + " " + to.x() + " " + y2,
                    1 + (int) ((STRONGEST - 1) * count / most));
        }
    }

    static final String MODEL = "Model";
    static final String VERSION = "Version";
    static final String DEPLOYMENT = "Deployment";
    static final String PROMPT = "Prompt";
    static final String POLICY = "Policy";
    static final String WORKFLOW = "Workflow";
    static final String OUTPUT = "Output";
    static final String REVIEWER = "Reviewer";

    private static final List<String> LAYERS =
            List.of(MODEL, VERSION, DEPLOYMENT, PROMPT, POLICY, WORKFLOW, OUTPUT, REVIEWER);

    /**
     * The tasks of a page of a blast radius.
     *
     * @param model that the deployment which was asked about serves, null when none or it is not known
     */
    static LineageGraph of(BlastRadiusView radius, @Nullable String model) {
        Plan plan = new Plan("task");
        String prompt = radius.prompt() != null ? radius.prompt() : instructions(radius.instructions());
        for (BlastRadiusView.Touched touched : radius.page()) {
            List<@Nullable String> way = new ArrayList<>();
            way.add(model);
            way.add(radius.version());
            way.add(radius.deployment());
            way.add(prompt);
            way.add(policy(touched.policy()));
            way.add(touched.workflow());
            way.add(touched.output() ? word(touched.state()) : "no output of it");
            way.add(touched.reviewer());
            plan.add(1, way);
        }
        return plan.drawn();
    }

    /**
     * What versions made outputs of a workflow, or of all.
     *
     * @param models that deployments serve, by deployment
     * @param workflow null for all
     */
    static LineageGraph of(List<ModelUse> uses, Map<String, String> models, @Nullable String workflow) {
        Plan plan = new Plan("answer");
        for (ModelUse use : uses) {
            long answers = use.answers() + use.revisions();
            if (answers > 0) {
                List<@Nullable String> way = new ArrayList<>();
                way.add(models.get(use.deployment()));
                way.add(use.version());
                way.add(use.deployment());
                way.add(null);
                way.add(null);
                way.add(workflow);
                plan.add(answers, way);
            }
        }
        return plan.drawn();
    }

    /** A task alone. */
    static LineageGraph of(TaskLineageView task, Map<String, String> models) {
        Plan plan = new Plan("task");
        TaskLineageView.Prompt prompt = task.prompt();
        String named = prompt == null
                ? null
                : prompt.name() != null
                        ? prompt.name() + (prompt.version() == null ? "" : "@" + prompt.version())
                        : instructions(prompt.instructions());
        boolean first = true;
        for (TaskLineageView.Call call : task.calls()) {
            if (call.output()) {
                List<@Nullable String> way = new ArrayList<>();
                way.add(models.get(call.deployment()));
                way.add(call.version());
                way.add(call.deployment());
                way.add(named);
                way.add(policy(task.policy()));
                way.add(task.workflow());
                way.add(word(task.state()));
                way.add(
                        first && !task.decisions().isEmpty()
                                ? task.decisions().getLast().reviewer()
                                : null);
                plan.add(1, way);
                first = false;
            }
        }
        return plan.drawn();
    }

    static String policy(String version) {
        return Said.SAID.digest(version);
    }

    private static @Nullable String instructions(@Nullable String digest) {
        return digest == null ? null : "…" + digest.substring(Math.max(0, digest.length() - 10));
    }

    /** Where something is told of; null for nowhere. */
    private static @Nullable String href(String layer, String label) {
        return switch (layer) {
            case MODEL -> "/models";
            case VERSION -> to("/models/lineage?version={label}", label);
            case DEPLOYMENT -> to("/models/lineage?deployment={label}", label);
            case PROMPT -> label.startsWith("…") ? null : to("/models/lineage?prompt={label}", label);
            case POLICY -> "/policy";
            case WORKFLOW -> to("/workflows/{label}", label);
            case OUTPUT ->
                Stream.of(TaskState.values())
                        .filter(state -> word(state).equals(label))
                        .findFirst()
                        .map(state -> "/tasks?state=" + state)
                        .orElse(null);
            case REVIEWER -> "/oversight";
            default -> null;
        };
    }

    private static String to(String template, String label) {
        return UriComponentsBuilder.fromUriString(template)
                .encode()
                .buildAndExpand(label)
                .toUriString();
    }

    private static String word(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is anything to be drawn. */
    public boolean isEmpty() {
        return nodes.isEmpty();
    }
}
