package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.record.RecordJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What controls found, as Assessment Results of OSCAL 1.2.2 (NIST): one result, an observation for each control of each system with the
 * positions of its evidence, and a finding where the law asks for the control. All UUIDs follow from what they name.
 */
public final class ControlResults {

    private static final String OSCAL = "1.2.2";

    /** Whose names of properties are ours. */
    private static final String NAMESPACE = "urn:chancery:oscal";

    /** The regulation by its European Legislation Identifier. */
    private static final String LAW = "http://data.europa.eu/eli/reg/2024/1689/oj";

    private final ControlsView view;
    private final String log;
    private final @Nullable String events;
    private final String at;
    private final List<Object> components = new ArrayList<>();
    private final List<Object> observations = new ArrayList<>();
    private final List<Object> findings = new ArrayList<>();
    private final SortedSet<String> controls = new TreeSet<>();
    private final SortedMap<String, Object> articles = new TreeMap<>();
    private long used;
    private int leftOut;

    private ControlResults(ControlsView view, String log, @Nullable String events) {
        this.view = view;
        this.log = log;
        this.events = events;
        this.at = RecordJson.text(view.at());
    }

    /**
     * Assessment results.
     *
     * @param log origin of the log that positions are of
     * @param events reference of the events that are beside the document; null when none are
     * @param remarks what else is to be known of the evaluation
     */
    public static Map<String, Object> of(ControlsView view, String log, @Nullable String events, List<String> remarks) {
        return new ControlResults(view, log, events).document(remarks);
    }

    private Map<String, Object> document(List<String> remarks) {
        view.systems().forEach(this::system);
        UUID plan = uuid("plan");
        List<String> said = new ArrayList<>(remarks);
        if (leftOut > 0) {
            said.add(
                    leftOut
                            + " controls are left out, since an entry of a pack has 16 MiB at most. GET /api/controls has them.");
        }
        if (controls.isEmpty()) {
            said.add("Nothing was evaluated: there is no AI system of this scope on record.");
        }
        Map<String, Object> result = map(
                "uuid",
                uuid("result").toString(),
                "title",
                "Controls as of " + at,
                "description",
                "What the record shows of each control, evaluated by rules from events before position "
                        + view.position() + " of the log.",
                "start",
                at,
                "end",
                at,
                "props",
                List.of(
                        prop("position", Long.toString(view.position())),
                        prop("log", log),
                        prop("obligations", view.obligations())),
                "local-definitions",
                components.isEmpty() ? null : map("components", components),
                "reviewed-controls",
                map("control-selections", List.of(selection())),
                "observations",
                observations.isEmpty() ? null : observations,
                "findings",
                findings.isEmpty() ? null : findings,
                "remarks",
                said.isEmpty() ? null : Plain.markdown(String.join(" ", said)));
        List<Object> resources = new ArrayList<>();
        resources.add(map(
                "uuid",
                plan.toString(),
                "title",
                "Controls of Chancery",
                "description",
                "There is no assessment plan beside this document. Which controls there are, what each is held against and which"
                        + " obligations it proves is part of Chancery, in version "
                        + Plain.markdown(view.obligations())
                        + " of its obligations; each observation says its threshold."));
        resources.addAll(articles.values());
        return map(
                "assessment-results",
                map(
                        "uuid", uuid("document").toString(),
                        "metadata",
                                map(
                                        "title",
                                        "Controls under Regulation (EU) 2024/1689",
                                        "last-modified",
                                        at,
                                        "version",
                                        Long.toString(view.position()),
                                        "oscal-version",
                                        OSCAL),
                        "import-ap", map("href", "#" + plan),
                        "results", List.of(result),
                        "back-matter", map("resources", resources)));
    }

    private Map<String, Object> selection() {
        return controls.isEmpty()
                ? map("description", "None: nothing was evaluated.", "include-all", Map.of())
                : map(
                        "include-controls",
                        controls.stream().map(id -> map("control-id", id)).toList());
    }

    private void system(SystemControls system) {
        boolean company = system.system().equals(DutyEvent.COMPANY);
        UUID component = uuid("component", system.system());
        boolean some = false;
        for (ControlView control : system.controls()) {
            some |= control(system, component, control);
        }
        if (some) {
            components.add(
                    map(
                            "uuid", component.toString(),
                            "type", company ? "this-system" : "system",
                            "title", Plain.markdown(system.name()),
                            "description",
                                    company
                                            ? "What concerns no AI system by itself."
                                            : "An AI system of the register; its documents are by this id.",
                            "props", List.of(prop("id", system.system())),
                            "status",
                                    map(
                                            "state", "other",
                                            "remarks",
                                                    "The status of a system is in the register, which is beside this document.")));
        }
    }

