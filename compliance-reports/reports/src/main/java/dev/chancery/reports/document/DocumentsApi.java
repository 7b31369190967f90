package dev.chancery.reports.document;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.record.note.NoteVerifier;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Documents of packs, as of now. */
@RestController
public final class DocumentsApi {

    private final EventLog log;
    private final Ledger ledger;
    private final Function<Instant, ControlsView> controls;
    private final Clock clock;

    /** @param controls evaluates the controls at an instant */
    public DocumentsApi(EventLog log, Ledger ledger, Function<Instant, ControlsView> controls, Clock clock) {
        this.log = log;
        this.ledger = ledger;
        this.controls = controls;
        this.clock = clock;
    }

    /** The technical documentation of a system by the points of Annex IV. */
    @GetMapping("/api/systems/{id}/annex-iv")
    ResponseEntity<?> annexFour(@PathVariable String id) {
        Dossier dossier = SystemStreams.of(id, log);
        AiSystem system = dossier.systems().get(id);
        if (system == null) {
            return problem(
                    HttpStatus.NOT_FOUND, "not-found", "There is no system of this id. GET /api/systems lists them.");
        }
        DocumentJson json = DocumentJson.of(
                "annex-iv",
                "Technical documentation, Art. 11 and Annex IV",
                DocumentJson.map(
                        "log", origin(),
                        "position", dossier.position(),
                        "at", clock.instant(),
                        "note",
                                "Incidents are not in it: GET /api/incidents lists them, and a pack has them under point 9."));
        SystemDocuments.technical(json, system, TechnicalDocumentation.points(system, dossier, null));
        return json(json.bytes());
    }

    /** What controls find, as OSCAL 1.2.2 Assessment Results. */
    @GetMapping("/api/controls/oscal")
    ResponseEntity<?> oscal() {
        Map<String, Object> results = ControlResults.of(controls.apply(clock.instant()), origin(), null, List.of());
        return json(DocumentJson.bytes(results));
    }

    @ExceptionHandler(RecordUnavailable.class)
    ResponseEntity<ProblemDetail> away() {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE, "audit-unavailable", "The record cannot be read now. Try again.");
    }

    private String origin() {
        return NoteVerifier.parse(ledger.verifierKey()).name();
    }

    private static ResponseEntity<byte[]> json(byte[] document) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + type));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
