package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.web.Desk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Where one can go, in groups that say what for. Each person sees what he may open. */
@Component
final class Nav {

    private static final List<Group> ALL = List.of(
            new Group(
                    "Operate",
                    List.of(
                            new Item("/operations", "Operations"),
                            new Item("/tasks", "Tasks"),
                            new Item("/review", "Review"),
                            new Item("/workflows", "Workflows"),
                            new Item("/agents", "Agents"),
                            new Item("/tools", "Tools"),
                            new Item("/budgets", "Budgets"))),
            new Group(
                    "Govern",
                    List.of(
                            new Item("/systems", "Systems"),
                            new Item("/obligations", "Obligations"),
                            new Item("/controls", "Controls"),
                            new Item("/incidents", "Incidents"),
                            new Item("/models", "Models and lineage"),
                            new Item("/bias", "Bias"),
                            new Item("/policy", "Policy"),
                            new Item("/oversight", "Oversight"))),
            new Group(
                    "Prove",
                    List.of(
                            new Item("/board", "Board"),
                            new Item("/exports", "Packs and reports"),
                            new Item("/replays", "Replay and what-if"),
                            new Item("/log", "Log"),
                            new Item("/reconciliation", "Reconciliation"),
                            new Item("/erasures", "Erasure"),
                            new Item("/abandoned", "Abandoned"))),
            new Group(
                    "Administer",
                    List.of(
                            new Item("/people", "People"),
                            new Item("/visit", "Your visit"),
                            new Item("/account", "My account"))));

    private final Desk desk;

    Nav(Desk desk) {
        this.desk = desk;
    }

    /** A few places that belong together. */
    record Group(String name, List<Item> items) {}

    /**
     * A place.
     *
     * @param path with a query when it is narrowed
     */
    record Item(String path, String name) {

        /**
         * Whether a page is this place or below it.
         *
         * @param page with its query
         */
        public boolean isHere(String page) {
            return page.equals(path) || Stream.of("?", "&", "/").anyMatch(further -> page.startsWith(path + further));
        }
    }

    /** The places that may be opened; a group without any is left out. */
    List<Group> of(May may) {
        String system = may.system();
        List<Group> all = system == null ? ALL : within(system);
        return all.stream()
                .map(group -> new Group(
                        group.name(),
                        group.items().stream()
                                .filter(item -> may.get(item.path()))
                                .toList()))
                .filter(group -> !group.items().isEmpty())
                .toList();
    }

    /** The places of one system. */
    private List<Group> within(String system) {
        List<Item> items = new ArrayList<>();
        items.add(new Item("/systems/" + system, "The system"));
        for (String workflow : workflows(system)) {
            items.add(new Item(Link.to("/tasks").with("workflow", workflow).toString(), "Tasks of " + workflow));
        }
        items.add(new Item(Link.to("/controls").with("system", system).toString(), "Controls"));
        items.add(new Item(Link.to("/exports").with("scope", "system/" + system).toString(), "Packs"));
        items.add(new Item("/log", "Log"));
        return List.of(
                new Group(system, items),
                new Group("You", List.of(new Item("/visit", "Your visit"), new Item("/account", "My account"))));
    }

    private List<String> workflows(String system) {
        try {
            return desk.find(new FindSystem(system)).stream()
                    .flatMap(found -> found.description().parts().stream())
                    .filter(part -> part.kind() == SystemPart.Kind.WORKFLOW)
                    .map(SystemPart::id)
                    .toList();
        } catch (ErrorResponseException e) {
            // The page itself says what is away.
            return List.of();
        }
    }
}
