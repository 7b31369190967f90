package dev.chancery.query.web.console;

import dev.chancery.query.web.Problem;
import dev.chancery.query.web.security.Doorkeeper;
import dev.chancery.query.web.security.Standings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What every page has: the words that it speaks, who is signed in, and the page that says what was wrong. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@ControllerAdvice(basePackageClasses = Frame.class)
final class Frame {

    private final Doorkeeper doorkeeper;
    private final Standings standings;
    private final Nav nav;

    Frame(Doorkeeper doorkeeper, Standings standings, Nav nav) {
        this.doorkeeper = doorkeeper;
        this.standings = standings;
        this.nav = nav;
    }

    @ModelAttribute
    void everywhere(Model page, @Nullable Principal person, HttpServletRequest request) {
        page.addAttribute("say", Said.SAID);
        page.addAttribute("person", person == null ? null : person.getName());
        page.addAttribute("here", request.getServletPath());
        String query = request.getQueryString();
        page.addAttribute("self", request.getServletPath() + (query == null ? "" : "?" + query));
        May may = new May(doorkeeper, standings.of(person).orElse(null));
        page.addAttribute("may", may);
        page.addAttribute("nav", nav.of(may));
    }

    @ExceptionHandler
    String problem(
            ErrorResponseException problem,
            Model page,
            @Nullable Principal person,
            HttpServletRequest request,
            HttpServletResponse response) {
        response.setStatus(problem.getStatusCode().value());
        everywhere(page, person, request);
        page.addAttribute("detail", problem.getBody().getDetail());
        page.addAttribute("status", problem.getStatusCode().value());
        return "error";
    }

    @ExceptionHandler
    String invalid(
            IllegalArgumentException problem,
            Model page,
            @Nullable Principal person,
            HttpServletRequest request,
            HttpServletResponse response) {
        return problem(Problem.invalid(String.valueOf(problem.getMessage())), page, person, request, response);
    }
}
