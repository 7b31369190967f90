package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.web.Exporting;
import dev.chancery.query.web.Holding;
import dev.chancery.query.web.Holding.Target;
import dev.chancery.query.web.Problem;
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

/** The pages of packs and reports: what was issued, what is being made, what is issued again and again, and one of them. */
@Controller
final class ExportsPage {

    private static final int PAGE = 50;

    private final ExportDesk exports;
    private final ScheduleDesk schedules;
    private final Exporting exporting;
    private final Holding holding;

    ExportsPage(ExportDesk exports, ScheduleDesk schedules, Exporting exporting, Holding holding) {
        this.exports = exports;
        this.schedules = schedules;
        this.exporting = exporting;
        this.holding = holding;
    }

    /**
     * What the list is narrowed to.
     *
     * @param scope what the exports are about; null for all
     */
    record Filter(
            @Nullable ExportKind kind,
            @Nullable ExportState state,
            @Nullable String scope) {

        public boolean narrows() {
            return kind != null || state != null || scope != null;
        }

        /** The same list as a table. */
        public String csv() {
            return narrowed("/api/exports").with("format", "csv").toString();
        }

        /** The page from a position on, the newest for null. */
        public String page(@Nullable Long before) {
            return narrowed("/exports").with("before", before).toString();
        }

        private Link narrowed(String list) {
            return Link.to(list).with("kind", kind).with("state", state).with("scope", scope);
        }
    }

    /**
     * The page, or its list when it refreshes itself.
     *
     * @param fragment the part of the page that is wanted
     */
    @GetMapping("/exports")
    String show(
            @RequestParam @Nullable ExportKind kind,
            @RequestParam @Nullable ExportState state,
            @RequestParam @Nullable String scope,
            @RequestParam @Nullable Long before,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        ExportsView found = exports.all(kind, state, scope, before, PAGE);
        page.addAttribute("exports", found.exports());
        page.addAttribute("next", found.next());
        page.addAttribute("newest", before == null);
        page.addAttribute("live", before == null);
        page.addAttribute("filter", new Filter(kind, state, scope == null || scope.isBlank() ? null : scope));
        page.addAttribute("kinds", ExportKind.values());
        page.addAttribute("states", ExportState.values());
        if (fragment == null && scope == null) {
            page.addAttribute("schedules", schedules.all().schedules());
        }
        return fragment == null ? "exports" : "exports :: list";
    }

    /** One: how far it is, its file, where it was brought, what keeps it. */
    @GetMapping("/exports/{id}")
    String one(
            @PathVariable String id,
            @RequestHeader(value = "HX-Target", required = false) @Nullable String fragment,
            Model page) {
        ExportView export = exports.one(id);
        page.addAttribute("export", export);
        page.addAttribute("live", export.state() == ExportState.REQUESTED);
        page.addAttribute("destinations", exporting.destinations());
        page.addAttribute("holdable", target(export) != null);
        return fragment == null ? "export" : "export :: standing";
    }

    /** What a hold on what an export is about would be of; null when it is about everything, or a system. */
    private static @Nullable Target target(ExportView export) {
        String scope = export.scope();
        if (scope == null || scope.indexOf('/') < 0) {
            return null;
        }
        String id = scope.substring(scope.indexOf('/') + 1);
        return switch (scope.substring(0, scope.indexOf('/'))) {
            case "subject" -> new Target(id, null, null, null);
            case "task" -> new Target(null, id, null, null);
            case "workflow" -> new Target(null, null, id, null);
            case "agent" -> new Target(null, null, null, id);
            default -> null;
        };
    }

    @PostMapping("/exports/{id}/delete")
    String delete(
            @PathVariable String id,
            @RequestParam(defaultValue = "/exports") String from,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            exports.delete(id, person.getName());
            return "redirect:/exports";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return from.equals("/exports") ? show(null, null, null, null, null, page) : one(id, null, page);
        }
    }

    @PostMapping("/exports/{id}/deliver")
    String deliver(
            @PathVariable String id, @RequestParam String destination, Model page, HttpServletResponse response) {
        return here(id, page, response, () -> exports.deliver(id, destination));
    }

    /** Holds what an export is about, so that neither its contents nor this file are deleted. */
    @PostMapping("/exports/{id}/hold")
    String hold(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        page.addAttribute("reason", reason);
        return here(id, page, response, () -> {
            Target target = target(exports.one(id));
            if (target == null) {
                throw Problem.conflict(
                        "no-such-hold",
                        "A hold is on a person, a task, a workflow or an agent, and this is about more. Place one on the page"
                                + " Erasure: every hold keeps it.");
            }
            holding.place(target, reason, person.getName());
        });
    }

    private String here(String id, Model page, HttpServletResponse response, Runnable act) {
        try {
            act.run();
            return "redirect:/exports/" + id;
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return one(id, null, page);
        }
    }
}
