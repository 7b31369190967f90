package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.query.contracts.IncidentsView.Summary;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SystemsView.SystemLine;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.duties.IncidentDesk;
import dev.chancery.query.web.duties.IncidentDesk.Announced;
import dev.chancery.query.web.duties.IncidentDesk.Assessed;
import dev.chancery.query.web.duties.IncidentDesk.Closed;
import dev.chancery.query.web.duties.IncidentDesk.Done;
import dev.chancery.query.web.duties.IncidentDesk.Informed;
import dev.chancery.query.web.duties.IncidentDesk.Planned;
import dev.chancery.query.web.duties.IncidentDesk.Reported;
import dev.chancery.query.web.duties.IncidentDesk.Told;
import dev.chancery.query.web.register.SystemDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Serious incidents with their clocks, Art. 73: the list, the form that tells of one, and all that is done about it. */
@Controller
final class IncidentsPage {

    private static final String OPEN = "incident";

    /** Offsets from UTC of Europe, and the others. */
    private static final List<String> ZONES = Stream.concat(
                    Stream.of("+01:00", "+02:00", "Z", "+03:00"),
                    IntStream.rangeClosed(-11, 12)
                            .filter(hours -> hours < 0 || hours > 3)
                            .mapToObj("%+03d:00"::formatted))
            .toList();

    private final IncidentDesk incidents;
    private final SystemDesk systems;

    IncidentsPage(IncidentDesk incidents, SystemDesk systems) {
        this.incidents = incidents;
        this.systems = systems;
    }

    /**
     * Incidents.
     *
     * @param state open, closed, or empty for both
     */
    @GetMapping("/incidents")
    String show(@RequestParam(defaultValue = "") String state, Model page) {
        List<Summary> found = incidents
                .all(state.isBlank() ? null : Boolean.valueOf(state.strip().equals("open")))
                .incidents();
        page.addAttribute("incidents", found);
        page.addAttribute("state", state.strip());
        page.addAttribute("days", Days.now());
        page.addAttribute(
                "overdue",
                found.stream()
                        .filter(each -> each.secondsLeft() != null && each.secondsLeft() < 0)
                        .count());
        return "systems/incidents";
    }

