package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Chancery starts while the provider is away, with local passwords switched off but for one account. */
class OpenIdAwayTest extends WebTest {

    private static final int PORT = free();

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("chancery.sign-in.local", () -> false);
        registry.add("chancery.sign-in.break-glass", () -> "administrator");
        registry.add("chancery.sign-in.openid.issuer", () -> "http://127.0.0.1:" + PORT);
        registry.add("chancery.sign-in.openid.client-id", () -> "a-public-client");
        registry.add("chancery.sign-in.openid.roles.reviewer", () -> "reviewers");
    }

    @Test
    void aProviderThatIsAwayIsSaidAndAskedAgain() throws Exception {
        // given
        Visitor visitor = stranger();

        // when
        String refused =
                visitor.get("/sign-in/openid").headers().firstValue("Location").orElseThrow();

        // then
        assertThat(refused).endsWith("/sign-in?openid");
        assertThat(visitor.get("/sign-in?openid").body()).contains("does not answer now");

        // when it is back
        try (FaultyProvider provider = new FaultyProvider(PORT)) {
            hours.pass(Duration.ofSeconds(3));
            String there = visitor.get("/sign-in/openid")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();

            // then
            assertThat(there).startsWith(provider.issuer() + "/authorize");
        }
    }

    @Test
    void passwordsOpenNothingButForTheAccountOfTheBreakGlass() throws Exception {
        // given
        Visitor other = stranger();
        Visitor glass = stranger();
        other.get("/sign-in");
        glass.get("/sign-in");

        // then
        assertThat(other.signIn("officer", MemoryAccounts.password("officer"))
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/sign-in?error");
        assertThat(glass.signIn("administrator", MemoryAccounts.password("administrator"))
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/");
    }

    @Test
    void aPageThatSaysWhoseButtonItIs() throws Exception {
        assertThat(stranger().get("/sign-in").body())
                .contains("Sign in with your organisation", "for the one account that opens");
    }

    @Test
    void nothingElseIsBesideTheButton() throws Exception {
        assertThat(stranger().get("/sign-in/other").statusCode()).isEqualTo(404);
        assertThat(stranger().get("/oauth2/authorization/openid").statusCode()).isEqualTo(404);
        assertThat(stranger().get("/login/oauth2/code/openid?code=a&state=b").statusCode())
                .isEqualTo(404);
    }
}
