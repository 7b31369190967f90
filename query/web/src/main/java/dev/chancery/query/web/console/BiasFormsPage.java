package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AnswerRule;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasMetric.Needs;
import dev.chancery.contracts.fact.BiasPairRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasTemplate;
import dev.chancery.query.contracts.AgentsView.AgentView;
import dev.chancery.query.contracts.BiasQuery.FindBiasBounds;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuite;
import dev.chancery.query.contracts.BiasQuery.FindBiasUses;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.contracts.BiasUsesView.UseView;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.RegistryQuery.FindAgents;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.WorkflowsView.WorkflowView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.bias.BiasDesk;
import dev.chancery.query.web.bias.DatasetFile;
import dev.chancery.query.web.bias.PairsDesk;
import dev.chancery.query.web.bias.UsesDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The forms of bias: a record of Article 4a, a data set under one, bounds, a suite of counterfactual prompts, a check. */
@Controller
final class BiasFormsPage {

    private final Desk desk;
    private final UsesDesk uses;
    private final BiasDesk bias;
    private final PairsDesk pairs;
    private final Clock clock = Clock.systemUTC();

    BiasFormsPage(Desk desk, UsesDesk uses, BiasDesk bias, PairsDesk pairs) {
        this.desk = desk;
        this.uses = uses;
        this.bias = bias;
        this.pairs = pairs;
    }

    private static Typed typed(String form, MultiValueMap<String, String> values) {
        return new Typed(form, values, null);
    }

