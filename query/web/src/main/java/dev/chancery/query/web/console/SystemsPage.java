package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.SystemsView.SystemLine;
import dev.chancery.query.contracts.UnclassifiedView;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.chart.Chart;
import dev.chancery.query.web.chart.Chart.Bar;
import dev.chancery.query.web.chart.Chart.Value;
import dev.chancery.query.web.register.ShadowAiDesk;
import dev.chancery.query.web.register.SystemDesk;
import dev.chancery.query.web.usage.UsageImports;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

/** The register: which AI there is, what was found in traffic and is in no system, and what is used past the gateway. */
@Controller
final class SystemsPage {

    private static final int PAGES = 10;
    private static final int MOST_PARTS = 50;
    private static final String REGISTER = "register";

    private final SystemDesk systems;
    private final SystemForms forms;
    private final ShadowAiDesk shadow;

    SystemsPage(SystemDesk systems, SystemForms forms, ShadowAiDesk shadow) {
        this.systems = systems;
        this.forms = forms;
        this.shadow = shadow;
    }

    /** What the list is narrowed to; an empty field narrows nothing. */
    record Filter(String words, @Nullable RiskClass risk, @Nullable SystemStatus status, boolean open) {

        public boolean narrows() {
            return !words.isEmpty() || risk != null || status != null || open;
        }

        boolean has(SystemLine system) {
            String said = String.join(" ", system.system(), system.name(), system.owner());
            return said.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT))
                    && (risk == null || system.risk() == risk)
                    && (status == null || system.status() == status)
                    && (!open || system.outdated() || !system.missing().isEmpty());
        }
    }

    /**
     * The register, or the form that registers a system.
     *
     * @param register the part that the form begins with, its kind and its id; empty for none
     */
    @GetMapping("/systems")
    String systems(
            @RequestParam(defaultValue = "") String words,
            @RequestParam @Nullable RiskClass risk,
            @RequestParam @Nullable SystemStatus status,
            @RequestParam(defaultValue = "false") boolean open,
            @RequestParam @Nullable String register,
            Model page) {
        if (register != null) {
            return form(begun(register.strip()), page);
        }
        return show(new Filter(words.strip(), risk, status, open), Typed.NOTHING, page);
    }

    private String show(Filter filter, Typed typed, Model page) {
        List<SystemLine> all = new ArrayList<>();
        SystemsView found = systems.systems(null, Query.PAGE_LIMIT);
        all.addAll(found.systems());
        for (int i = 1; i < PAGES && found.next() != null; i++) {
            found = systems.systems(found.next(), Query.PAGE_LIMIT);
            all.addAll(found.systems());
        }
        Map<RiskClass, Long> classes = new EnumMap<>(RiskClass.class);
        for (RiskClass each : RiskClass.values()) {
            classes.put(each, 0L);
        }
        all.forEach(system -> classes.merge(system.risk(), 1L, Long::sum));
        UnclassifiedView unclassified = systems.unclassified();
        page.addAttribute("systems", all.stream().filter(filter::has).toList());
        page.addAttribute("total", all.size());
        page.addAttribute("more", found.next() != null);
        page.addAttribute(
                "inventory",
                new Chart.Bars(
                        "classes",
                        "Systems by class",
                        "systems",
                        classes.entrySet().stream()
                                .map(each -> new Bar(
                                        Said.SAID.word(each.getKey()),
                                        new Value(each.getValue(), String.valueOf(each.getValue()))))
                                .toList()));
        page.addAttribute(
                "open",
                all.stream()
                        .filter(system -> system.outdated() || !system.missing().isEmpty())
                        .count());
        page.addAttribute("rules", found.rules());
        page.addAttribute("unclassified", unclassified.parts().stream().limit(MOST_PARTS).toList());
        page.addAttribute("unclassifiedTotal", unclassified.total());
        page.addAttribute("shadow", shadow.all());
        page.addAttribute("largest", UsageImports.MAX_BYTES);
        page.addAttribute("filter", filter);
        page.addAttribute("risks", RiskClass.values());
        page.addAttribute("statuses", SystemStatus.values());
        page.addAttribute("days", Days.now());
        page.addAttribute("typed", typed);
        return "systems/register";
    }

    /** A form that begins with what was found. */
    private static Typed begun(String part) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        String[] kindAndId = part.split("\\s+", 2);
        if (kindAndId.length == 2) {
            values.add("parts", part);
            values.add("name", kindAndId[1]);
            values.add("system", kindAndId[1].replaceAll("[^A-Za-z0-9._-]+", "-"));
            values.add("status", SystemStatus.IN_SERVICE.name());
        }
        return new Typed(REGISTER, values, null);
    }

    private String form(Typed typed, Model page) {
        List<String> candidates = new ArrayList<>(typed.all("parts"));
        systems.unclassified().parts().stream()
                .map(part -> part.kind() + " " + part.id())
                .filter(part -> !candidates.contains(part))
                .limit(MOST_PARTS)
                .forEach(candidates::add);
        page.addAttribute("candidates", candidates);
        page.addAttribute("own", List.of());
        page.addAttribute("roles", AiRole.values());
        page.addAttribute("statuses", SystemStatus.values());
        page.addAttribute("typed", typed);
        return "systems/new";
    }

    /** Registers a system, and leads to its classification. */
    @PostMapping("/systems")
    String register(
            @RequestParam MultiValueMap<String, String> sent,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next) {
        Typed typed = new Typed(REGISTER, sent, null);
        List<String> made = new ArrayList<>();
        Optional<Typed> refused = typed.attempt(response, () -> made.add(forms.register(typed, person.getName())));
        if (refused.isPresent()) {
            return form(refused.get(), page);
        }
        next.addFlashAttribute("done", "The system is in the register. What it is used for decides its class.");
        next.addAttribute("system", made.getFirst());
        return "redirect:/systems/{system}/classification";
    }

    /** Takes in a log of egress. What cannot be read is said beside the form, with what to export instead. */
    @PostMapping("/systems/shadow-ai")
    String shadow(
            @RequestParam @Nullable MultipartFile file,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next)
            throws IOException {
        byte[] bytes = file == null ? new byte[0] : file.getBytes();
        Typed typed = Typed.NOTHING.in("shadow");
        Optional<Typed> refused = typed.attempt(response, () -> {
            if (bytes.length == 0) {
                throw Problem.invalid("No file was chosen, or it is empty. Choose the log that was exported.");
            }
            next.addFlashAttribute("imported", shadow.take(bytes, person.getName()));
        });
        return refused.isPresent()
                ? show(new Filter("", null, null, false), refused.get(), page)
                : "redirect:/systems#shadow";
    }
}
