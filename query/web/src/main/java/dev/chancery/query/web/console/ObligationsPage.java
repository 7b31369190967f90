package dev.chancery.query.web.console;

import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.contracts.ObligationsView.ObligationView;
import dev.chancery.query.contracts.ObligationsView.SystemObligations;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.duties.DutyDesk;
import dev.chancery.query.web.register.RulesDesk;
import dev.chancery.query.web.register.RulesDesk.Adopting;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the law asks, by day and by system; what was done about it; and other versions of the law. */
@Controller
final class ObligationsPage {

    private final DutyDesk duties;
    private final RulesDesk rules;

    ObligationsPage(DutyDesk duties, RulesDesk rules) {
        this.duties = duties;
        this.rules = rules;
    }

    /**
     * What the list is narrowed to.
     *
     * @param when now, later, new or empty for all
     */
    record Filter(String by, String system, String when, String on) {

        boolean has(ObligationView obligation) {
            return switch (when) {
                case "now" -> obligation.applies();
                case "later" -> !obligation.applies();
                case "new" -> obligation.newly();
                case "disputed" -> obligation.disputed();
                default -> true;
            };
        }
    }

    /** An obligation with the system that has it. */
    record Due(String system, String name, ObligationView obligation) {}

    @GetMapping("/obligations")
    String show(
            @RequestParam(defaultValue = "date") String by,
            @RequestParam(defaultValue = "") String system,
            @RequestParam(defaultValue = "") String when,
            @RequestParam(defaultValue = "") String on,
            Model page) {
        return show(new Filter(by.equals("system") ? by : "date", system.strip(), when, on.strip()), Typed.NOTHING, page);
    }

    private String show(Filter filter, Typed typed, Model page) {
        ObligationsView found = duties.obligations(filter.on().isEmpty() ? null : filter.on());
        List<SystemObligations> systems = new ArrayList<>();
        Map<LocalDate, List<Due>> byDay = new TreeMap<>();
        for (SystemObligations each : found.systems()) {
            if (!filter.system().isEmpty() && !filter.system().equals(each.system())) {
                continue;
            }
            List<ObligationView> left =
                    each.obligations().stream().filter(filter::has).toList();
            systems.add(new SystemObligations(each.system(), each.name(), each.risk(), each.outdated(), left));
            left.forEach(obligation -> byDay.computeIfAbsent(
                            obligation.readings().getFirst().from(), day -> new ArrayList<>())
                    .add(new Due(each.system(), each.name(), obligation)));
        }
        page.addAttribute("found", found);
        page.addAttribute("systems", systems);
        page.addAttribute("byDay", byDay);
        page.addAttribute("filter", filter);
        page.addAttribute("days", Days.now());
        page.addAttribute("company", DutyEvent.COMPANY);
        page.addAttribute("duties", RecordedDuty.values());
        page.addAttribute("metrics", QualityMetric.values());
        page.addAttribute("typed", typed);
        return "systems/obligations";
    }

    /** Keeps that a duty was performed, or what accuracy is declared. */
    @PostMapping("/obligations")
    String act(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = Typed.of(sent);
        Optional<Typed> refused = typed.attempt(response, () -> {
            String system = typed.text("system");
            if (system == null) {
                throw Problem.invalid("Choose the system, or the company as a whole.");
            }
            if (typed.form().equals("quality")) {
                duties.declare(system, DutyForms.declared(typed), person.getName());
            } else {
                duties.perform(system, DutyForms.performed(typed), person.getName());
            }
            next.addFlashAttribute("done", "It is on record. The controls of " + system + " take it into account.");
        });
        return refused.isPresent()
                ? show(new Filter("date", "", "", ""), refused.get(), page)
                : "redirect:/obligations";
    }

    /**
     * Versions of the law, and what would change under one.
     *
     * @param version of which; the newest unless one is named
     */
    @GetMapping("/obligations/law")
    String law(@RequestParam @Nullable String version, @RequestParam(defaultValue = "") String on, Model page) {
        return law(version, on, Typed.NOTHING, page);
    }

    private String law(@Nullable String version, String on, Typed typed, Model page) {
        RulesDesk.Rules all = rules.all();
        String wanted = version == null ? all.versions().getLast().version() : version;
        Days days = Days.now();
        LocalDate day = on.isBlank() ? days.today() : Optional.ofNullable(new Typed(
                                "law", one("on", on), null)
                        .day("on"))
                .orElse(days.today());
        page.addAttribute("all", all);
        page.addAttribute("wanted", wanted);
        page.addAttribute("day", day);
        page.addAttribute("days", days);
        page.addAttribute("changes", rules.changes(wanted, day));
        page.addAttribute("typed", typed);
        return "systems/law";
    }

    private static MultiValueMap<String, String> one(String name, String value) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        values.add(name, value);
        return values;
    }

    /** Adopts a version and classifies every system again by it. */
    @PostMapping("/obligations/law")
    String adopt(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = Typed.of(sent).in("adoption");
        Optional<Typed> refused = typed.attempt(
                response,
                () -> next.addFlashAttribute(
                        "adopted",
                        rules.adopt(typed.of("version"), new Adopting(typed.text("reason")), person.getName())));
        return refused.isPresent()
                ? law(typed.text("version"), "", refused.get(), page)
                : "redirect:/obligations/law";
    }
}
