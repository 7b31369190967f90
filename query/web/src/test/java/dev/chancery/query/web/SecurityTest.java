package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest extends WebTest {

    @ParameterizedTest
    @ValueSource(strings = {"/api/tasks", "/api/nothing", "/actuator/env", "/actuator/prometheus"})
    void programsNeedTheToken(String path) throws Exception {
        // when
        HttpResponse<String> nobody = stranger().get(path);
        HttpResponse<String> wrong = stranger().withToken("cht_wrong").get(path);

        // then
        assertThat(problem(nobody)).isEqualTo("401 unauthenticated");
        assertThat(problem(wrong)).isEqualTo("401 unauthenticated");
        assertThat(wrong.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"chancery\"");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theTokenOpensTheApiWithoutASession() throws Exception {
        // when
        HttpResponse<String> answer = program().get("/api/tasks");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(program().get("/actuator/info").statusCode()).isNotIn(401, 403);
        assertThat(program().send("POST", "/api/agents/a/keys", "").statusCode())
                .isEqualTo(201);
    }

    @Test
    void theTokenOpensNoPage() throws Exception {
        assertThat(program().get("/tasks").statusCode()).isEqualTo(302);
    }

    @Test
    void healthIsOpenToAll() throws Exception {
        assertThat(stranger().get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(stranger().withToken("cht_wrong").get("/actuator/health").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/mcp"})
    void theModelApisAreLeftToTheGateway(String path) throws Exception {
        // when a call without a token, a session or a CSRF token
        HttpResponse<String> answer = stranger().send("POST", path, "{}");

        // then
        assertThat(answer.body()).isEqualTo("served");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isEmpty();
    }

    @Test
    void pagesNeedASession() throws Exception {
        assertThat(stranger().get("/tasks").headers().firstValue("Location").orElseThrow())
                .endsWith("/sign-in");
        assertThat(new Visitor().signedIn().get("/tasks").statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionReadsTheApiAndWritesOnlyWithItsCsrfToken() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(admin.get("/api/tasks").statusCode()).isEqualTo(200);
        assertThat(problem(admin.send("POST", "/api/agents/a/keys", ""))).isEqualTo("403 csrf-token-missing");
        assertThat(admin.form("/tasks/" + Sample.HELD + "/content", "").statusCode())
                .isEqualTo(403);
        assertThat(problem(admin.get("/actuator/env"))).isEqualTo("403 forbidden");
        assertThat(journal.of(dev.chancery.contracts.command.Command.class)).isEmpty();
    }

    @Test
    void everyPageForbidsForeignAndInlineCode() throws Exception {
        // when
        HttpResponse<String> page = stranger().get("/sign-in");

        // then
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("chancery=")
                .contains("HttpOnly", "SameSite=Lax");
        assertThat(page.body()).doesNotContain("style=", "onclick", "<script>");
    }

    @Test
    void aFailedSignInTellsNotWhetherThereIsSuchAUser() throws Exception {
        // given
        Visitor one = stranger();
        Visitor other = stranger();
        one.get("/sign-in");
        other.get("/sign-in");

        // when
        HttpResponse<String> wrongPassword = one.signIn(MemoryAccounts.ADMIN, "wrong");
        HttpResponse<String> wrongUser = other.signIn("nobody", "wrong");

        // then
        assertThat(wrongPassword.statusCode()).isEqualTo(wrongUser.statusCode());
        assertThat(wrongPassword.headers().firstValue("Location"))
                .isEqualTo(wrongUser.headers().firstValue("Location"));
        assertThat(one.get("/sign-in?error").body()).contains("The name or the password is wrong.");
    }

    @Test
    void guessingHasToWait() throws Exception {
        // given
        Visitor guesser = stranger();
        guesser.get("/sign-in");
        for (int n = 0; n < 5; n++) {
            assertThat(guesser.signIn("mallory", "guess" + n)
                            .headers()
                            .firstValue("Location")
                            .orElseThrow())
                    .endsWith("?error");
        }

        // then
        assertThat(guesser.signIn("mallory", "guess")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("/sign-in?wait=");
        assertThat(new Visitor().signedIn().get("/tasks").statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/tasks");

        // when
        admin.form("/sign-out", "");

        // then
        assertThat(admin.get("/tasks").statusCode()).isEqualTo(302);
    }
}
