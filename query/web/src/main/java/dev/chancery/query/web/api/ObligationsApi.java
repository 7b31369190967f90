package dev.chancery.query.web.api;

import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.web.duties.DutyDesk;
import dev.chancery.query.web.duties.DutyDesk.Declared;
import dev.chancery.query.web.duties.DutyDesk.Performed;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the law asks of the systems in the register, and what the record shows of it. */
@RestController
final class ObligationsApi {

    private final DutyDesk duties;

    ObligationsApi(DutyDesk duties) {
        this.duties = duties;
    }

    /** Obligations on a day; what is new there compared with today is marked. */
    @GetMapping("/api/obligations")
    ObligationsView obligations(@RequestParam @Nullable String on) {
        return duties.obligations(on);
    }

    /**
     * Controls.
     *
     * @param system null for all, {@code company} for those that concern no system by itself
     * @param named the state; null for all
     */
    @GetMapping("/api/controls")
    ControlsView controls(@RequestParam @Nullable String system, @RequestParam("state") @Nullable String named) {
        return duties.controls(system, named);
    }

    @GetMapping("/api/controls/{id}")
    ControlsView control(@PathVariable String id, @RequestParam @Nullable String system) {
        return duties.control(id, system);
    }

    /** Keeps that a duty was performed, and answers what controls find of the system then. */
    @PostMapping("/api/obligations/{system}/performed")
    ControlsView perform(@PathVariable String system, @RequestBody Performed performed, Principal by) {
        return duties.perform(system, performed, by.getName());
    }

    /** Keeps what accuracy is declared, and answers what controls find of the system then. */
    @PostMapping("/api/obligations/{system}/quality")
    ControlsView declare(@PathVariable String system, @RequestBody Declared declared, Principal by) {
        return duties.declare(system, declared, by.getName());
    }
}
