package dev.chancery.query.web.api;

import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentsView;
import dev.chancery.query.web.duties.IncidentDesk;
import dev.chancery.query.web.duties.IncidentDesk.Announced;
import dev.chancery.query.web.duties.IncidentDesk.Assessed;
import dev.chancery.query.web.duties.IncidentDesk.Closed;
import dev.chancery.query.web.duties.IncidentDesk.Done;
import dev.chancery.query.web.duties.IncidentDesk.Informed;
import dev.chancery.query.web.duties.IncidentDesk.Planned;
import dev.chancery.query.web.duties.IncidentDesk.Reported;
import dev.chancery.query.web.duties.IncidentDesk.Told;
import java.net.URI;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serious incidents: Art. 73. Every answer is the incident as it is then. */
@RestController
@RequestMapping("/api/incidents")
final class IncidentsApi {

    private final IncidentDesk incidents;

    IncidentsApi(IncidentDesk incidents) {
        this.incidents = incidents;
    }

    @GetMapping
    IncidentsView all(@RequestParam @Nullable Boolean open) {
        return incidents.all(open);
    }

    @GetMapping("/{id}")
    IncidentView one(@PathVariable String id) {
        return incidents.one(id);
    }

    @PostMapping
    ResponseEntity<IncidentView> open(@RequestBody Told told, Principal by) {
        IncidentView opened = incidents.open(told, by.getName());
        return ResponseEntity.created(
                        URI.create("/api/incidents/" + opened.summary().incident()))
                .body(opened);
    }

    @PostMapping("/{id}/assessments")
    IncidentView assess(@PathVariable String id, @RequestBody Assessed assessed, Principal by) {
        return incidents.assess(id, assessed, by.getName());
    }

    @PostMapping("/{id}/reports")
    IncidentView report(@PathVariable String id, @RequestBody Reported reported, Principal by) {
        return incidents.report(id, reported, by.getName());
    }

    @PostMapping("/{id}/informed")
    IncidentView inform(@PathVariable String id, @RequestBody Informed informed, Principal by) {
        return incidents.inform(id, informed, by.getName());
    }

    @PostMapping("/{id}/actions")
    IncidentView plan(@PathVariable String id, @RequestBody Planned planned, Principal by) {
        return incidents.plan(id, planned, by.getName());
    }

    @PostMapping("/{id}/actions/{action}/done")
    IncidentView done(@PathVariable String id, @PathVariable String action, @RequestBody Done done, Principal by) {
        return incidents.done(id, action, done, by.getName());
    }

    @PostMapping("/{id}/alterations")
    IncidentView announce(@PathVariable String id, @RequestBody Announced announced, Principal by) {
        return incidents.announce(id, announced, by.getName());
    }

    @PostMapping("/{id}/close")
    IncidentView close(@PathVariable String id, @RequestBody Closed closed, Principal by) {
        return incidents.close(id, closed, by.getName());
    }
}
