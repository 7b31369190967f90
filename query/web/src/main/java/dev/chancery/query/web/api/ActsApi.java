package dev.chancery.query.web.api;

import dev.chancery.contracts.fact.Act;
import dev.chancery.query.contracts.AbandonedView;
import dev.chancery.query.contracts.ActQuery.FindAbandoned;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.ActQuery.RetryDeadLetters;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.query.web.Desk;
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

    ActsApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping("/abandoned")
    AbandonedView abandoned(
            @RequestParam @Nullable Act act,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        return desk.ask(new FindAbandoned(act, before, limit));
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
