package dev.chancery.query.web.register;

import dev.chancery.query.contracts.ShadowAiView;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.register.ShadowAiDesk.Catalogue;
import dev.chancery.query.web.register.ShadowAiDesk.Imported;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
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

    private final ShadowAiDesk logs;

    ShadowAiApi(ShadowAiDesk logs) {
        this.logs = logs;
    }

    @GetMapping
    ShadowAiView all() {
        return logs.all();
    }

    @GetMapping("/catalogue")
    Catalogue catalogue() {
        return logs.catalogue();
    }

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
        Imported taken = logs.take(body.readNBytes(ShadowAiDesk.MAX_BYTES + 1), by.getName());
        return ResponseEntity.status(taken.imported() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(taken);
    }
}
