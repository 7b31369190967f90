package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliation;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliationTasks;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.UsageImports;
import dev.chancery.query.web.usage.UsageImports.Imported;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of what was recorded against what providers say. */
@Controller
final class ReconciliationPage {

    private static final int PAGE = 50;

    private static final List<String> PROVIDERS = Stream.of(UsageExport.values())
            .map(UsageExport::provider)
            .distinct()
            .toList();

    private final Desk desk;
    private final UsageImports imports;

    ReconciliationPage(Desk desk, UsageImports imports) {
        this.desk = desk;
        this.imports = imports;
    }

    /** What was recorded against what a provider says; the last thirty days unless told otherwise. */
    @GetMapping("/reconciliation")
    String reconciliation(
            @RequestParam(defaultValue = "openai") String provider,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to,
            Model page) {
        page.addAttribute("most", UsageImports.MAX_BYTES);
        LocalDate last = to == null ? LocalDate.now(Clock.systemUTC()) : to;
        page.addAttribute(
                "found", desk.ask(new FindReconciliation(provider, from == null ? last.minusDays(29) : from, last)));
        page.addAttribute("providers", PROVIDERS);
        return "reconciliation";
    }

    /** Takes in an export. What cannot be taken in is said beside the form, with what to export instead. */
    @PostMapping("/reconciliation/imports")
    String importExport(
            @RequestParam(defaultValue = "") String provider,
            @RequestParam @Nullable MultipartFile file,
            Principal person,
            Model page,
            HttpServletResponse response,
            RedirectAttributes next)
            throws IOException {
        try {
            if (file == null || file.isEmpty()) {
                throw Problem.invalid(
                        "No file was chosen, or it is empty. Choose the file that the provider exported.");
            }
            Imported imported = imports.take(provider, file.getBytes(), person.getName());
            next.addFlashAttribute("imported", imported);
            next.addAttribute("provider", provider);
            next.addAttribute("from", imported.from().toString());
            next.addAttribute("to", imported.to().toString());
            return "redirect:/reconciliation";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("wrong", e.getBody().getDetail());
            return reconciliation(PROVIDERS.contains(provider) ? provider : PROVIDERS.getFirst(), null, null, page);
        }
    }

    /** The calls behind a row of the reconciliation. */
    @GetMapping("/reconciliation/tasks")
    String behind(
            @RequestParam String provider,
            @RequestParam LocalDate day,
            @RequestParam String model,
            @RequestParam @Nullable Long after,
            Model page) {
        page.addAttribute("found", desk.ask(new FindReconciliationTasks(provider, day, model, after, PAGE)));
        page.addAttribute("provider", provider);
        page.addAttribute("day", day);
        page.addAttribute("model", model);
        return "reconciliation-tasks";
    }
}
