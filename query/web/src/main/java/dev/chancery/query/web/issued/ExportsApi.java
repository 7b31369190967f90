package dev.chancery.query.web.issued;

import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.web.issued.ExportDesk.Given;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Packs and reports, whoever asked for them and on whatever node. */
@RestController
@RequestMapping("/api/exports")
final class ExportsApi {

    private final ExportDesk desk;

    ExportsApi(ExportDesk desk) {
        this.desk = desk;
    }

    @GetMapping
    ExportsView all(
            @RequestParam @Nullable ExportKind kind,
            @RequestParam @Nullable ExportState state,
            @RequestParam @Nullable String scope,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit) {
        return desk.all(kind, state, scope, before, limit);
    }

    @GetMapping("/{id}")
    ExportView one(@PathVariable String id) {
        return desk.one(id);
    }

    /** Sends the file, or the part of it that a Range asks for; each is recorded as a download. */
    @GetMapping("/{id}/download")
    ResponseEntity<FileSystemResource> download(@PathVariable String id, Principal reader) {
        Given given = desk.give(id, reader.getName());
        return ResponseEntity.ok()
                .contentType(MediaTypeFactory.getMediaType(given.name()).orElse(MediaType.APPLICATION_OCTET_STREAM))
                .eTag('"' + given.sha256() + '"')
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(given.name())
                                .build()
                                .toString())
                .body(new FileSystemResource(given.file()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, Principal by) {
        desk.delete(id, by.getName());
    }

    /** Where to. */
    record Wanted(@Nullable String destination) {}

    @PostMapping("/{id}/deliveries")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ExportView deliver(@PathVariable String id, @RequestBody Wanted wanted) {
        return desk.deliver(id, wanted.destination());
    }
}
