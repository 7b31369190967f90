package dev.chancery.query.web.usage;

import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Takes in what providers export. */
@Component
public final class UsageImports {

    /** Largest file, in bytes. */
    public static final int MAX_BYTES = UsageExports.MAX_BYTES;

    private final Desk desk;

    UsageImports(Desk desk) {
        this.desk = desk;
    }

    /**
     * What came of an import.
     *
     * @param imported false when this very file was imported before
     * @param rows by day and model
     * @param supersedes SHA-256 of the exports that this one replaces on the days that they share
     */
    public record Imported(
            boolean imported,
            UsageExport export,
            String sha256,
            LocalDate from,
            LocalDate to,
            int rows,
            List<String> supersedes) {}

    /**
     * Reads a file and puts it on the record.
     *
     * @throws Problem when it is no export that can be taken in; it says what to export instead
     */
    public Imported take(String provider, byte[] file, String by) {
        ImportUsage command = read(provider, file, by);
        Optional<List<String>> replaced = desk.act(command, List.class)
                .map(list -> ((List<?>) list).stream().map(String::valueOf).toList());
        return new Imported(
                replaced.isPresent(),
                command.export(),
                command.sha256(),
                command.from(),
                command.to(),
                command.rows().size(),
                replaced.orElse(List.of()));
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
}
