package dev.chancery.query.web.register;

import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.UnclassifiedView;
import dev.chancery.query.web.register.SystemDesk.Classifying;
import dev.chancery.query.web.register.SystemDesk.DatabaseBody;
import dev.chancery.query.web.register.SystemDesk.DerogationBody;
import dev.chancery.query.web.register.SystemDesk.Described;
import dev.chancery.query.web.register.SystemDesk.DocumentationBody;
import dev.chancery.query.web.register.SystemDesk.Hazard;
import dev.chancery.query.web.register.SystemDesk.Impact;
import dev.chancery.query.web.register.SystemDesk.InstructionsBody;
import dev.chancery.query.web.register.SystemDesk.NewSystem;
import dev.chancery.query.web.register.SystemDesk.Notification;
import dev.chancery.query.web.register.SystemDesk.Oversight;
import dev.chancery.query.web.register.SystemDesk.Registration;
import dev.chancery.query.web.register.SystemDesk.RegistrationBody;
import dev.chancery.query.web.register.SystemDesk.Relief;
import dev.chancery.query.web.register.SystemDesk.Screening;
import dev.chancery.query.web.register.SystemDesk.StatusBody;
import dev.chancery.query.web.register.SystemDesk.UseBody;
import java.net.URI;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The register of AI systems. What is done to a system is answered with all that is known about it. */
@RestController
@RequestMapping("/api/systems")
final class SystemsApi {

    private final SystemDesk systems;

    SystemsApi(SystemDesk systems) {
        this.systems = systems;
    }

    @GetMapping
    SystemsView systems(@RequestParam @Nullable String after, @RequestParam(defaultValue = "200") int limit) {
        return systems.systems(after, limit);
    }

    @GetMapping("/unclassified")
    UnclassifiedView unclassified() {
        return systems.unclassified();
    }

    @GetMapping("/{id}")
    SystemView system(@PathVariable String id) {
        return systems.system(id);
    }

    @PostMapping
    ResponseEntity<SystemView> register(@RequestBody NewSystem body, Principal by) {
        SystemView made = systems.register(body, by.getName());
        return ResponseEntity.created(URI.create("/api/systems/" + made.system()))
                .body(made);
    }

    @PutMapping("/{id}")
    SystemView describe(@PathVariable String id, @RequestBody Described body, Principal by) {
        return systems.describe(id, body, by.getName());
    }

    @PostMapping("/{id}/status")
    SystemView status(@PathVariable String id, @RequestBody StatusBody body, Principal by) {
        return systems.status(id, body, by.getName());
    }

    @PostMapping("/{id}/screening")
    SystemView screen(@PathVariable String id, @RequestBody Screening body, Principal by) {
        return systems.screen(id, body, by.getName());
    }

    @PostMapping("/{id}/use")
    SystemView use(@PathVariable String id, @RequestBody UseBody body, Principal by) {
        return systems.use(id, body, by.getName());
    }

    @PostMapping("/{id}/derogation")
    SystemView derogate(@PathVariable String id, @RequestBody DerogationBody body, Principal by) {
        return systems.derogate(id, body, by.getName());
    }

    @PostMapping("/{id}/classification")
    SystemView classify(
            @PathVariable String id, @RequestBody(required = false) @Nullable Classifying body, Principal by) {
        return systems.classify(id, body, by.getName());
    }

    @PostMapping("/{id}/impact")
    SystemView assess(@PathVariable String id, @RequestBody Impact body, Principal by) {
        return systems.assess(id, body, by.getName());
    }

    @PostMapping("/{id}/impact/{version}/notification")
    SystemView notified(
            @PathVariable String id, @PathVariable int version, @RequestBody Notification body, Principal by) {
        return systems.notified(id, version, body, by.getName());
    }

    @PostMapping("/{id}/risks")
    SystemView risk(@PathVariable String id, @RequestBody Hazard body, Principal by) {
        return systems.risk(id, body, by.getName());
    }

    @PostMapping("/{id}/oversight")
    SystemView assign(@PathVariable String id, @RequestBody Oversight body, Principal by) {
        return systems.assign(id, body, by.getName());
    }

    @PostMapping("/{id}/oversight/{assignment}/relief")
    SystemView relieve(
            @PathVariable String id, @PathVariable String assignment, @RequestBody Relief body, Principal by) {
        return systems.relieve(id, assignment, body, by.getName());
    }

    @PostMapping("/{id}/instructions")
    SystemView instruct(@PathVariable String id, @RequestBody InstructionsBody body, Principal by) {
        return systems.instruct(id, body, by.getName());
    }

    @PostMapping("/{id}/annex-iv")
    SystemView document(@PathVariable String id, @RequestBody DocumentationBody body, Principal by) {
        return systems.document(id, body, by.getName());
    }

    @PostMapping("/{id}/registration")
    SystemView register(@PathVariable String id, @RequestBody RegistrationBody body, Principal by) {
        return systems.register(id, body, by.getName());
    }

    @GetMapping("/{id}/registration")
    Registration registration(@PathVariable String id) {
        return systems.registration(id);
    }

    @PostMapping("/{id}/database")
    SystemView enter(@PathVariable String id, @RequestBody DatabaseBody body, Principal by) {
        return systems.enter(id, body, by.getName());
    }
}