    /**
     * The form that tells of an incident.
     *
     * @param system that it is about, when one comes from there
     * @param task likewise
     */
    @GetMapping("/incidents/new")
    String form(
            @RequestParam(defaultValue = "") String system, @RequestParam(defaultValue = "") String task, Model page) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        if (!system.isBlank()) {
            values.add("systems", system.strip());
        }
        if (!task.isBlank()) {
            values.add("tasks", task.strip());
        }
        return form(new Typed(OPEN, values, null), page);
    }

    private String form(Typed typed, Model page) {
        page.addAttribute("typed", typed);
        page.addAttribute(
                "known",
                systems.systems(null, Query.PAGE_LIMIT).systems().stream()
                        .map(SystemLine::system)
                        .toList());
        lists(page);
        return "systems/incident-new";
    }

    private static void lists(Model page) {
        page.addAttribute("parties", Awareness.Party.values());
        page.addAttribute("categories", IncidentCategory.values());
        page.addAttribute("causes", CausalStatus.values());
        page.addAttribute("authorities", Authority.Kind.values());
        page.addAttribute("operators", Operator.values());
        page.addAttribute("zones", ZONES);
    }

    @PostMapping("/incidents")
    String open(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = new Typed(OPEN, sent, null);
        List<String> made = new ArrayList<>();
        Optional<Typed> refused = typed.attempt(
                response,
                () -> made.add(incidents
                        .open(told(typed), person.getName())
                        .summary()
                        .incident()));
        if (refused.isPresent()) {
            return form(refused.get(), page);
        }
        next.addFlashAttribute("done", "The incident is open, and its evidence is held.");
        next.addAttribute("incident", made.getFirst());
        return "redirect:/incidents/{incident}";
    }

    @GetMapping("/incidents/{id}")
    String one(@PathVariable String id, Model page) {
        return one(id, Typed.NOTHING, page);
    }

    private String one(String id, Typed typed, Model page) {
        page.addAttribute("incident", incidents.one(id));
        page.addAttribute("days", Days.now());
        page.addAttribute("typed", typed);
        lists(page);
        return "systems/incident";
    }

    @PostMapping("/incidents/{id}")
    String act(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = Typed.of(sent);
        Optional<Typed> refused = typed.attempt(
                response, () -> next.addFlashAttribute("done", perform(id, typed, person.getName())));
        return refused.isPresent() ? one(id, refused.get(), page) : "redirect:/incidents/{id}";
    }

    private String perform(String id, Typed typed, String by) {
        return switch (typed.form()) {
            case "assessment" -> {
                incidents.assess(
                        id,
                        new Assessed(
                                instant("awareAt", typed),
                                typed.text("category"),
                                typed.flag("death"),
                                typed.text("causal"),
                                typed.flag("otherReporting"),
                                typed.text("reason")),
                        by);
                yield "The assessment is on record; the clock follows it.";
            }
            case "report" -> {
                incidents.report(
                        id,
                        new Reported(
                                typed.text("authority"),
                                typed.text("name"),
                                typed.flag("complete"),
                                typed.text("reference"),
                                instant("at", typed)),
                        by);
                yield "The report is on record.";
            }
            case "informed" -> {
                incidents.inform(
                        id, new Informed(typed.text("operator"), typed.text("reference"), instant("at", typed)), by);
                yield "It is on record that the operator was told.";
            }
            case "action" -> {
                incidents.plan(
                        id,
                        new Planned(
                                typed.text("what"), typed.text("owner"), instant("due", typed), typed.flag("alters")),
                        by);
                yield "The action is on record.";
            }
            case "done" -> {
                incidents.done(id, typed.of("action"), new Done(typed.text("result")), by);
                yield "It is on record that the action is done.";
            }
            case "alteration" -> {
                incidents.announce(
                        id,
                        new Announced(
                                typed.text("authority"),
                                typed.text("name"),
                                typed.text("action"),
                                typed.text("alteration"),
                                typed.text("reference"),
                                instant("at", typed)),
                        by);
                yield "The announcement is on record.";
            }
            case "close" -> {
                incidents.close(id, new Closed(typed.text("finding")), by);
                yield "The incident is closed. Its evidence stays held until a person lifts the holds.";
            }
            default -> throw Problem.invalid("No form of this page has that name. Open the page again.");
        };
    }

    private static Told told(Typed typed) {
        return new Told(
                instant("awareAt", typed),
                typed.text("awareBy"),
                typed.text("category"),
                typed.flag("death"),
                typed.text("causal"),
                typed.flag("otherReporting"),
                typed.words("memberStates"),
                typed.text("description"),
                Stream.concat(typed.all("systems").stream(), typed.words("otherSystems").stream())
                        .distinct()
                        .toList(),
                typed.words("tasks"),
                typed.words("workflows"),
                models(typed));
    }

    /** A model a line: the deployment, then the version that it reported. */
    private static @Nullable List<LinkedModel> models(Typed typed) {
        List<LinkedModel> models = typed.of("models")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> Arrays.asList(line.split("\\s+", 2)))
                .map(words -> {
                    if (words.size() < 2) {
                        throw Problem.invalid(
                                "Give each model as its deployment and the version that it reported, on a line of its own.");
                    }
                    return new LinkedModel(words.get(0), words.get(1));
                })
                .toList();
        return models.isEmpty() ? null : models;
    }

    /** A day and time of a form, with its zone, as the API takes it; what is typed in full stays as it is. */
    private static @Nullable String instant(String name, Typed typed) {
        String local = typed.text(name);
        if (local == null || local.length() > "2026-11-20T09:30:00".length()) {
            return local;
        }
        String zone = typed.text(name + "Zone");
        return local + (local.length() == "2026-11-20T09:30".length() ? ":00" : "") + (zone == null ? "Z" : zone);
    }
}
