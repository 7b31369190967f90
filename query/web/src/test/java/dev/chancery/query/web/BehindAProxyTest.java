package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** What a proxy in front says is believed when the settings say that there is one, and then alone. */
@TestPropertySource(properties = "server.forward-headers-strategy=native")
class BehindAProxyTest extends WebTest {

    private HttpRequest.Builder asked(String path) {
        return stranger()
                .request(path)
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "chancery.example.org")
                .header("X-Forwarded-Port", "443")
                .header("X-Forwarded-For", "203.0.113.7");
    }

    @Test
    void behindAProxyWithTlsItIsAsIfTlsEndedHere() throws Exception {
        // when
        HttpResponse<String> page = stranger().send(asked("/sign-in").GET());
        HttpResponse<String> sent = stranger().send(asked("/tasks").GET());

        // then
        assertThat(page.headers().firstValue("Strict-Transport-Security"))
                .hasValue("max-age=31536000 ; includeSubDomains");
        assertThat(page.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
        assertThat(sent.headers().firstValue("Location").orElseThrow())
                .contains("/sign-in")
                .doesNotContain("http://");
    }

    @Test
    void whoGuessesIsCountedWhereTheProxySaysThatHeIs() throws Exception {
        // given
        Visitor guesser = stranger();
        guesser.get("/sign-in");

        // then
        for (int n = 0; n < 7; n++) {
            assertThat(guesser.guess("203.0.113." + n)).endsWith("?error");
        }
    }
}
