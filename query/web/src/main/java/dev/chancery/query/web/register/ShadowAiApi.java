package dev.chancery.query.web.register;

import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.query.contracts.ShadowAiView;
import dev.chancery.query.contracts.SystemQuery.FindShadowAi;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.usage.BadExport;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** AI that people use past the gateway, found in logs. */
@RestController
@RequestMapping("/api/shadow-ai")
final class ShadowAiApi {

    private final Desk desk;
    private final AiHosts catalogue = AiHosts.shipped();

    ShadowAiApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping
    ShadowAiView all() {
        return desk.ask(new FindShadowAi());
    }

    /** The services that are looked for. */
    record Catalogue(String sha256, List<AiHosts.Service> services) {}

    @GetMapping("/catalogue")
    Catalogue catalogue() {
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
    record Imported(
            boolean imported, String sha256, long lines, long unknown, long unreadable, List<ServiceUse> services) {}

    /** The file is the body, as it was exported. */
    @PostMapping("/imports")
    ResponseEntity<Imported> take(
            @RequestHeader(value = HttpHeaders.CONTENT_TYPE, required = false) @Nullable MediaType type,
            InputStream body,
            Principal by)
            throws IOException {
        if (MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)) {
            throw Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "bad-log",
                    "A form was sent. Send the file as it is, with 'Content-Type: text/csv'.");
        }
        ImportShadowAi command = read(body.readNBytes(EgressLog.MAX_BYTES + 1), by.getName());
        boolean imported = desk.act(command, Boolean.class).orElse(false);
        return ResponseEntity.status(imported ? HttpStatus.CREATED : HttpStatus.OK)
                .body(new Imported(
                        imported,
                        command.sha256(),
                        command.lines(),
                        command.unknown(),
                        command.unreadable(),
                        command.services()));
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
