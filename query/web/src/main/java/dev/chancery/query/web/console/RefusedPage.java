package dev.chancery.query.web.console;

import dev.chancery.query.web.security.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** The page that says why something did not open. Requests are only forwarded to it. */
@Controller
final class RefusedPage {

    @RequestMapping(Refusals.PAGE)
    String say(HttpServletRequest request, Model page) {
        if (request.getAttribute(Refusals.PROBLEM) instanceof ProblemDetail problem) {
            page.addAttribute("detail", problem.getDetail());
            page.addAttribute("status", problem.getStatus());
        }
        return "error";
    }
}
