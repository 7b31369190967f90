package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.web.RiskRules;
import dev.chancery.query.web.duties.DutyDesk;
import dev.chancery.query.web.register.RulesDesk;
import dev.chancery.query.web.register.SystemDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Leads a person from what a system is to its class: a topic at a time, with the words of the law beside each question. */
@Controller
final class ClassificationPage {

    private final SystemDesk systems;
    private final RulesDesk versions;
    private final RiskRules rules;
    private final DutyDesk duties;
    private final ClassificationForms forms;

    ClassificationPage(
            SystemDesk systems, RulesDesk versions, RiskRules rules, DutyDesk duties, ClassificationForms forms) {
        this.systems = systems;
        this.versions = versions;
        this.rules = rules;
        this.duties = duties;
        this.forms = forms;
    }

    /** A topic. */
    enum Step {
        ROLE("Role and description"),
        PRACTICES("Prohibited practices"),
        PRODUCTS("Products, Annex I"),
        USES("Uses, Annex III"),
        EXEMPTION("Exemption, Art. 6(3)"),
        TRANSPARENCY("Transparency, Art. 50"),
        MODELS("General-purpose models"),
        RESULT("Result");

        private final String title;

        Step(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }

        /** Its name in an address. */
        public String path() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Nullable
        Step next() {
            return neighbour(1);
        }

        @Nullable
        Step before() {
            return neighbour(-1);
        }

        private @Nullable Step neighbour(int away) {
            List<Step> all = List.of(values());
            int at = all.indexOf(this) + away;
            return at < 0 || at == all.size() ? null : all.get(at);
        }
    }

    /** A topic and how far it is. */
    record Place(Step step, boolean done, boolean here) {}

    /** A fact that is missing, and the step at which it is told. */
    record Missing(String what, Step step) {}

    /**
     * A step; the first that is not answered unless one is named.
     *
     * @param step its name
     */
    @GetMapping("/systems/{id}/classification")
    String show(@PathVariable String id, @RequestParam @Nullable Step step, Model page) {
        return show(systems.system(id), step, Typed.NOTHING, page);
    }

    /** Records the answers of a step, as the API does, and goes on to the next. */
    @PostMapping("/systems/{id}/classification")
    String answer(
            @PathVariable String id,
            @RequestParam Step step,
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = new Typed(step.path(), sent, null);
        Optional<Typed> refused =
                typed.attempt(response, () -> forms.answer(step, systems.system(id), typed, person.getName()));
        if (refused.isPresent()) {
            return show(systems.system(id), step, refused.get(), page);
        }
        Step following = step.next();
        next.addFlashAttribute(
                "done", step == Step.RESULT ? "The system is classified." : "Recorded: " + step.title() + ".");
        next.addAttribute("step", (following == null ? Step.RESULT : following).path());
        return "redirect:/systems/{id}/classification";
    }

    /** Adopts a rule set, where there is none yet. */
    @PostMapping("/systems/{id}/classification/rules")
    String adopt(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response) {
        Typed typed = new Typed("rules", sent, null);
        Optional<Typed> refused = typed.attempt(
                response,
                () -> versions.adopt(
                        typed.of("version"), new RulesDesk.Adopting(typed.text("reason")), person.getName()));
        return refused.isPresent()
                ? show(systems.system(id), null, refused.get(), page)
                : "redirect:/systems/{id}/classification";
    }

    private String show(SystemView system, @Nullable Step wanted, Typed typed, Model page) {
        page.addAttribute("system", system);
        page.addAttribute("typed", typed);
        page.addAttribute("days", Days.now());
        RulesDesk.Rules known = versions.all();
        page.addAttribute("rules", known);
        String version = known.adopted();
        if (version == null) {
            page.addAttribute("newest", known.versions().getLast());
            return "systems/rules";
        }
        LawText law = LawText.of(rules.text(version));
        List<String> practices = rules.practices(version);
        Step step = wanted == null ? firstOpen(system, practices) : wanted;
        List<Place> places = new ArrayList<>();
        for (Step each : Step.values()) {
            places.add(new Place(each, isDone(each, system, practices), each == step));
        }
        page.addAttribute("law", law);
        page.addAttribute("step", step);
        page.addAttribute("before", step.before());
        page.addAttribute("next", step.next());
        page.addAttribute("places", places);
        page.addAttribute("answers", new Answers(system.facts()));
        page.addAttribute("roles", AiRole.values());
        page.addAttribute("deployers", DeployerKind.values());
        page.addAttribute(
                "own",
                system.description().parts().stream().map(SystemPart::toString).toList());
        if (step == Step.RESULT) {
            result(system, version, page);
        }
        return "systems/classification";
    }

    private void result(SystemView system, String version, Model page) {
        LocalDate today = Days.now().today();
        RiskVerdict verdict = rules.classify(system.facts(), version, today);
        page.addAttribute("verdict", verdict);
        page.addAttribute(
                "missing",
                verdict.missing().stream()
                        .map(what -> new Missing(what, toldAt(what)))
                        .toList());
        page.addAttribute(
                "obligations",
                duties.obligations(null).systems().stream()
                        .filter(each -> each.system().equals(system.system()))
                        .flatMap(each -> each.obligations().stream())
                        .toList());
    }

    private static Step toldAt(String missing) {
        if (missing.startsWith("practices")) {
            return Step.PRACTICES;
        }
        if (missing.startsWith("use.annexOne")) {
            return Step.PRODUCTS;
        }
        if (missing.startsWith("use.profiling")) {
            return Step.EXEMPTION;
        }
        if (missing.startsWith("use.transparency")) {
            return Step.TRANSPARENCY;
        }
        return missing.startsWith("use.deployer") || missing.startsWith("roles") ? Step.ROLE : Step.USES;
    }

    private static Step firstOpen(SystemView system, List<String> practices) {
        for (Step each : Step.values()) {
            if (each != Step.MODELS && !isDone(each, system, practices)) {
                return each;
            }
        }
        return Step.RESULT;
    }

    private static boolean isDone(Step step, SystemView system, List<String> practices) {
        UseFacts use = system.facts().use();
        return switch (step) {
            case ROLE -> !system.facts().roles().isEmpty();
            case PRACTICES ->
                practices.stream()
                        .allMatch(point -> system.facts().practices().stream()
                                .anyMatch(each -> each.practice().equals(point)));
            case PRODUCTS -> use != null && use.annexOne() != null;
            case USES -> use != null && use.annexThree() != null;
            case EXEMPTION ->
                use != null && use.annexThree() != null && (use.annexThree().isEmpty() || use.profiling() != null);
            case TRANSPARENCY -> use != null && use.transparency() != null;
            case MODELS -> false;
            case RESULT -> system.classified() != null && !system.outdated();
        };
    }
}
