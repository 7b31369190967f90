package dev.chancery.verifier.page;

import dev.chancery.record.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** The page as it stands in {@code verifier.html}: script and style within, nothing loaded, no network used. */
public final class VerifierPage {

    private VerifierPage() {}

    /** The page, in UTF-8. */
    public static byte[] html() {
        try (InputStream in = VerifierPage.class.getResourceAsStream("verifier.html")) {
            return Objects.requireNonNull(in, "verifier.html").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The Content-Security-Policy that the page runs under and also brings itself: its own script and style by their hashes, the
     * workers that it makes of them, and no connection anywhere.
     */
    public static String contentSecurityPolicy() {
        String html = new String(html(), StandardCharsets.UTF_8);
        return "default-src 'none'; script-src 'sha256-" + hash(html, "<script>", "</script>") + "'; style-src 'sha256-"
                + hash(html, "<style>", "</style>")
                + "'; img-src data:; worker-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String html, String begin, String end) {
        int from = html.indexOf(begin) + begin.length();
        byte[] text = html.substring(from, html.indexOf(end, from)).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(Sha256.digest().digest(text));
    }
}
