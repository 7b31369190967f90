package dev.chancery.query.web.usage;

import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliation;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliationTasks;
import dev.chancery.query.contracts.ReconciliationTasksView;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.UsageImports.Imported;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was recorded against what a provider says, and the import of what it says. */
@RestController
@RequestMapping("/api/reconciliation")
final class ReconciliationApi {

    private final Desk desk;
    private final UsageImports imports;

    ReconciliationApi(Desk desk, UsageImports imports) {
        this.desk = desk;
        this.imports = imports;
    }

    /** The last thirty days unless told otherwise. */
    @GetMapping
    ReconciliationView reconciliation(
            @RequestParam String provider,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to) {
        return desk.ask(question(provider, from, to));
    }

    /** The same as a table for spreadsheets. */
    @GetMapping("/table.csv")
    ResponseEntity<String> table(
            @RequestParam String provider,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to) {
        ReconciliationView view = desk.ask(question(provider, from, to));
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8;header=present")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("reconciliation-" + provider.replaceAll("[^a-z]", "") + "-" + view.from()
                                        + "-" + view.to() + ".csv")
                                .build()
                                .toString())
                .body(ReconciliationTable.csv(view));
    }

    @GetMapping("/tasks")
    ReconciliationTasksView tasks(
            @RequestParam String provider,
            @RequestParam LocalDate day,
            @RequestParam String model,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "50") int limit) {
        return desk.ask(new FindReconciliationTasks(provider, day, model, after, Math.min(limit, Query.PAGE_LIMIT)));
    }

    /** The file is the body, as it was exported. */
    @PostMapping("/imports")
    ResponseEntity<Imported> take(
            @RequestParam String provider,
            @RequestHeader(value = HttpHeaders.CONTENT_TYPE, required = false) @Nullable MediaType type,
            InputStream body,
            Principal person)
            throws IOException {
        if (MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)) {
            throw Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "bad-usage-export",
                    "A form was sent. Send the file as it is, with 'Content-Type: application/octet-stream'.");
        }
        Imported imported = imports.take(provider, body.readNBytes(UsageImports.MAX_BYTES + 1), person.getName());
        return ResponseEntity.status(imported.imported() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(imported);
    }

    static FindReconciliation question(String provider, @Nullable LocalDate from, @Nullable LocalDate to) {
        LocalDate last = to == null ? LocalDate.now(Clock.systemUTC()) : to;
        return new FindReconciliation(provider, from == null ? last.minusDays(29) : from, last);
    }
}
