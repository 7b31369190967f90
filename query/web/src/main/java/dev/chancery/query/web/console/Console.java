package dev.chancery.query.web.console;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Where one begins. */
@Controller
final class Console {

    /** Where one begins. */
    @GetMapping("/")
    String home() {
        return "redirect:/tasks";
    }
}
