package dev.chancery.query.web.console;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.SystemEvent.DocumentationRecorded;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.LineageQuery.FindModifications;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.ModificationsView.Modification;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.UnclassifiedView.PartView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.RiskRules;
import dev.chancery.query.web.duties.DutyDesk;
import dev.chancery.query.web.duties.IncidentDesk;
import dev.chancery.query.web.register.SystemDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** All that is known about one system, a place for each topic, and the forms by which it comes to be known. */
@Controller
final class SystemPage {

    private static final String PLACES =
            "/systems/{id}/{tab:risks|oversight|impact|instructions|documentation|registration|duties|incidents|lineage|history}";

    private static final String STREAM = "system/";
    private static final int MOST_WORKFLOWS = 20;

    /** Topics by their place. */
    private static final List<Tab> TABS = List.of(
            new Tab("", "Overview"),
            new Tab("risks", "Risks"),
            new Tab("oversight", "Oversight"),
            new Tab("impact", "Impact assessment"),
            new Tab("instructions", "Instructions"),
            new Tab("documentation", "Documentation"),
            new Tab("registration", "Registration"),
            new Tab("duties", "Duties and controls"),
            new Tab("incidents", "Incidents"),
            new Tab("lineage", "Lineage"),
            new Tab("history", "History"));

    /** Points of Art. 13(3), in words of ours. */
    private static final List<NumberedText> INSTRUCTIONS = List.of(
            new NumberedText("a", "Provider: identity and contact details"),
            new NumberedText("b.i", "Intended purpose"),
            new NumberedText("b.ii", "Accuracy, robustness and cybersecurity that were tested and can be expected"),
            new NumberedText("b.iii", "Circumstances of use and foreseeable misuse that may lead to risks"),
            new NumberedText("b.iv", "How its output can be explained, where that applies"),
            new NumberedText("b.v", "Performance for the persons or groups on whom it is used"),
            new NumberedText("b.vi", "Specifications of input data, and other information on the data sets used"),
            new NumberedText("b.vii", "How deployers interpret the output and use it appropriately"),
            new NumberedText("c", "Changes that the provider determined beforehand"),
            new NumberedText("d", "Human oversight measures, Art. 14"),
            new NumberedText("e", "Computing and hardware, lifetime, maintenance, care and updates"),
            new NumberedText("f", "How deployers collect, store and interpret logs, Art. 12"));

    private final SystemDesk systems;
    private final SystemForms forms;
    private final DutyDesk duties;
    private final IncidentDesk incidents;
    private final RiskRules rules;
    private final Desk desk;
    private final EventLog log;

    SystemPage(
            SystemDesk systems,
            SystemForms forms,
            DutyDesk duties,
            IncidentDesk incidents,
            RiskRules rules,
            Desk desk,
            EventLog log) {
        this.systems = systems;
        this.forms = forms;
        this.duties = duties;
        this.incidents = incidents;
        this.rules = rules;
        this.desk = desk;
        this.log = log;
    }

    /** A topic. */
    record Tab(String path, String name) {}

    @GetMapping({"/systems/{id}", PLACES})
    String show(@PathVariable String id, @PathVariable(required = false) @Nullable String tab, Model page) {
        return show(systems.system(id), tab == null ? "" : tab, Typed.NOTHING, page);
    }

    @PostMapping({"/systems/{id}", PLACES})
    String act(
            @PathVariable String id,
            @PathVariable(required = false) @Nullable String tab,
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = Typed.of(sent);
        Optional<Typed> refused = typed.attempt(
                response, () -> next.addFlashAttribute("done", forms.perform(id, typed, person.getName())));
        if (refused.isPresent()) {
            return show(systems.system(id), tab == null ? "" : tab, refused.get(), page);
        }
        return tab == null ? "redirect:/systems/{id}" : "redirect:/systems/{id}/{tab}";
    }

