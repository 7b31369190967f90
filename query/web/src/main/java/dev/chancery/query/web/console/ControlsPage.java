package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.query.web.duties.DutyDesk;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** What the record shows of each obligation: the controls, why each is as it is, and the events that prove it. */
@Controller
final class ControlsPage {

    /** Streams whose things have a page of their own, and where it is. */
    private static final Map<String, String> PAGES =
            Map.of("task/", "/tasks/", "system/", "/systems/", "incident/", "/incidents/");

    private final DutyDesk duties;
    private final EventLog log;

    ControlsPage(DutyDesk duties, EventLog log) {
        this.duties = duties;
        this.log = log;
    }

    /** Systems on one page; each has a dozen controls. */
    private static final int SYSTEMS = 10;

    /** What the list is narrowed to; empty fields narrow nothing. */
    record Filter(String system, String state) {
        boolean isEmpty() {
            return system.isEmpty() && state.isEmpty();
        }
    }

    /**
     * An event that proves a control.
     *
     * @param page where one reads more of it; null when nothing but the log tells
     * @param thing its name
     */
    record Proof(
            long position,
            @Nullable StoredEvent event,
            @Nullable String page,
            String thing) {}

    /** A control of a system with its proofs. */
    record Shown(String system, String name, ControlView control, List<Proof> proofs) {}

    /**
     * The controls of some systems.
     *
     * @param from how many systems to pass over
     */
    @GetMapping("/controls")
    String show(
            @RequestParam(defaultValue = "") String system,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "0") int from,
            Model page) {
        Filter filter = new Filter(system.strip(), state.strip());
        // Whoever is limited to one system is shown the number and the names of no other.
        String limit = page.getAttribute("may") instanceof May may ? may.system() : null;
        ControlsView all = duties.controls(limit, null);
        ControlsView found = limit == null && filter.isEmpty()
                ? all
                : duties.controls(
                        filter.system().isEmpty() ? null : filter.system(),
                        filter.state().isEmpty() ? null : filter.state());
        List<SystemControls> systems = found.systems().stream()
                .filter(each -> !each.controls().isEmpty())
                .toList();
        int first = Math.clamp(from, 0, Math.max(0, systems.size() - 1));
        int next = Math.min(first + SYSTEMS, systems.size());
        page.addAttribute("filter", filter);
        page.addAttribute("all", all);
        page.addAttribute("found", found);
        page.addAttribute("systems", systems.subList(first, next));
        page.addAttribute("of", systems.size());
        page.addAttribute("first", first);
        page.addAttribute("before", first == 0 ? null : (Integer) Math.max(0, first - SYSTEMS));
        page.addAttribute("next", next == systems.size() ? null : (Integer) next);
        page.addAttribute("states", ControlState.values());
        page.addAttribute("counts", counts(all.systems()));
        page.addAttribute("days", Days.now());
        return "systems/controls";
    }

    private static Map<ControlState, Long> counts(List<SystemControls> systems) {
        Map<ControlState, Long> counts = new EnumMap<>(ControlState.class);
        for (ControlState state : ControlState.values()) {
            counts.put(state, 0L);
        }
        systems.stream()
                .flatMap(system -> system.controls().stream())
                .forEach(control -> counts.merge(control.state(), 1L, Long::sum));
        return counts;
    }

    /**
     * One control, for every system that has it.
     *
     * @param system only of this one; empty for all
     */
    @GetMapping("/controls/{id}")
    String one(@PathVariable String id, @RequestParam(defaultValue = "") String system, Model page) {
        ControlsView found = duties.control(id, system.isBlank() ? null : system.strip());
        List<Shown> shown = new ArrayList<>();
        for (SystemControls each : found.systems()) {
            for (ControlView control : each.controls()) {
                shown.add(new Shown(
                        each.system(),
                        each.name(),
                        control,
                        control.evidence().positions().reversed().stream()
                                .map(this::proof)
                                .toList()));
            }
        }
        page.addAttribute("id", id);
        page.addAttribute("only", system.strip());
        page.addAttribute("shown", shown);
        page.addAttribute("found", found);
        page.addAttribute("days", Days.now());
        return "systems/control";
    }

    private Proof proof(long position) {
        List<StoredEvent> there = log.read(position, 1);
        if (there.isEmpty()) {
            return new Proof(position, null, null, "");
        }
        StoredEvent event = there.getFirst();
        return PAGES.entrySet().stream()
                .filter(each -> event.stream().startsWith(each.getKey()))
                .map(each -> {
                    String thing = event.stream().substring(each.getKey().length());
                    return new Proof(position, event, each.getValue(), thing);
                })
                .findFirst()
                .orElse(new Proof(position, event, null, event.stream()));
    }
}
