package dev.chancery.query.web.api;

import dev.chancery.contracts.fact.ErasureState;
import dev.chancery.query.contracts.ErasurePageView;
import dev.chancery.query.contracts.ErasureQuery.FindErasures;
import dev.chancery.query.contracts.ErasureQuery.FindHolds;
import dev.chancery.query.contracts.ErasureView;
import dev.chancery.query.contracts.HoldsView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Holding;
import dev.chancery.query.web.Holding.Target;
import java.net.URI;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Erasures and legal holds. */
@RestController
final class ErasuresApi {

    private final Desk desk;
    private final Holding holding;

    ErasuresApi(Desk desk, Holding holding) {
        this.desk = desk;
        this.holding = holding;
    }

    /** What is meant, one of the four, and why. */
    record Asked(
            @Nullable String subject,
            @Nullable String task,
            @Nullable String workflow,
            @Nullable String agent,
            @Nullable String reason) {

        Target target() {
            return new Target(subject, task, workflow, agent);
        }
    }

    @GetMapping("/api/erasures")
    ErasurePageView erasures(
            @RequestParam @Nullable ErasureState state,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        return desk.ask(new FindErasures(state, before, limit));
    }

    @GetMapping("/api/erasures/{id}")
    ErasureView erasure(@PathVariable String id) {
        return holding.erasure(id);
    }

    /** The request is on the record; the outcome follows, usually at once. */
    @PostMapping("/api/erasures")
    ResponseEntity<ErasureView> erase(@RequestBody Asked asked, Principal by) {
        ErasureView erasure = holding.erase(asked.target(), asked.reason(), by.getName());
        return ResponseEntity.accepted()
                .location(URI.create("/api/erasures/" + erasure.erasure()))
                .body(erasure);
    }

    @GetMapping("/api/holds")
    HoldsView holds() {
        return desk.ask(new FindHolds());
    }

    @PostMapping("/api/holds")
    @ResponseStatus(HttpStatus.CREATED)
    HoldView place(@RequestBody Asked asked, Principal by) {
        return holding.place(asked.target(), asked.reason(), by.getName());
    }

    /** Why a hold ends. */
    record Lifting(@Nullable String reason) {}

    @PostMapping("/api/holds/{id}/lift")
    HoldView lift(@PathVariable String id, @RequestBody Lifting lifting, Principal by) {
        return holding.lift(id, lifting.reason(), by.getName());
    }
}
