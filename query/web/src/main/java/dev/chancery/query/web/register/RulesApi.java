package dev.chancery.query.web.register;

import dev.chancery.query.web.register.RulesDesk.Adopted;
import dev.chancery.query.web.register.RulesDesk.Adopting;
import dev.chancery.query.web.register.RulesDesk.Changes;
import dev.chancery.query.web.register.RulesDesk.Rules;
import java.security.Principal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Versions of the law as data, what would change under one, and its adoption. */
@RestController
@RequestMapping("/api/rules")
final class RulesApi {

    private final RulesDesk rules;

    RulesApi(RulesDesk rules) {
        this.rules = rules;
    }

    @GetMapping
    Rules all() {
        return rules.all();
    }

    @GetMapping(path = "/{version}", produces = MediaType.APPLICATION_JSON_VALUE)
    String text(@PathVariable String version) {
        return rules.text(version);
    }

    @GetMapping("/{version}/changes")
    Changes changes(@PathVariable String version, @RequestParam @Nullable LocalDate on) {
        return rules.changes(version, on);
    }

    @PostMapping("/{version}/adoption")
    Adopted adopt(@PathVariable String version, @RequestBody Adopting body, Principal by) {
        return rules.adopt(version, body, by.getName());
    }
}
