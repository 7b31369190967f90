package dev.chancery.query.web.console;

import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Holding;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of what was begun and never ended. */
@Controller
final class AbandonedPage {

    private static final int PAGE = 50;

    private final Desk desk;
    private final Holding holding;

    AbandonedPage(Desk desk, Holding holding) {
        this.desk = desk;
        this.holding = holding;
    }

    @GetMapping("/abandoned")
    String abandoned(@RequestParam @Nullable Long before, Model page) {
        page.addAttribute("view", desk.ask(new FindAbandoned(null, before, PAGE)));
        page.addAttribute("open", holding.open());
        return "abandoned";
    }
}
