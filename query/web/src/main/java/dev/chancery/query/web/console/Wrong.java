package dev.chancery.query.web.console;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;

/** What was wrong with a form, said where it was sent from: with the status of the API, in its words. */
final class Wrong {

    private Wrong() {}

    /** Leaves {@code wrong}, a sentence, and {@code errors}, a list of what is wrong and where, on the page. */
    static void say(ErrorResponseException problem, Model page, HttpServletResponse response) {
        response.setStatus(problem.getStatusCode().value());
        page.addAttribute("wrong", problem.getBody().getDetail());
        Map<String, Object> more = problem.getBody().getProperties();
        page.addAttribute("errors", more != null && more.get("errors") instanceof List<?> list ? list : List.of());
    }
}
