package dev.chancery.query.web.console;

import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.web.issued.ExportDesk;
import dev.chancery.query.web.issued.ScheduleDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of packs and reports: what was issued, what is being made, and what is issued again and again. */
@Controller
final class ExportsPage {

    private static final int PAGE = 50;

    private final ExportDesk exports;
    private final ScheduleDesk schedules;

    ExportsPage(ExportDesk exports, ScheduleDesk schedules) {
        this.exports = exports;
        this.schedules = schedules;
    }

    /**
     * The page, or its list when it refreshes itself.
     *
     * @param fragment the part of the page that is wanted
     */
    @GetMapping("/exports")
    String show(
            @RequestParam @Nullable Long before,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        ExportsView found = exports.all(null, null, before, PAGE);
        page.addAttribute("exports", found.exports());
        page.addAttribute("next", found.next());
        page.addAttribute("newest", before == null);
        page.addAttribute("live", before == null);
        if (fragment == null) {
            page.addAttribute("schedules", schedules.all().schedules());
        }
        return fragment == null ? "exports" : "exports :: list";
    }

    @PostMapping("/exports/{id}/delete")
    String delete(@PathVariable String id, Principal person, Model page, HttpServletResponse response) {
        return done(page, response, () -> exports.delete(id, person.getName()));
    }

    @PostMapping("/schedules/{id}/remove")
    String remove(@PathVariable String id, Principal person, Model page, HttpServletResponse response) {
        return done(page, response, () -> schedules.remove(id, person.getName()));
    }

    private String done(Model page, HttpServletResponse response, Runnable act) {
        try {
            act.run();
            return "redirect:/exports";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("wrong", e.getBody().getDetail());
            return show(null, null, page);
        }
    }
}
