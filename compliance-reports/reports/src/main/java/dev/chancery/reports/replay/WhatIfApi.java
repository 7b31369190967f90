package dev.chancery.reports.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.record.RecordJson;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.issue.IssueProblems;
import dev.chancery.reports.issue.IssueStatus;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.verifier.check.WhatIf;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Simulations of a past period under another policy, over HTTP. */
@RestController
@RequestMapping("/api/what-ifs")
public final class WhatIfApi extends IssueProblems {

    /** Bytes; a policy document has to fit. */
    private static final int LARGEST_BODY = 4 << 20;

    private static final int MOST_FAULTS = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Issuing issuing;
    private final EventLog log;
    private final Ledger ledger;
    private final ObjectProvider<PdfSigner> signer;
    private final InstantSource clock;

    public WhatIfApi(
            Issuing issuing, EventLog log, Ledger ledger, ObjectProvider<PdfSigner> signer, InstantSource clock) {
        this.issuing = issuing;
        this.log = log;
        this.ledger = ledger;
        this.signer = signer;
        this.clock = clock;
        issuing.reads(ExportKind.WHAT_IF, saved -> WhatIfWork.reopened(saved, log, ledger, signer.getIfAvailable()));
    }

    /**
     * What is asked for.
     *
     * @param draft id of an open draft of the policy; or
     * @param policy a policy document
     */
    record Request(
            @Nullable String draft,
            @Nullable JsonNode policy,
            @Nullable String from,
            @Nullable String to,
            @Nullable String quarter) {}

    /**
     * How far it has come.
     *
     * @param title says that it is a simulation
     * @param from first position, null of one of an earlier process
     * @param tried which policy, for people
     * @param result what came of it, when it is ready
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            String id,
            String title,
            IssueStatus.State state,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable String quarter,
            @Nullable String tried,
            @Nullable PolicyVersion policy,
            double progress,
            @Nullable Long remainingSeconds,
            @Nullable Long bytes,
            @Nullable String sha256,
            List<String> findings,
            @Nullable String download,
            @Nullable JsonNode result) {}

    @PostMapping
    ResponseEntity<?> request(InputStream body, Principal asker) throws IOException {
        byte[] json = body.readNBytes(LARGEST_BODY + 1);
        if (json.length > LARGEST_BODY) {
            return Answers.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too-large",
                    "The body has more than " + LARGEST_BODY + " bytes, which no policy has.");
        }
        Optional<IssueStatus> requested = request(json, asker.getName());
        if (requested.isEmpty()) {
            return Answers.of(
                    HttpStatus.NOT_FOUND,
                    "no-such-draft",
                    "There is no draft of the policy of that id. GET /api/policy/drafts lists them.");
        }
        IssueStatus status = requested.get();
        return ResponseEntity.accepted()
                .location(URI.create("/api/what-ifs/" + status.id()))
                .contentType(MediaType.APPLICATION_JSON)
                .body(RecordJson.mapper().writeValueAsBytes(status(status)));
    }

    private Optional<IssueStatus> request(byte[] json, String asker) {
        Request request = parse(json);
        Instant now = clock.instant();
        Period period = Period.of(request.from(), request.to(), request.quarter(), log, now);
        return draft(request)
                .map(draft -> issuing.request(
                        new WhatIfWork(
                                log,
                                period,
                                draft,
                                Checkpoint.parse(ledger.checkpoint()),
                                now,
                                signer.getIfAvailable()),
                        asker));
    }

    /**
     * Puts a simulation in the queue.
     *
     * @param json as {@code POST /api/what-ifs} takes it
     * @return its id; empty when there is no draft of that id
     * @throws IllegalArgumentException with a sentence, when there is no such part of the log
     * @throws InvalidPolicy when the policy cannot come into force
     */
    public Optional<String> ask(byte[] json, String asker) {
        return request(json, asker).map(IssueStatus::id);
    }

    /** How far one has come and what came of it, in JSON; empty when there is none of that id. */
    public Optional<String> told(String id) throws IOException {
        Optional<IssueStatus> status = known(id);
        return status.isPresent()
                ? Optional.of(RecordJson.mapper().writeValueAsString(status(status.get())))
                : Optional.empty();
    }

    private static Request parse(byte[] json) {
        try {
            Request request = MAPPER.readValue(json, Request.class);
            if (request != null && (request.draft() == null) != (request.policy() == null)) {
                return request;
            }
        } catch (JacksonException e) {
            // Told below, without the parser's words.
        }
        throw new BadPeriod(
                "Send JSON with either \"draft\", the id of an open draft of the policy, or \"policy\", a policy document,"
                        + " and with a \"quarter\" such as \"2026-Q4\", or \"from\" and \"to\": positions in the log, days or instants.");
    }

