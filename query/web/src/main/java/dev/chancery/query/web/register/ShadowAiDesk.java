package dev.chancery.query.web.register;

import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.query.contracts.ShadowAiView;
import dev.chancery.query.contracts.SystemQuery.FindShadowAi;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.BadExport;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where the API and the console bring logs in which AI is found that people use past the gateway. */
@Component
public final class ShadowAiDesk {

    /** Largest log, in bytes. */
    public static final int MAX_BYTES = EgressLog.MAX_BYTES;

    private final Desk desk;
    private final AiHosts catalogue = AiHosts.shipped();

    ShadowAiDesk(Desk desk) {
        this.desk = desk;
    }

    public ShadowAiView all() {
        return desk.ask(new FindShadowAi());
    }

    /** The services that are looked for. */
    public record Catalogue(String sha256, List<AiHosts.Service> services) {}

    public Catalogue catalogue() {
        return new Catalogue(catalogue.digest(), catalogue.services());
    }

    /**
     * What came of an import.
     *
     * @param imported false when this very file was imported before
     * @param lines without the header
     * @param unknown of these, with hosts that are in no catalogue; which ones is not kept
     * @param unreadable of these, with no host
     */
    public record Imported(
            boolean imported, String sha256, long lines, long unknown, long unreadable, List<ServiceUse> services) {}

    /**
     * Reads a log and puts its counts on the record.
     *
     * @throws Problem when it is no log that can be read; it says what to export instead
     */
    public Imported take(byte[] file, String by) {
        ImportShadowAi command = read(file, by);
        boolean imported = desk.act(command, Boolean.class).orElse(false);
        return new Imported(
                imported,
                command.sha256(),
                command.lines(),
                command.unknown(),
                command.unreadable(),
                command.services());
    }

    private ImportShadowAi read(byte[] file, String by) {
        try {
            return EgressLog.read(catalogue, file, by);
        } catch (BadExport e) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "bad-log", String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "bad-log", "The sums of the log are larger than any traffic.");
        }
    }
}
