package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Role;
import dev.chancery.query.web.security.Person;
import dev.chancery.query.web.security.Standing;
import dev.chancery.query.web.security.Standings;
import java.security.Principal;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Where one begins. */
@Controller
final class Console {

    private final Standings standings;

    Console(Standings standings) {
        this.standings = standings;
    }

    /** Leads each role to its own place. */
    @GetMapping("/")
    String home(Principal person) {
        return "redirect:" + home(standings.of(person).map(Standing::roles).orElse(Set.of()));
    }

    private static String home(Set<Role> roles) {
        if (roles.contains(Role.REGULATOR) || roles.contains(Role.AUDITOR)) {
            return "/visit";
        }
        if (roles.contains(Role.BOARD)) {
            return "/board";
        }
        if (roles.equals(Set.of(Role.ADMINISTRATOR))) {
            return "/people";
        }
        if (roles.equals(Set.of(Role.REVIEWER))) {
            return "/review";
        }
        return roles.equals(Set.of(Role.COMPLIANCE_OFFICER)) ? "/systems" : "/operations";
    }

    /** Says to people from outside within what they may look, until when, and that each look is recorded. */
    @GetMapping("/visit")
    String visit(Principal person, Model page) {
        Standing standing = standings.of(person).orElseThrow();
        page.addAttribute("standing", standing);
        page.addAttribute("grants", standing.grants());
        page.addAttribute("system", standing.system().orElse(null));
        page.addAttribute("visit", Person.of(person).map(Person::visit).orElse(""));
        page.addAttribute("words", Words.ROLES);
        page.addAttribute("regulator", standing.roles().contains(Role.REGULATOR));
        return "visit";
    }
}
