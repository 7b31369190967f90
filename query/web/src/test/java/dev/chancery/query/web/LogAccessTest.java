package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.LogCommand.RotateLogKey;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

class LogAccessTest extends WebTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"checkpoint", "key", "tile/0/000", "tile/entries/000", "consistency?from=1", "status", "audit"})
    void theLogNeedsTheToken(String path) throws Exception {
        assertThat(stranger().get("/api/log/" + path).statusCode()).isEqualTo(401);
        assertThat(program().get("/api/log/" + path).statusCode()).isEqualTo(200);
    }

    @Test
    void witnessingNeedsNone() throws Exception {
        assertThat(problem(stranger().send("POST", "/witness/add-checkpoint", "old 0")))
                .isEqualTo("404 no-witness");
    }

    @Test
    void theKeyIsReplacedByACommandOnTheRecord() throws Exception {
        // when
        HttpResponse<String> replaced = program().send("POST", "/api/log/keys", "");

        // then
        assertThat(replaced.statusCode()).isEqualTo(201);
        assertThat(journal.of(RotateLogKey.class)).singleElement().satisfies(command -> {
            assertThat(command.to()).isEqualTo(json(replaced).get("key").asString());
            assertThat(command.by()).isEqualTo("admin");
        });
        assertThat(json(program().get("/api/log/rotations")).get(0).asString())
                .contains("chancery-log-key-rotation/v1");
        assertThat(stranger().send("POST", "/api/log/keys", "").statusCode()).isIn(401, 403);
    }

    @Test
    void nothingIsReplacedWhileTheRecordIsAway() throws Exception {
        // given
        String before = program().get("/api/log/key").body();
        journal.recordDown = true;

        // then
        assertThat(problem(program().send("POST", "/api/log/keys", ""))).isEqualTo("503 audit-unavailable");
        assertThat(program().get("/api/log/key").body()).isEqualTo(before);
    }

    @Nested
    @TestPropertySource(properties = "chancery.ledger.open=true")
    class WhenOpened extends WebTest {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "checkpoint",
                    "key",
                    "rotations",
                    "witnesses",
                    "tile/0/000",
                    "tile/1/000.p/1",
                    "consistency?from=1",
                    "proof/3"
                })
        void hashesAndSignaturesAreForEveryone(String path) throws Exception {
            HttpResponse<String> answer = stranger().get("/api/log/" + path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "tile/entries/000",
                    "tile/entries/000.p/7",
                    "tile//entries/000",
                    "tile/%65ntries/000",
                    "tile/0/../entries/000",
                    "status",
                    "audit"
                })
        void eventsAndOperationAreNot(String path) throws Exception {
            assertThat(stranger().get("/api/log/" + path).statusCode()).isIn(400, 401);
            assertThat(stranger().send("POST", "/api/log/keys", "").statusCode())
                    .isIn(401, 403);
        }
    }
}
