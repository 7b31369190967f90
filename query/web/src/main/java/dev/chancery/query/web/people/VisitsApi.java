package dev.chancery.query.web.people;

import dev.chancery.query.contracts.VisitPageView;
import dev.chancery.query.contracts.VisitsView;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who visited, and what people from outside looked at. */
@RestController
@RequestMapping("/api/visits")
final class VisitsApi {

    private final PeopleDesk people;

    VisitsApi(PeopleDesk people) {
        this.people = people;
    }

    /**
     * Visits, the newest first.
     *
     * @param viewed only those of people from outside who looked at something
     */
    @GetMapping
    VisitsView all(
            @RequestParam @Nullable String account,
            @RequestParam(defaultValue = "false") boolean viewed,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "100") int limit) {
        return people.visits(account, viewed, before, limit);
    }

    @GetMapping("/{visit}")
    VisitPageView one(
            @PathVariable String visit,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "100") int limit) {
        return people.visit(visit, after, limit);
    }
}