    /** A form in which one thing is chosen where somebody comes from it. */
    private static Typed begun(String form, String name, String value) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        if (!value.isBlank()) {
            values.add(name, value.strip());
        }
        return typed(form, values);
    }

    /** Says what was done in the part of the page where it is seen. */
    private static void done(RedirectAttributes next, String place, String sentence) {
        next.addFlashAttribute("place", place);
        next.addFlashAttribute("done", sentence);
    }

    // Records of Article 4a

    @GetMapping("/bias/uses/new")
    String use(Model page) {
        return use(Typed.NOTHING.in("use"), page);
    }

    private static String use(Typed typed, Model page) {
        page.addAttribute("typed", typed);
        return "bias-use-form";
    }

    @PostMapping("/bias/uses")
    String permit(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Optional<Typed> refused = typed("use", sent).attempt(response, () -> {
            String use = uses.permit(BiasForms.use(typed("use", sent)), person.getName());
            done(next, "uses", "The record " + use + " is made. Data sets may come in under it.");
        });
        return refused.isPresent() ? use(refused.get(), page) : "redirect:/bias#uses";
    }

    // Data sets

    /**
     * The form that takes a data set in.
     *
     * @param use under which, when one comes from there
     */
    @GetMapping("/bias/datasets/new")
    String dataset(@RequestParam(defaultValue = "") String use, Model page) {
        return dataset(begun("dataset", "use", use), page);
    }

    private String dataset(Typed typed, Model page) {
        Instant now = clock.instant();
        page.addAttribute(
                "uses",
                all().stream()
                        .filter(use -> use.ended() == null && now.isBefore(use.until()))
                        .toList());
        page.addAttribute("largest", DatasetFile.MAX_BYTES);
        subjects(page);
        page.addAttribute("typed", typed);
        return "bias-dataset-form";
    }

    private List<UseView> all() {
        return desk.ask(new FindBiasUses()).uses();
    }

    /** What decides, to choose from. */
    private void subjects(Model page) {
        page.addAttribute(
                "workflows",
                desk.ask(new FindWorkflows()).workflows().stream()
                        .map(WorkflowView::workflow)
                        .toList());
        page.addAttribute(
                "systems", desk.ask(new FindSystems(null, Query.PAGE_LIMIT)).systems());
    }

    @PostMapping("/bias/datasets")
    String receive(
            @RequestParam MultiValueMap<String, String> sent,
            @RequestParam @Nullable MultipartFile file,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next)
            throws IOException {
        byte[] bytes = file == null ? new byte[0] : file.getBytes();
        Typed typed = typed("dataset", sent);
        Optional<Typed> refused = typed.attempt(response, () -> {
            if (bytes.length == 0) {
                throw Problem.invalid("No 'file' was chosen, or it is empty. Choose the CSV that has the columns.");
            }
            long rows = uses.receive(
                            typed.text("use"),
                            typed.of("name"),
                            bias.subject(typed.text("workflow"), typed.text("system")),
                            BiasForms.columns(typed),
                            bytes,
                            person.getName())
                    .rows();
            done(next, "uses", "The data set is taken in, sealed and apart: " + Said.SAID.count(rows) + " rows.");
        });
        return refused.isPresent() ? dataset(refused.get(), page) : "redirect:/bias#uses";
    }

    // Bounds

    /** The form that sets bounds, filled from those that are set for a workflow or a system. */
    @GetMapping("/bias/bounds/new")
    String bounds(
            @RequestParam(defaultValue = "") String workflow,
            @RequestParam(defaultValue = "") String system,
            Model page) {
        Typed nothing = workflow.isBlank() ? begun("bounds", "system", system) : begun("bounds", "workflow", workflow);
        return bounds(
                desk.ask(new FindBiasBounds()).bounds().stream()
                        .filter(set -> set.subject().id().equals(nothing.of(subjectField(set.subject()))))
                        .findFirst()
                        .map(set -> typed("bounds", BiasForms.filled(set)))
                        .orElse(nothing),
                page);
    }

    private static String subjectField(BiasSubject subject) {
        return subject.kind() == BiasSubject.Kind.WORKFLOW ? "workflow" : "system";
    }

    private String bounds(Typed typed, Model page) {
        metrics(page, metric -> metric.needs() != Needs.PAIRS);
        subjects(page);
        page.addAttribute("typed", typed);
        return "bias-bounds-form";
    }

    private static void metrics(Model page, Predicate<BiasMetric> which) {
        page.addAttribute(
                "metrics", Arrays.stream(BiasMetric.values()).filter(which).toList());
    }

    @PostMapping("/bias/bounds")
    String set(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = typed("bounds", sent);
        Optional<Typed> refused = typed.attempt(response, () -> {
            bias.set(BiasForms.bounds(typed), person.getName());
            done(next, "bounds", "The bounds are set. Checks from now on are held against them.");
        });
        return refused.isPresent() ? bounds(refused.get(), page) : "redirect:/bias#bounds";
    }

    // Suites of counterfactual prompts

    /**
     * The form that defines a suite.
     *
     * @param suite that is to be defined anew; empty for a new one
     */
    @GetMapping("/bias/pairs/new")
    String suite(@RequestParam(defaultValue = "") String suite, Model page) {
        if (suite.isBlank()) {
            return suite(Typed.NOTHING.in("suite"), page);
        }
        SuiteView known = pairs.suite(suite.strip());
        page.addAttribute("unfaithful", !BiasForms.isFaithful(known));
        return suite(typed("suite", BiasForms.filled(known)), page);
    }

    private String suite(Typed typed, Model page) {
        metrics(page, metric -> metric.needs() == Needs.PAIRS);
        subjects(page);
        page.addAttribute(
                "agents",
                desk.ask(new FindAgents()).agents().stream()
                        .map(AgentView::agent)
                        .toList());
        page.addAttribute("kinds", AnswerRule.Kind.values());
        page.addAttribute("usual", BiasPairRules.USUAL);
        page.addAttribute("usualTokens", PairsDesk.USUAL_TOKENS);
        page.addAttribute("usualCharacters", AnswerRule.USUAL_CHARACTERS);
        page.addAttribute("place", BiasTemplate.PLACE);
        page.addAttribute("typed", typed);
        return "bias-suite-form";
    }

    @PostMapping("/bias/pairs")
    String define(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = typed("suite", sent);
        Optional<Typed> refused = typed.attempt(response, () -> {
            demandSeen(typed.text("suite"), typed.of("version"));
            String suite = pairs.define(typed.text("suite"), BiasForms.suite(typed), person.getName());
            next.addAttribute("suite", suite);
            next.addFlashAttribute("done", "The suite is defined. Its next run asks these prompts.");
        });
        return refused.isPresent() ? suite(refused.get(), page) : "redirect:/bias/pairs/{suite}";
    }

    /** So that nobody defines anew what he has not seen. */
    private void demandSeen(@Nullable String suite, String version) {
        String known = suite == null
                ? ""
                : desk.find(new FindBiasSuite(suite))
                        .map(view -> String.valueOf(view.version()))
                        .orElse("");
        if (!known.equals(version)) {
            throw Problem.conflict(
                    "changed-meanwhile",
                    version.isEmpty()
                            ? "There is a suite '" + suite
                                    + "'. Define it anew from its page, or give this one another name."
                            : "The suite '" + suite
                                    + "' was defined anew meanwhile. Look at its page, and begin from there.");
        }
        if ("new".equals(suite)) {
            throw Problem.invalid("Give 'suite' another name: the address of this form is 'new'.");
        }
    }

    // Checks

    /**
     * The form that runs a check.
     *
     * @param dataset that is checked, when one comes from there
     */
    @GetMapping("/bias/checks/new")
    String check(@RequestParam(defaultValue = "") String dataset, Model page) {
        return check(begun("check", "dataset", dataset), page);
    }

    private String check(Typed typed, Model page) {
        page.addAttribute(
                "datasets",
                all().stream()
                        .flatMap(use -> use.datasets().stream())
                        .filter(dataset -> dataset.deleted() == null)
                        .toList());
        metrics(page, metric -> metric.needs() != Needs.PAIRS);
        page.addAttribute("typed", typed);
        return "bias-check-form";
    }

    @PostMapping("/bias/checks")
    String run(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = typed("check", sent);
        Optional<Typed> refused = typed.attempt(
                response, () -> next.addAttribute("check", bias.check(BiasForms.check(typed), person.getName())));
        return refused.isPresent() ? check(refused.get(), page) : "redirect:/bias/checks/{check}";
    }
}
