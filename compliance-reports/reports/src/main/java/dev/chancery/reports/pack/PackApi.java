package dev.chancery.reports.pack;

import dev.chancery.reports.issue.IssueProblems;
import dev.chancery.reports.issue.IssueStatus;
import dev.chancery.verifier.pack.AsicManifest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Optional;
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

/** Audit packs over HTTP. */
@RestController
@RequestMapping("/api/packs")
public class PackApi extends IssueProblems {

    private static final int LARGEST_BODY = 1 << 17;

    private static final MediaType CONTAINER = MediaType.parseMediaType(AsicManifest.CONTAINER_TYPE);

    /** Of packs before format 5. */
    private static final MediaType ARCHIVE = MediaType.parseMediaType("application/zip");

    private final Packs packs;

    public PackApi(Packs packs) {
        this.packs = packs;
    }

    @PostMapping
    ResponseEntity<PackStatus> request(InputStream body, Principal asker) throws IOException {
        PackStatus status = packs.request(PackRequest.parse(read(body)), asker.getName());
        return ResponseEntity.accepted()
                .location(URI.create("/api/packs/" + status.id()))
                .body(status);
    }

    /** What such a pack would be of; nothing is made. */
    @PostMapping("/outline")
    PackOutline outline(InputStream body, Principal asker) throws IOException {
        return packs.outline(read(body), asker.getName());
    }

    private static byte[] read(InputStream body) throws IOException {
        byte[] json = body.readNBytes(LARGEST_BODY + 1);
        if (json.length > LARGEST_BODY) {
            throw new BadPackRequest("The body is larger than any request for a pack.");
        }
        return json;
    }

    @GetMapping("/{id}")
    ResponseEntity<?> status(@PathVariable String id) {
        Optional<PackStatus> status = packs.status(id);
        return status.isPresent() ? ResponseEntity.ok(status.get()) : unknown();
    }

    @GetMapping("/{id}/download")
    ResponseEntity<?> download(@PathVariable String id, Principal reader) {
        Optional<PackStatus> status = packs.status(id);
        if (status.isPresent() && status.get().state() != IssueStatus.State.READY) {
            return problem(
                    HttpStatus.CONFLICT,
                    "pack-not-ready",
                    "The pack is " + status.get().state() + ". Ask /api/packs/" + id + " until it is READY.");
        }
        if (packs.file(id).isEmpty()) {
            return unknown();
        }
        Path file;
        try {
            file = packs.give(id, reader.getName());
        } catch (IllegalStateException e) {
            return problem(
                    HttpStatus.CONFLICT,
                    "pack-not-recorded",
                    "The record does not say that this pack was finished, so it is not given out. Ask for another.");
        }
        return ResponseEntity.ok()
                .contentType(file.toString().endsWith(PackWork.EXTENSION) ? CONTAINER : ARCHIVE)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("chancery-pack-" + file.getFileName())
                                .build()
                                .toString())
                .body(new FileSystemResource(file));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<?> delete(@PathVariable String id, Principal asker) {
        return packs.delete(id, asker.getName()) ? ResponseEntity.noContent().build() : unknown();
    }

    private static ResponseEntity<ProblemDetail> unknown() {
        return problem(
                HttpStatus.NOT_FOUND, "no-such-pack", "There is no pack of this id. Ask for one by POST /api/packs.");
    }

    @ExceptionHandler(BadPackRequest.class)
    ResponseEntity<ProblemDetail> bad(BadPackRequest e) {
        return problem(HttpStatus.BAD_REQUEST, "bad-pack-request", String.valueOf(e.getMessage()));
    }
}
