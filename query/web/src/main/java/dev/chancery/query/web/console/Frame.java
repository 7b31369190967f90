package dev.chancery.query.web.console;

import dev.chancery.query.web.Problem;
import dev.chancery.query.web.security.Access;
import dev.chancery.query.web.security.Standing;
import dev.chancery.query.web.security.Standings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Set;
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

    private final Access access;
    private final Standings standings;

    Frame(Access access, Standings standings) {
        this.access = access;
        this.standings = standings;
    }

    @ModelAttribute
    void everywhere(Model page, @Nullable Principal person, HttpServletRequest request) {
        page.addAttribute("say", Said.SAID);
        page.addAttribute("person", person == null ? null : person.getName());
        page.addAttribute("here", request.getServletPath());
        String query = request.getQueryString();
        page.addAttribute("self", request.getServletPath() + (query == null ? "" : "?" + query));
        May may = new May(access, standings.of(person).map(Standing::roles).orElse(Set.of()));
        page.addAttribute("may", may);
        page.addAttribute("nav", Nav.of(may::get));
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
