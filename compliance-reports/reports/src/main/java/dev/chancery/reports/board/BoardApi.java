package dev.chancery.reports.board;

import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.reports.issue.IssueProblems;
import dev.chancery.reports.issue.IssueStatus.State;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Board reports over HTTP. */
@RestController
@RequestMapping("/api/board-reports")
public class BoardApi extends IssueProblems {

    private static final int LARGEST_BODY = 1 << 16;
    private static final String SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final BoardReports reports;

    public BoardApi(BoardReports reports) {
        this.reports = reports;
    }

    @PostMapping
    ResponseEntity<BoardStatus> request(InputStream body, Principal asker) throws IOException {
        BoardStatus status = reports.request(BoardRequest.parse(read(body)), asker.getName());
        return ResponseEntity.accepted()
                .location(URI.create("/api/board-reports/" + status.id()))
                .body(status);
    }

    private static byte[] read(InputStream body) throws IOException {
        byte[] json = body.readNBytes(LARGEST_BODY + 1);
        if (json.length > LARGEST_BODY) {
            throw new BadBoardRequest("The body is larger than any request of this kind.");
        }
        return json;
    }

    /** Thresholds of a quarter; {@code position} and what follows are null for those that are shipped. */
    record ThresholdsView(
            String quarter,
            String version,
            List<BoardThreshold> thresholds,
            @Nullable String from,
            @Nullable String by,
            @Nullable Instant at,
            @Nullable Long position,
            @Nullable String reason,
            @Nullable Boolean late) {

        static ThresholdsView of(Quarter quarter, Thresholds thresholds) {
            Thresholds.Agreed agreed = thresholds.agreed();
            return agreed == null
                    ? new ThresholdsView(
                            quarter.toString(),
                            thresholds.version(),
                            thresholds.all(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null)
                    : new ThresholdsView(
                            quarter.toString(),
                            thresholds.version(),
                            thresholds.all(),
                            agreed.from(),
                            agreed.by(),
                            agreed.at(),
                            agreed.position(),
                            agreed.reason(),
                            agreed.late());
        }
    }

    @GetMapping("/thresholds")
    ThresholdsView thresholds(@RequestParam @Nullable String quarter) {
        Quarter wanted = quarter == null ? reports.current() : Quarter.parse(quarter);
        return ThresholdsView.of(wanted, reports.thresholds(wanted));
    }

    @PutMapping("/thresholds")
    ThresholdsView set(InputStream body, Principal by) throws IOException {
        ThresholdsRequest request = ThresholdsRequest.parse(read(body));
        return ThresholdsView.of(request.quarter(), reports.set(request, by.getName()));
    }

    @GetMapping("/{id}")
    ResponseEntity<?> status(@PathVariable String id) {
        Optional<BoardStatus> status = reports.status(id);
        return status.isPresent() ? ResponseEntity.ok(status.get()) : unknown();
    }

    @GetMapping("/{id}/report.pdf")
    ResponseEntity<?> pages(@PathVariable String id, Principal reader) throws IOException {
        return give(id, reader, BoardWork.PAGES, "application/pdf", ".pdf");
    }

    @GetMapping("/{id}/report.xlsx")
    ResponseEntity<?> workbook(@PathVariable String id, Principal reader) throws IOException {
        return give(id, reader, BoardWork.WORKBOOK, SHEET, ".xlsx");
    }

    @GetMapping("/{id}/figures.json")
    ResponseEntity<?> figures(@PathVariable String id, Principal reader) throws IOException {
        return give(id, reader, BoardWork.FIGURES, MediaType.APPLICATION_JSON_VALUE, "-figures.json");
    }

    /** What the first page says, for programs. */
    @GetMapping("/{id}/summary.json")
    ResponseEntity<?> summary(@PathVariable String id, Principal reader) throws IOException {
        return give(id, reader, BoardWork.SUMMARY, MediaType.APPLICATION_JSON_VALUE, "-summary.json");
    }

    @GetMapping("/{id}/download")
    ResponseEntity<?> download(@PathVariable String id, Principal reader) throws IOException {
        return give(id, reader, null, "application/zip", ".zip");
    }

    /** @param part null for all */
    private ResponseEntity<?> give(String id, Principal reader, @Nullable String part, String type, String ending)
            throws IOException {
        Optional<BoardStatus> status = reports.status(id);
        if (status.isEmpty()) {
            return unknown();
        }
        if (status.get().state() != State.READY) {
            return problem(
                    HttpStatus.CONFLICT,
                    "report-not-ready",
                    "The report is " + status.get().state() + ". Ask /api/board-reports/" + id + " until it is READY.");
        }
        Path file;
        try {
            file = reports.give(id, reader.getName());
        } catch (IllegalStateException e) {
            return problem(
                    HttpStatus.CONFLICT,
                    "report-not-recorded",
                    "The record does not say that this report was finished, so it is not given out. Ask for another.");
        } catch (NoSuchElementException e) {
            return unknown();
        }
        String name = "board-" + status.get().period().replaceAll("[^A-Za-z0-9-]+", "-") + ending;
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString());
        if (part == null) {
            return answer.body(new FileSystemResource(file));
        }
        Optional<byte[]> content = BoardWork.file(file, part);
        return content.isPresent() ? answer.body(content.get()) : unknown();
    }

    private static ResponseEntity<ProblemDetail> unknown() {
        return problem(
                HttpStatus.NOT_FOUND,
                "no-such-report",
                "There is no board report of this id. Ask for one by POST /api/board-reports.");
    }

    @ExceptionHandler(BadBoardRequest.class)
    ResponseEntity<ProblemDetail> bad(BadBoardRequest e) {
        return problem(HttpStatus.BAD_REQUEST, "bad-board-request", String.valueOf(e.getMessage()));
    }
}
