package dev.chancery.reports.pack;

import dev.chancery.verifier.page.VerifierPage;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The verifier's page, for whoever asks: it is of the publisher's making and holds nothing of this installation. */
@RestController
public class VerifierPageApi {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final byte[] html = VerifierPage.html();
    private final String contentSecurityPolicy = VerifierPage.contentSecurityPolicy() + "; frame-ancestors 'none'";

    @GetMapping("/verifier.html")
    ResponseEntity<byte[]> page() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", contentSecurityPolicy)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename("chancery-verifier.html")
                                .build()
                                .toString())
                .body(html);
    }
}
