package dev.chancery.query.web.bias;

import dev.chancery.query.contracts.BiasPairRunsView;
import dev.chancery.query.contracts.BiasPairRunsView.RunView;
import dev.chancery.query.contracts.BiasQuery.FindBiasPairRuns;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuites;
import dev.chancery.query.contracts.BiasSuitesView;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.bias.PairsDesk.AskedSuite;
import java.net.URI;
import java.security.Principal;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Suites of counterfactual prompts, and their runs. What these find is among the findings. */
@RestController
@RequestMapping("/api/bias/pairs")
final class PairsApi {

    private final Desk desk;
    private final PairsDesk pairs;

    PairsApi(Desk desk, PairsDesk pairs) {
        this.desk = desk;
        this.pairs = pairs;
    }

    @GetMapping
    BiasSuitesView suites() {
        return desk.ask(new FindBiasSuites());
    }

    @GetMapping("/{suite}")
    SuiteView suite(@PathVariable String suite) {
        return pairs.suite(suite);
    }

    @PutMapping("/{suite}")
    SuiteView define(@PathVariable String suite, @RequestBody AskedSuite body, Principal by) {
        pairs.define(suite, body, by.getName());
        return suite(suite);
    }

    @GetMapping("/{suite}/runs")
    BiasPairRunsView runs(@PathVariable String suite) {
        suite(suite);
        return desk.ask(new FindBiasPairRuns(suite));
    }

    /** The run is asked for; its prompts are sent within seconds, one after the other. */
    @PostMapping("/{suite}/runs")
    ResponseEntity<RunView> start(@PathVariable String suite, Principal by) {
        String run = pairs.start(suite, by.getName());
        return ResponseEntity.accepted()
                .location(URI.create("/api/bias/pairs/" + suite + "/runs/" + run))
                .body(run(suite, run));
    }

    @GetMapping("/{suite}/runs/{run}")
    RunView run(@PathVariable String suite, @PathVariable String run) {
        return pairs.run(suite, run);
    }
}