    private Optional<DraftPolicy> draft(Request request) {
        if (request.policy() == null) {
            return DraftPolicy.of(log, String.valueOf(request.draft()));
        }
        if (!request.policy().isObject()) {
            throw new BadPeriod(
                    "\"policy\" is a policy document: a JSON object, as a pack has it in its folder of policies.");
        }
        return Optional.of(DraftPolicy.of(request.policy()));
    }

    private Status status(IssueStatus status) throws IOException {
        WhatIfWork work = issuing.work(status.id()).orElse(null) instanceof WhatIfWork known ? known : null;
        boolean ready = status.state() == IssueStatus.State.READY;
        return new Status(
                status.id(),
                WhatIf.TITLE,
                status.state(),
                work == null ? null : (Long) work.period().from(),
                work == null ? null : (Long) work.period().to(),
                work == null ? null : work.period().quarter(),
                work == null ? null : work.draft().name(),
                work == null ? null : work.draft().policy().version(),
                status.progress(),
                status.remainingSeconds(),
                status.bytes(),
                status.sha256(),
                status.findings(),
                ready ? "/api/what-ifs/" + status.id() + "/download" : null,
                ready ? result(status.id()) : null);
    }

    /** As it lies in the finished file. */
    private @Nullable JsonNode result(String id) throws IOException {
        Optional<Path> file = file(id);
        if (file.isEmpty()) {
            return null;
        }
        try (ZipFile zip = new ZipFile(file.get().toFile())) {
            ZipEntry entry = zip.getEntry(WhatIfWork.RESULT);
            return entry == null ? null : RecordJson.mapper().readTree(zip.getInputStream(entry));
        }
    }

    private Optional<Path> file(String id) {
        return issuing.file(id).filter(file -> file.toString().endsWith(WhatIfWork.EXTENSION));
    }

    /** Exports of other kinds are not for here. */
    private Optional<IssueStatus> known(String id) {
        return issuing.status(id)
                .filter(status ->
                        issuing.work(id).map(work -> work instanceof WhatIfWork).orElseGet(() -> file(id).isPresent()));
    }

    @GetMapping("/{id}")
    ResponseEntity<?> status(@PathVariable String id) throws IOException {
        Optional<IssueStatus> status = known(id);
        return status.isPresent() ? Answers.json(status(status.get())) : unknown();
    }

    @GetMapping("/{id}/download")
    ResponseEntity<?> download(@PathVariable String id, Principal reader) {
        Optional<IssueStatus> status = known(id);
        if (status.isEmpty()) {
            return unknown();
        }
        if (status.get().state() != IssueStatus.State.READY || file(id).isEmpty()) {
            return Answers.of(
                    HttpStatus.CONFLICT,
                    "what-if-not-ready",
                    "The simulation is " + status.get().state() + ". Ask /api/what-ifs/" + id + " until it is READY.");
        }
        Path file;
        try {
            file = issuing.give(id, reader.getName());
        } catch (IllegalStateException e) {
            return Answers.of(
                    HttpStatus.CONFLICT,
                    "what-if-not-recorded",
                    "The record does not say that this simulation was finished, so it is not given out. Ask for another.");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/zip"))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("chancery-simulation-" + id + ".zip")
                                .build()
                                .toString())
                .body(new FileSystemResource(file));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<?> delete(@PathVariable String id, Principal actor) {
        return known(id).isPresent() && issuing.delete(id, actor.getName())
                ? ResponseEntity.noContent().build()
                : unknown();
    }

    private static ResponseEntity<ProblemDetail> unknown() {
        return Answers.of(
                HttpStatus.NOT_FOUND,
                "no-such-what-if",
                "There is no simulation of this id. Ask for one by POST /api/what-ifs.");
    }

    @ExceptionHandler(BadPeriod.class)
    ResponseEntity<ProblemDetail> bad(BadPeriod e) {
        return Answers.bad(String.valueOf(e.getMessage()));
    }

    @ExceptionHandler(InvalidPolicy.class)
    ResponseEntity<ProblemDetail> invalid(InvalidPolicy e) {
        ProblemDetail problem = Answers.detail(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-policy",
                "The policy cannot come into force; 'errors' says what is wrong and where.");
        problem.setProperty("errors", e.faults().stream().limit(MOST_FAULTS).toList());
        return Answers.answer(HttpStatus.UNPROCESSABLE_CONTENT, problem);
    }
}
