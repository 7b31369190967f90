package dev.chancery.query.web.bias;

import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.query.contracts.BiasBoundsView;
import dev.chancery.query.contracts.BiasCheckView;
import dev.chancery.query.contracts.BiasChecksView;
import dev.chancery.query.contracts.BiasFindingsView;
import dev.chancery.query.contracts.BiasFindingsView.FindingView;
import dev.chancery.query.contracts.BiasQuery.FindBiasBounds;
import dev.chancery.query.contracts.BiasQuery.FindBiasCheck;
import dev.chancery.query.contracts.BiasQuery.FindBiasChecks;
import dev.chancery.query.contracts.BiasQuery.FindBiasFinding;
import dev.chancery.query.contracts.BiasQuery.FindBiasFindings;
import dev.chancery.query.contracts.BiasQuery.FindBiasUse;
import dev.chancery.query.contracts.BiasQuery.FindBiasUses;
import dev.chancery.query.contracts.BiasUsesView;
import dev.chancery.query.contracts.BiasUsesView.DatasetView;
import dev.chancery.query.contracts.BiasUsesView.UseView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.bias.BiasDesk.AskedCheck;
import dev.chancery.query.web.bias.BiasDesk.NewBounds;
import dev.chancery.query.web.bias.UsesDesk.NewUse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Records of Article 4a, data sets with protected attributes, checks for bias, their bounds and findings. */
@RestController
@RequestMapping("/api/bias")
final class BiasApi {

    private static final Clock CLOCK = Clock.systemUTC();

    private final Desk desk;
    private final UsesDesk uses;
    private final BiasDesk bias;

    BiasApi(Desk desk, UsesDesk uses, BiasDesk bias) {
        this.desk = desk;
        this.uses = uses;
        this.bias = bias;
    }

    // Records of Article 4a

    @GetMapping("/uses")
    BiasUsesView uses() {
        return desk.ask(new FindBiasUses());
    }

    @GetMapping("/uses/{use}")
    UseView use(@PathVariable String use) {
        return desk.find(new FindBiasUse(use)).orElseThrow(() -> Problem.notFound("Article 4a record", use));
    }

    @PostMapping("/uses")
    ResponseEntity<UseView> permit(@RequestBody NewUse body, Principal by) {
        String use = uses.permit(body, by.getName());
        return ResponseEntity.created(URI.create("/api/bias/uses/" + use)).body(use(use));
    }

    /** Why something ends. */
    record Because(@Nullable String reason) {}

    @PostMapping("/uses/{use}/end")
    UseView end(@PathVariable String use, @RequestBody Because because, Principal by) {
        uses.end(use, because.reason(), by.getName());
        return use(use);
    }

    // Data sets

    /** The file is the body; the parameters say which of its columns hold what. Others are not taken in. */
    @PostMapping("/datasets")
    ResponseEntity<DatasetView> receive(
            @RequestParam @Nullable String use,
            @RequestParam String name,
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable String system,
            @RequestParam String outcome,
            @RequestParam @Nullable String label,
            @RequestParam @Nullable String score,
            @RequestParam @Nullable String task,
            @RequestParam List<String> attributes,
            @RequestHeader(value = HttpHeaders.CONTENT_TYPE, required = false) @Nullable MediaType type,
            InputStream body,
            Principal by)
            throws IOException {
        if (MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)) {
            throw Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "bad-dataset",
                    "A form was sent. Send the file as it is, with 'Content-Type: text/csv'.");
        }
        DatasetView taken = uses.receive(
                use,
                name,
                bias.subject(workflow, system),
                new DatasetFile.Columns(outcome, label, score, task, attributes),
                body.readNBytes(DatasetFile.MAX_BYTES + 1),
                by.getName());
        return ResponseEntity.created(URI.create("/api/bias/datasets/" + taken.dataset()))
                .body(taken);
    }

    @GetMapping("/datasets/{dataset}")
    DatasetView dataset(@PathVariable String dataset) {
        return uses.dataset(dataset);
    }

    @PostMapping("/datasets/{dataset}/delete")
    DatasetView delete(@PathVariable String dataset, @RequestBody Because because, Principal by) {
        uses.delete(dataset, because.reason(), by.getName());
        return uses.dataset(dataset);
    }

    // Bounds

    @GetMapping("/bounds")
    BiasBoundsView bounds() {
        return desk.ask(new FindBiasBounds());
    }

    @PutMapping("/bounds")
    BiasBoundsView set(@RequestBody NewBounds body, Principal by) {
        bias.set(body, by.getName());
        return bounds();
    }

    // Checks

    @GetMapping("/checks")
    BiasChecksView checks(
            @RequestParam @Nullable String workflow,
            @RequestParam @Nullable String system,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        BiasSubject subject = workflow == null && system == null ? null : bias.subject(workflow, system);
        return desk.ask(new FindBiasChecks(subject, before, limit));
    }

    @GetMapping("/checks/{check}")
    BiasCheckView check(@PathVariable String check) {
        return desk.find(new FindBiasCheck(check)).orElseThrow(() -> Problem.notFound("check", check));
    }

    @PostMapping("/checks")
    ResponseEntity<BiasCheckView> check(@RequestBody AskedCheck body, Principal by) {
        String check = bias.check(body, by.getName());
        return ResponseEntity.created(URI.create("/api/bias/checks/" + check)).body(check(check));
    }

    // Findings

    @GetMapping("/findings")
    BiasFindingsView findings(@RequestParam @Nullable Boolean open) {
        return desk.ask(new FindBiasFindings(open, CLOCK.instant()));
    }

    @GetMapping("/findings/{finding}")
    FindingView finding(@PathVariable String finding) {
        return desk.find(new FindBiasFinding(finding, CLOCK.instant()))
                .orElseThrow(() -> Problem.notFound("finding", finding));
    }

    /**
     * How a finding is closed.
     *
     * @param check that shows that it is resolved, null for none
     */
    record Closing(
            BiasFindingClosed.@Nullable Outcome outcome,
            @Nullable String check,
            @Nullable String reason) {}

    @PostMapping("/findings/{finding}/close")
    @ResponseStatus(HttpStatus.OK)
    FindingView close(@PathVariable String finding, @RequestBody Closing body, Principal by) {
        bias.close(finding(finding), body.outcome(), body.check(), body.reason(), by.getName());
        return finding(finding);
    }
}
