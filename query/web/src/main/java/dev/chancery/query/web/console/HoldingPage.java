package dev.chancery.query.web.console;

import dev.chancery.query.contracts.ErasurePageView;
import dev.chancery.query.contracts.ErasureQuery.FindErasures;
import dev.chancery.query.contracts.ErasureQuery.FindHolds;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Holding;
import dev.chancery.query.web.Holding.Target;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of erasures and legal holds. What was typed stays there when it could not be done. */
@Controller
final class HoldingPage {

    private static final int PAGE = 50;

    private final Desk desk;
    private final Holding holding;

    HoldingPage(Desk desk, Holding holding) {
        this.desk = desk;
        this.holding = holding;
    }

    /** What a form names contents by. */
    enum By {
        SUBJECT("person, by pseudonym"),
        TASK("task"),
        WORKFLOW("workflow"),
        AGENT("agent");

        private final String words;

        By(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        private Target target(String id) {
            return new Target(
                    this == SUBJECT ? id : null,
                    this == TASK ? id : null,
                    this == WORKFLOW ? id : null,
                    this == AGENT ? id : null);
        }
    }

    /** A form as it was sent. */
    record Typed(String form, By by, String id, String reason) {}

    @GetMapping("/erasures")
    String show(@RequestParam @Nullable Long before, Model page) {
        ErasurePageView erasures = desk.ask(new FindErasures(null, before, PAGE));
        page.addAttribute("erasures", erasures.erasures());
        page.addAttribute("next", erasures.next());
        page.addAttribute("newest", before == null);
        page.addAttribute("holds", desk.ask(new FindHolds()).holds());
        page.addAttribute("kinds", By.values());
        return "erasures";
    }

    @PostMapping("/erasures")
    String erase(
            @RequestParam By by,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed("erase", by, id, reason),
                page,
                response,
                () -> holding.erase(by.target(id), reason, person.getName()));
    }

    @PostMapping("/holds")
    String hold(
            @RequestParam By by,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed("hold", by, id, reason),
                page,
                response,
                () -> holding.place(by.target(id), reason, person.getName()));
    }

    @PostMapping("/holds/{hold}/lift")
    String lift(
            @PathVariable String hold,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletResponse response) {
        return done(
                new Typed(hold, By.SUBJECT, "", reason),
                page,
                response,
                () -> holding.lift(hold, reason, person.getName()));
    }

    private String done(Typed typed, Model page, HttpServletResponse response, Runnable act) {
        try {
            act.run();
            return "redirect:/erasures";
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            page.addAttribute("typed", typed);
            page.addAttribute("wrong", e.getBody().getDetail());
            return show(null, page);
        }
    }
}
