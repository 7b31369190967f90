package dev.chancery.query.web.usage;

import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliation;
import dev.chancery.query.contracts.ReconciliationQuery.FindReconciliationTasks;
import dev.chancery.query.contracts.ReconciliationTasksView;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
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

    ReconciliationApi(Desk desk) {
        this.desk = desk;
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

    /**
     * What came of an import.
     *
     * @param imported false when this very file was imported before
     * @param rows by day and model
     * @param supersedes SHA-256 of the exports that this one replaces on the days that they share
     */
    record Imported(
            boolean imported,
            UsageExport export,
            String sha256,
            LocalDate from,
            LocalDate to,
            int rows,
            List<String> supersedes) {}

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
        ImportUsage command = read(provider, body.readNBytes(UsageExports.MAX_BYTES + 1), person.getName());
        Optional<List<String>> replaced = desk.act(command, List.class)
                .map(list -> ((List<?>) list).stream().map(String::valueOf).toList());
        return ResponseEntity.status(replaced.isPresent() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(new Imported(
                        replaced.isPresent(),
                        command.export(),
                        command.sha256(),
                        command.from(),
                        command.to(),
                        command.rows().size(),
                        replaced.orElse(List.of())));
    }

    private static ImportUsage read(String provider, byte[] file, String by) {
        try {
            return UsageExports.read(provider, file, by);
        } catch (BadExport e) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "bad-usage-export", String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST, "bad-usage-export", "The export's sums are larger than any usage.");
        }
    }

    static FindReconciliation question(String provider, @Nullable LocalDate from, @Nullable LocalDate to) {
        LocalDate last = to == null ? LocalDate.now(Clock.systemUTC()) : to;
        return new FindReconciliation(provider, from == null ? last.minusDays(29) : from, last);
    }
}
