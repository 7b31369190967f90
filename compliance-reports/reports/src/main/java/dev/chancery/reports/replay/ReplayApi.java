package dev.chancery.reports.replay;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.record.RecordJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Decisions executed again over HTTP: those of a period, and a single one. */
@RestController
public final class ReplayApi {

    private static final int LARGEST_BODY = 1 << 12;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Replays replays;
    private final EventLog log;
    private final InstantSource clock;

    public ReplayApi(Replays replays, EventLog log, InstantSource clock) {
        this.replays = replays;
        this.log = log;
        this.clock = clock;
    }

    /** What is asked for; all members null for the whole log. */
    record Request(
            @Nullable String from,
            @Nullable String to,
            @Nullable String quarter) {}

    @PostMapping("/api/replays")
    ResponseEntity<byte[]> request(InputStream body, Principal asker) throws IOException {
        ReplayStatus status = request(body.readNBytes(LARGEST_BODY + 1), asker.getName());
        return ResponseEntity.accepted()
                .location(URI.create("/api/replays/" + status.id()))
                .contentType(MediaType.APPLICATION_JSON)
                .body(RecordJson.mapper().writeValueAsBytes(status));
    }

    private ReplayStatus request(byte[] json, String asker) {
        if (json.length > LARGEST_BODY) {
            throw new BadPeriod("The body is larger than any request for a replay.");
        }
        Request request = parse(json);
        return replays.request(Period.of(request.from(), request.to(), request.quarter(), log, clock.instant()), asker);
    }

    /**
     * Puts a replay in the queue.
     *
     * @param json as {@code POST /api/replays} takes it
     * @return its id
     * @throws IllegalArgumentException with a sentence, when there is no such part of the log
     * @throws RejectedExecutionException when too many wait
     */
    public String ask(byte[] json, String asker) {
        return request(json, asker).id();
    }

    /** How far one has come and what came of it, in JSON; empty when nobody remembers it. */
    public Optional<String> told(String id) {
        return replays.status(id).map(RecordJson.mapper()::writeValueAsString);
    }

    /** Those that are remembered, in JSON. */
    public String told() {
        return RecordJson.mapper().writeValueAsString(known());
    }

    /** Stops one, or forgets it; whether there was one. */
    public boolean end(String id) {
        return replays.delete(id);
    }

    private static Request parse(byte[] json) {
        if (json.length == 0) {
            return new Request(null, null, null);
        }
        try {
            Request request = MAPPER.readValue(json, Request.class);
            if (request != null) {
                return request;
            }
        } catch (JacksonException e) {
            // Told below, without the parser's words.
        }
        throw new BadPeriod(
                "Send JSON with a \"quarter\" such as \"2026-Q4\", or with \"from\" and \"to\": positions in the"
                        + " log, days or instants.");
    }

    /** The replays that are remembered, without their differences. */
    record Known(List<ReplayStatus> replays) {}

    @GetMapping("/api/replays")
    ResponseEntity<byte[]> list() {
        return Answers.json(known());
    }

    private Known known() {
        return new Known(replays.list().stream()
                .map(s -> new ReplayStatus(
                        s.id(),
                        s.state(),
                        s.asker(),
                        s.from(),
                        s.to(),
                        s.quarter(),
                        s.progress(),
                        s.remainingSeconds(),
                        s.verdict(),
                        s.decisionsPerSecond(),
                        null,
                        s.failure()))
                .toList());
    }

    @GetMapping("/api/replays/{id}")
    ResponseEntity<?> status(@PathVariable String id) {
        Optional<ReplayStatus> status = replays.status(id);
        return status.isPresent() ? Answers.json(status.get()) : unknown();
    }

    @DeleteMapping("/api/replays/{id}")
    ResponseEntity<?> delete(@PathVariable String id) {
        return replays.delete(id) ? ResponseEntity.noContent().build() : unknown();
    }

    @GetMapping("/api/tasks/{id}/decisions/{position}/replay")
    ResponseEntity<?> decision(@PathVariable String id, @PathVariable String position) throws IOException {
        Optional<DecisionAgain> again = position.matches("[0-9]{1,18}")
                ? DecisionAgain.of(log, id, Long.parseLong(position))
                : Optional.empty();
        return again.isPresent()
                ? Answers.json(again.get())
                : Answers.of(
                        HttpStatus.NOT_FOUND,
                        "not-found",
                        "There is no such task, or it has no event at that position of the log."
                                + " GET /api/tasks/{id}/events lists them.");
    }

    private static ResponseEntity<ProblemDetail> unknown() {
        return Answers.of(
                HttpStatus.NOT_FOUND,
                "no-such-replay",
                "There is no replay of this id, or it was asked for before the last start. Ask for one by POST"
                        + " /api/replays.");
    }

    @ExceptionHandler(BadPeriod.class)
    ResponseEntity<ProblemDetail> bad(BadPeriod e) {
        return Answers.bad(String.valueOf(e.getMessage()));
    }

    @ExceptionHandler(RecordUnavailable.class)
    ResponseEntity<ProblemDetail> away() {
        return Answers.away();
    }

    @ExceptionHandler(RejectedExecutionException.class)
    ResponseEntity<ProblemDetail> full() {
        return Answers.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-replays",
                "Too many replays wait. Ask again when one of them is done.");
    }
}
