package dev.chancery.query.web.api;

import dev.chancery.contracts.fact.Act;
import dev.chancery.query.contracts.AbandonedView;
import dev.chancery.query.contracts.AbandonedView.AbandonedAct;
import dev.chancery.query.contracts.AbandonedView.DayCount;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.ActQuery.RetryDeadLetters;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Holding;
import dev.chancery.query.web.Holding.OpenErasure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What has no outcome and never will, and what the views could not take. */
@RestController
@RequestMapping("/api")
final class ActsApi {

    private final Desk desk;
    private final Holding holding;

    ActsApi(Desk desk, Holding holding) {
        this.desk = desk;
        this.holding = holding;
    }

    /**
     * What was abandoned, and what is begun and is neither done nor abandoned: an erasure goes on until it is done.
     *
     * @param openErasures whatever act was asked for
     */
    record Unfinished(
            List<AbandonedAct> abandoned,
            @Nullable Long next,
            List<DayCount> days,
            long total,
            List<OpenErasure> openErasures) {}

    @GetMapping("/abandoned")
    Unfinished abandoned(
            @RequestParam @Nullable Act act,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        AbandonedView view = desk.ask(new FindAbandoned(act, before, limit));
        return new Unfinished(view.abandoned(), view.next(), view.days(), view.total(), holding.open());
    }

    @GetMapping("/dead-letters")
    DeadLettersView deadLetters(@RequestParam @Nullable Long after, @RequestParam(defaultValue = "50") int limit) {
        return desk.ask(new FindDeadLetters(after, limit));
    }

    /** Tries them all again now; answered with what is left. */
    @PostMapping("/dead-letters/retry")
    DeadLettersView retry() {
        return desk.ask(new RetryDeadLetters());
    }
}