    private String show(SystemView system, String tab, Typed typed, Model page) {
        page.addAttribute("system", system);
        page.addAttribute("tab", tab);
        page.addAttribute("tabs", TABS);
        page.addAttribute("typed", typed);
        page.addAttribute("days", Days.now());
        switch (tab) {
            case "" -> overview(system, page);
            case "risks" -> {
                page.addAttribute("sources", RiskEntry.Source.values());
                page.addAttribute("grades", RiskEntry.Grade.values());
                page.addAttribute("kinds", RiskEntry.MeasureKind.values());
            }
            case "instructions" -> instructions(system, page);
            case "documentation" -> {
                page.addAttribute("points", rules.annexFour());
                page.addAttribute("documented", documented(system.system()));
            }
            case "registration" -> registration(system, page);
            case "duties" -> duties(system, page);
            case "incidents" ->
                page.addAttribute(
                        "incidents",
                        incidents.all(null).incidents().stream()
                                .filter(each -> each.systems().contains(system.system()))
                                .toList());
            case "lineage" -> lineage(system, page);
            default -> {}
        }
        return "systems/system";
    }

    /** What it is made of, and what was seen of that. */
    record Part(SystemPart part, @Nullable PartView seen) {}

    private static void instructions(SystemView system, Model page) {
        Map<String, String> said = new TreeMap<>();
        if (system.instructions() != null) {
            system.instructions()
                    .instructions()
                    .fields()
                    .forEach(field -> said.put(field.point(), field.text()));
        }
        page.addAttribute("points", INSTRUCTIONS);
        page.addAttribute("said", said);
    }

    private void overview(SystemView system, Model page) {
        List<String> own = system.description().parts().stream()
                .map(SystemPart::toString)
                .toList();
        page.addAttribute("own", own);
        page.addAttribute(
                "parts",
                system.description().parts().stream()
                        .map(part -> new Part(
                                part,
                                system.parts().stream()
                                        .filter(seen -> seen.kind() == part.kind()
                                                && seen.id().equals(part.id()))
                                        .findFirst()
                                        .orElse(null)))
                        .toList());
        page.addAttribute(
                "candidates",
                Stream.concat(
                                own.stream(),
                                systems.unclassified().parts().stream()
                                        .map(part -> part.kind() + " " + part.id())
                                        .limit(MOST_WORKFLOWS))
                        .distinct()
                        .toList());
        page.addAttribute("roles", AiRole.values());
        page.addAttribute(
                "statuses",
                Stream.of(SystemStatus.values())
                        .filter(status -> status != system.status())
                        .toList());
    }

    /** What was said last under each point of Annex IV. */
    private Map<String, String> documented(String id) {
        Map<String, String> said = new TreeMap<>();
        log.readStream(STREAM + id).stream()
                .map(stored -> log.decode(stored).event())
                .filter(DocumentationRecorded.class::isInstance)
                .map(DocumentationRecorded.class::cast)
                .forEach(event -> event.fields().forEach(field -> said.put(field.point(), field.text())));
        return said;
    }

    private void registration(SystemView system, Model page) {
        page.addAttribute("sections", AnnexEight.values());
        try {
            page.addAttribute("registration", systems.registration(system.system()));
        } catch (ErrorResponseException e) {
            page.addAttribute("unregistrable", e.getBody().getDetail());
        }
    }

    private void duties(SystemView system, Model page) {
        page.addAttribute(
                "obligations",
                duties.obligations(null).systems().stream()
                        .filter(each -> each.system().equals(system.system()))
                        .flatMap(each -> each.obligations().stream())
                        .toList());
        page.addAttribute(
                "controls",
                duties.controls(null, null).systems().stream()
                        .filter(each -> each.system().equals(system.system()))
                        .flatMap(each -> each.controls().stream())
                        .toList());
        page.addAttribute(
                "duties",
                Stream.of(RecordedDuty.values())
                        .filter(duty -> duty != RecordedDuty.AI_LITERACY)
                        .toList());
        page.addAttribute("metrics", QualityMetric.values());
    }

    /** A version of a model that a workflow of the system used. */
    record Used(String workflow, ModelUse use) {}

    private void lineage(SystemView system, Model page) {
        List<Used> used = new ArrayList<>();
        List<Modification> changes = new ArrayList<>();
        system.description().parts().stream()
                .filter(part -> part.kind() == SystemPart.Kind.WORKFLOW)
                .limit(MOST_WORKFLOWS)
                .forEach(part -> {
                    WorkflowId workflow = new WorkflowId(part.id());
                    desk.ask(new FindModelUses(workflow)).versions().forEach(use -> used.add(new Used(part.id(), use)));
                    changes.addAll(desk.ask(new FindModifications(workflow)).modifications());
                });
        page.addAttribute("used", used);
        page.addAttribute("changes", changes);
    }
}
