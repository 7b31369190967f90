package dev.chancery.query.web.console;

import java.util.List;
import java.util.function.Predicate;

/** Where one can go, in groups that say what for. Each person sees what he may open. */
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
            new Group("Administer", List.of(new Item("/people", "People"), new Item("/account", "My account"))));

    private Nav() {}

    /** A few places that belong together. */
    record Group(String name, List<Item> items) {}

    /** A place. */
    record Item(String path, String name) {

        /** Whether a page is this place or below it. */
        public boolean isHere(String page) {
            return page.equals(path) || page.startsWith(path + "/");
        }
    }

    /** The places that may be opened; a group without any is left out. */
    static List<Group> of(Predicate<String> permitted) {
        return ALL.stream()
                .map(group -> new Group(
                        group.name(),
                        group.items().stream()
                                .filter(item -> permitted.test(item.path()))
                                .toList()))
                .filter(group -> !group.items().isEmpty())
                .toList();
    }
}
