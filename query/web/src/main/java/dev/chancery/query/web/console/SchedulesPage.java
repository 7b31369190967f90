package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import dev.chancery.query.web.Exporting;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.issued.ScheduleDesk;
import dev.chancery.query.web.issued.ScheduleDesk.Wanted;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The page on which a schedule is set, changed, paused and removed. */
@Controller
final class SchedulesPage {

    private static final String NEW = "new";

    private final ScheduleDesk schedules;
    private final Exporting exporting;

    SchedulesPage(ScheduleDesk schedules, Exporting exporting) {
        this.schedules = schedules;
        this.exporting = exporting;
    }

    /** A form as it was sent; what is left empty is null or blank. */
    record Typed(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String every,
            @Nullable String hour,
            @Nullable String cron,
            @Nullable String zone,
            @Nullable String scope,
            @Nullable String id,
            @Nullable Boolean whole,
            @Nullable Boolean figures,
            @Nullable Boolean contents,
            @Nullable String purpose,
            @Nullable List<String> destinations,
            @Nullable String keepDays,
            @Nullable Boolean paused) {

        static Typed empty() {
            return new Typed(
                    "", "audit_pack", "quarter", "6", "", "UTC", "", "", false, true, false, "", List.of(), "", false);
        }

        static Typed of(ScheduleView schedule) {
            SchedulePlan plan = schedule.plan();
            ScheduleTime when = plan.when();
            ScheduleCadence every = when.every();
            return new Typed(
                    schedule.schedule(),
                    plan.kind().name().toLowerCase(Locale.ROOT),
                    every == null ? "cron" : every.name().toLowerCase(Locale.ROOT),
                    when.hour() == null ? "" : String.valueOf(when.hour()),
                    when.cron() == null ? "" : when.cron(),
                    when.zone(),
                    plan.scope() == null ? "" : plan.scope().kind(),
                    plan.scope() == null ? "" : plan.scope().id(),
                    plan.whole(),
                    plan.figures(),
                    plan.purpose() != null,
                    plan.purpose() == null ? "" : plan.purpose(),
                    plan.destinations(),
                    plan.keepDays() == null ? "" : String.valueOf(plan.keepDays()),
                    schedule.paused());
        }

        private static @Nullable String text(@Nullable String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }

        private static @Nullable Integer number(String name, @Nullable String text) {
            String given = text(text);
            if (given == null) {
                return null;
            }
            if (!given.matches("[0-9]{1,6}")) {
                throw Problem.invalid("'" + name + "' is a whole number.");
            }
            return Integer.valueOf(given);
        }

        /** As the API is asked. */
        Wanted wanted() {
            boolean pack = !"board_report".equals(kind);
            boolean byCron = "cron".equals(every);
            String kindOfScope = text(scope);
            return new Wanted(
                    kind,
                    byCron ? null : every,
                    byCron ? null : number("hour", hour),
                    byCron ? text(cron) == null ? "" : text(cron) : null,
                    text(zone),
                    pack && kindOfScope != null ? Map.of(kindOfScope, id == null ? "" : id.strip()) : null,
                    (pack && Boolean.TRUE.equals(whole)) ? true : null,
                    (pack && Boolean.TRUE.equals(figures)) ? true : null,
                    (pack && Boolean.TRUE.equals(contents)) ? true : null,
                    pack && Boolean.TRUE.equals(contents) ? text(purpose) : null,
                    destinations == null ? List.of() : destinations,
                    number("keepDays", keepDays),
                    Boolean.TRUE.equals(paused));
        }

        Typed paused(boolean now) {
            return new Typed(
                    name,
                    kind,
                    every,
                    hour,
                    cron,
                    zone,
                    scope,
                    id,
                    whole,
                    figures,
                    contents,
                    purpose,
                    destinations,
                    keepDays,
                    now);
        }
    }

    @GetMapping("/schedules/{id}")
    String show(@PathVariable String id, Model page) {
        boolean fresh = id.equals(NEW);
        ScheduleView known = fresh ? null : schedules.one(id);
        if (!page.containsAttribute("typed")) {
            page.addAttribute("typed", known == null ? Typed.empty() : Typed.of(known));
        }
        page.addAttribute("schedule", known);
        page.addAttribute("destinations", exporting.destinations());
        return "schedule";
    }

    @PostMapping("/schedules/{id}")
    String set(
            @PathVariable String id,
            @ModelAttribute("typed") Typed typed,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            String name = id.equals(NEW) ? String.valueOf(typed.name()).strip() : id;
            schedules.set(name, typed.wanted(), person.getName());
            return "redirect:/exports#schedules";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return show(id, page);
        }
    }

    /** Sets it again as it is, but for this. */
    @PostMapping("/schedules/{id}/pause")
    String pause(@PathVariable String id, Principal person, Model page, HttpServletResponse response) {
        return again(id, true, person, page, response);
    }

    @PostMapping("/schedules/{id}/resume")
    String resume(@PathVariable String id, Principal person, Model page, HttpServletResponse response) {
        return again(id, false, person, page, response);
    }

    private String again(String id, boolean paused, Principal person, Model page, HttpServletResponse response) {
        try {
            schedules.set(id, Typed.of(schedules.one(id)).paused(paused).wanted(), person.getName());
            return "redirect:/exports#schedules";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return show(id, page);
        }
    }

    @PostMapping("/schedules/{id}/remove")
    String remove(@PathVariable String id, Principal person, Model page, HttpServletResponse response) {
        try {
            schedules.remove(id, person.getName());
            return "redirect:/exports#schedules";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return show(id, page);
        }
    }
}
