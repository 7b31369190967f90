package dev.chancery.reports.replay;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.ExplainTask;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.Step;
import dev.chancery.folds.explanation.Explaining;
import dev.chancery.folds.explanation.TaskExplanation;
import dev.chancery.record.Sha256;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Press;
import dev.chancery.reports.print.PrintDocument;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.signing.PdfSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Explanations of tasks for the persons whom they concern, Art. 86 of the AI Act. That one is given is recorded before it is. */
@RestController
public final class ExplanationApi {

    private static final String UNSIGNED = "Nobody signed this document.";

    private final EventLog log;
    private final Ledger ledger;
    private final Register register;
    private final Consumer<ExplainTask> recorder;
    private final ObjectProvider<PdfSigner> signer;
    private final InstantSource clock = InstantSource.system();

    /**
     * @param register knows which AI systems there are
     * @param recorder records that an explanation is given, and returns once that is durable
     */
    public ExplanationApi(
            EventLog log,
            Ledger ledger,
            Register register,
            Consumer<ExplainTask> recorder,
            ObjectProvider<PdfSigner> signer) {
        this.log = log;
        this.ledger = ledger;
        this.register = register;
        this.recorder = recorder;
        this.signer = signer;
    }

    /**
     * An explanation that is given.
     *
     * @param given when
     * @param sha256 of its text, lower-case hex, as it is recorded
     */
    record Given(Instant given, String sha256, TaskExplanation explanation, String text) {}

    private enum Form {
        JSON,
        TEXT,
        PDF
    }

    @GetMapping("/api/tasks/{id}/explanation")
    ResponseEntity<?> explanation(
            @PathVariable String id,
            @RequestParam(defaultValue = "UTC") String zone,
            @RequestParam(required = false) @Nullable String format,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            Principal reader)
            throws IOException {
        Form form = form(format, accept);
        if (form == null) {
            return Answers.of(
                    HttpStatus.BAD_REQUEST, "no-such-format", "Give 'format' as json, text or pdf, or leave it out.");
        }
        ZoneId place;
        try {
            place = ZoneId.of(zone);
        } catch (DateTimeException e) {
            return Answers.of(
                    HttpStatus.BAD_REQUEST,
                    "no-such-zone",
                    "'zone' is the name of a time zone, such as Europe/Madrid.");
        }
        Optional<TaskExplanation> explained = explain(id, place);
        if (explained.isEmpty()) {
            return Answers.of(
                    HttpStatus.NOT_FOUND,
                    "not-found",
                    "There is no task of this id that somebody asked for. GET /api/tasks lists the tasks.");
        }
        TaskExplanation explanation = explained.get();
        Instant now = clock.instant();
        String text = explanation.text();
        String sha256 = HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
        byte[] pdf = form == Form.PDF ? pdf(explanation, sha256, now, place) : null;
        recorder.accept(new ExplainTask(new TaskId(explanation.task()), reader.getName(), sha256));
        if (pdf != null) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_PDF)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            ContentDisposition.inline()
                                    .filename("explanation-" + explanation.task() + ".pdf")
                                    .build()
                                    .toString())
                    .body(pdf);
        }
        return form == Form.TEXT
                ? ResponseEntity.ok()
                        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                        .body(text.getBytes(StandardCharsets.UTF_8))
                : Answers.json(new Given(now, sha256, explanation, text));
    }

    private static @Nullable Form form(@Nullable String format, @Nullable String accept) {
        if (format == null) {
            String wanted = accept == null ? "" : accept;
            return wanted.startsWith(MediaType.APPLICATION_PDF_VALUE)
                    ? Form.PDF
                    : wanted.startsWith(MediaType.TEXT_PLAIN_VALUE) ? Form.TEXT : Form.JSON;
        }
        return switch (format) {
            case "json" -> Form.JSON;
            case "text" -> Form.TEXT;
            case "pdf" -> Form.PDF;
            default -> null;
        };
    }

    private Optional<TaskExplanation> explain(String id, ZoneId zone) {
        List<StoredEvent> stream = log.readStream("task/" + id);
        if (stream.isEmpty()) {
            return Optional.empty();
        }
        List<Recorded> events = stream.stream().map(log::decode).toList();
        return events.getFirst().event() instanceof TaskOpened opened
                ? Explaining.of(events, systems(opened.workflow(), opened.agent()), zone)
                : Optional.empty();
    }

    private List<AiSystem> systems(WorkflowId workflow, AgentId agent) {
        List<SystemPart> parts = List.of(
                new SystemPart(SystemPart.Kind.WORKFLOW, workflow.value()),
                new SystemPart(SystemPart.Kind.AGENT, agent.value()));
        List<AiSystem> found = new ArrayList<>();
        for (String id : register.systems()) {
            AiSystem system = system(id);
            if (system != null && system.description().parts().stream().anyMatch(parts::contains)) {
                found.add(system);
            }
        }
        return found;
    }

    private @Nullable AiSystem system(String id) {
        AiSystems fold = new AiSystems();
        AiSystem system = null;
        for (StoredEvent stored : log.readStream("system/" + id)) {
            Step step = Step.of(log.decode(stored));
            if (fold.keys(step).contains(id)) {
                system = fold.apply(id, system, step);
            }
        }
        return system;
    }

    private byte[] pdf(TaskExplanation explanation, String sha256, Instant now, ZoneId zone) throws IOException {
        Checkpoint head = Checkpoint.parse(ledger.checkpoint());
        PdfSigner signing = signer.getIfAvailable();
        List<Section> sections = new ArrayList<>();
        explanation
                .sections()
                .forEach(
                        section -> sections.add(Section.of(section.heading(), new Block.Bullets(section.sentences()))));
        sections.add(Section.of(
                "How this can be checked",
                new Block.Paragraph("That this explanation is given is on record, with the SHA-256 of its text: "
                        + sha256 + ". The same task and register give the same text.")));
        byte[] pdf = Press.print(new PrintDocument(
                explanation.title(),
                "What became of the task " + explanation.task() + ", for the person whom it concerns",
                "log " + head.origin() + ", " + head.size() + " events, root "
                        + HexFormat.of().formatHex(head.rootHash()),
                now.atZone(zone),
                signing == null ? UNSIGNED : signing.statement(),
                sections,
                List.of()));
        return signing == null ? pdf : signing.sign(pdf, now);
    }

    @ExceptionHandler(RecordUnavailable.class)
    ResponseEntity<ProblemDetail> away() {
        return Answers.away();
    }
}