    private boolean control(SystemControls system, UUID component, ControlView control) {
        UUID observation = uuid("observation", system.system(), control.control());
        Map<String, Object> observed = observation(observation, component, control);
        Map<String, Object> found =
                control.state() == ControlState.NOT_APPLICABLE ? null : finding(observation, system, control);
        long length =
                (long) DocumentJson.bytes(observed).length + (found == null ? 0 : DocumentJson.bytes(found).length);
        // Twice for the indentation of where they stand.
        if (used + 2 * length > DocumentJson.MOST) {
            leftOut++;
            return false;
        }
        used += 2 * length;
        controls.add(control.control());
        observations.add(observed);
        if (found != null) {
            findings.add(found);
            control.articles().forEach(this::article);
        }
        return true;
    }

    private Map<String, Object> observation(UUID uuid, UUID component, ControlView control) {
        List<Object> props = new ArrayList<>();
        props.add(prop("control", control.control()));
        props.add(prop("state", state(control.state())));
        props.add(prop("evidence-count", Long.toString(control.evidence().count())));
        if (!control.threshold().isBlank()) {
            props.add(prop("threshold", control.threshold()));
        }
        if (control.freshness() != null) {
            props.add(prop("freshness", control.freshness()));
        }
        if (control.since() != null) {
            props.add(prop("since", RecordJson.text(control.since())));
        }
        if (control.bindsFrom() != null) {
            props.add(prop("binds-from", control.bindsFrom().toString()));
        }
        for (ControlsView.Figure figure : control.figures()) {
            Map<String, Object> prop = new LinkedHashMap<>(prop("figure", figure.name() + ": " + figure.value()));
            props.add(prop);
        }
        List<Map<String, Object>> evidence = control.evidence().positions().stream()
                .map(position -> map(
                        "href",
                        events,
                        "description",
                        "Event at position " + position + " of the log",
                        "props",
                        List.of(prop("position", Long.toString(position)))))
                .toList();
        return map(
                "uuid", uuid.toString(),
                "title", Plain.markdown(control.title()),
                "description", Plain.markdown(control.why()),
                "props", props,
                "methods", List.of("TEST"),
                "types", List.of("control-objective"),
                "subjects", List.of(map("subject-uuid", component.toString(), "type", "component")),
                "relevant-evidence", evidence.isEmpty() ? null : evidence,
                "collected", at,
                "remarks",
                        evidence.isEmpty()
                                ? "No event is on record that says it."
                                : control.evidence().count() > evidence.size()
                                        ? "Of " + control.evidence().count() + " events the last " + evidence.size()
                                                + " are named."
                                        : null);
    }

    private Map<String, Object> finding(UUID observation, SystemControls system, ControlView control) {
        boolean satisfied = control.state() == ControlState.SATISFIED;
        return map(
                "uuid", uuid("finding", system.system(), control.control()).toString(),
                "title", Plain.markdown(control.title() + ": " + system.name()),
                "description", Plain.markdown(control.why()),
                "props", List.of(prop("system", system.system()), prop("state", state(control.state()))),
                "links",
                        control.articles().isEmpty()
                                ? null
                                : control.articles().stream()
                                        .map(article -> map(
                                                "href",
                                                "#" + uuid("article", article),
                                                "rel",
                                                "reference",
                                                "text",
                                                Plain.markdown(article)))
                                        .toList(),
                "target",
                        map(
                                "type", "objective-id",
                                "target-id", control.control(),
                                "status",
                                        map(
                                                "state", satisfied ? "satisfied" : "not-satisfied",
                                                "reason",
                                                        satisfied
                                                                ? "pass"
                                                                : control.state() == ControlState.FAILING
                                                                        ? "fail"
                                                                        : "other")),
                "related-observations", List.of(map("observation-uuid", observation.toString())));
    }

    private void article(String article) {
        articles.computeIfAbsent(
                article,
                none -> map(
                        "uuid", uuid("article", article).toString(),
                        "title", Plain.markdown(article + " of Regulation (EU) 2024/1689"),
                        "rlinks", List.of(map("href", LAW))));
    }

    private static String state(ControlState state) {
        return switch (state) {
            case SATISFIED -> "satisfied";
            case FAILING -> "failing";
            case STALE -> "stale";
            case NO_EVIDENCE -> "no-evidence";
            case NOT_APPLICABLE -> "not-applicable";
        };
    }

    private static Map<String, Object> prop(String name, String value) {
        return map("name", name, "ns", NAMESPACE, "value", Plain.line(value));
    }

    private UUID uuid(String kind, String... parts) {
        List<String> all = new ArrayList<>(List.of("oscal", kind, log, Long.toString(view.position()), at));
        all.addAll(List.of(parts));
        return Names.uuid(all.toArray(String[]::new));
    }
}
