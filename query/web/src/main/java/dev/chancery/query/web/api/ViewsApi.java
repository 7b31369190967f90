package dev.chancery.query.web.api;

import dev.chancery.query.contracts.FingerprintsView;
import dev.chancery.query.contracts.RebuildView;
import dev.chancery.query.contracts.ViewsQuery.FindFingerprints;
import dev.chancery.query.contracts.ViewsQuery.FindViews;
import dev.chancery.query.contracts.ViewsQuery.RebuildViews;
import dev.chancery.query.contracts.ViewsQuery.TakeFingerprints;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The views themselves: how they stand, and building them again. */
@RestController
@RequestMapping("/api/views")
final class ViewsApi {

    private final Desk desk;

    ViewsApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping
    ViewsView views() {
        return desk.ask(new FindViews());
    }

    @PostMapping("/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ViewsView rebuild() {
        return begin(false);
    }

    /** Builds them again as well, and says afterwards which rows were other than the log says. */
    @PostMapping("/check")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ViewsView check() {
        return begin(true);
    }

    /** The last that were taken. */
    @GetMapping("/fingerprints")
    FingerprintsView fingerprints() {
        return desk.ask(new FindFingerprints());
    }

    /** Begins to take them anew, unless they are being taken. */
    @PostMapping("/fingerprints")
    @ResponseStatus(HttpStatus.ACCEPTED)
    FingerprintsView takeFingerprints() {
        return desk.ask(new TakeFingerprints());
    }

    private ViewsView begin(boolean check) {
        RebuildView answer = desk.ask(new RebuildViews(check));
        if (!answer.begun()) {
            Problem problem = Problem.conflict(
                    "rebuild-under-way", "The views are being rebuilt already. GET /api/views says how far that is.");
            throw answer.views().rebuilding() == null
                    ? problem
                    : problem.with("rebuilding", answer.views().rebuilding());
        }
        return answer.views();
    }
}
