package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.SimulatedPolicy;
import dev.chancery.simulated.SimulatedUpstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bad input of every kind: the caller learns what is wrong in the shape of the API it called, and nothing of it is kept. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputIT {

    /** In every bad input; must turn up nowhere. */
    private static final String MARK = "zanzibar-plum";

    private static final String MAIL = "zanzibar.plum@example.org";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"" + MARK + "\"}]";

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;

    @BeforeAll
    static void start() {
        upstream = new SimulatedUpstream(0);
        new SimulatedPolicy(upstream)
                .model("simulated")
                .agent("default", "1000")
                .write(directory.resolve("home"));
        chancery = ChanceryProcess.start(directory.resolve("home"));
    }

    @AfterAll
    static void stop() {
        chancery.close();
        upstream.close();
    }

    private static HttpRequest.Builder completion() {
        return HttpRequest.newBuilder(URI.create(chancery.url() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + chancery.firstRun("agentKey"));
    }

    private static JsonNode error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return error(response);
    }

    private static JsonNode error(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type"))
                .as(response.body())
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        JsonNode root = ChanceryProcess.JSON.readTree(response.body());
        assertThat(root.propertyNames()).containsExactly("error");
        JsonNode error = root.path("error");
        assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.path("message").asString()).hasSizeGreaterThan(10);
        assertThat(response.body()).doesNotContain(MARK);
        return error;
    }

    @Order(1)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "[]",
                "{",
                "{\"model\":",
                "{\"model\":\"simulated\",\"model\":\"zanzibar-plum\"," + "\"messages\":[]}",
                "{\"zanzibar-plum\":1} x",
                "{'model':'simulated'}",
                "{\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":\"zanzibar-plum\n\"}]}",
                "<xml>zanzibar-plum</xml>"
            })
    void refusesABodyThatIsNoJsonObject(String body) {
        assertThat(error(chancery.chat(body), 422).path("code").asString()).isEqualTo("invalid_request");
    }

    @Order(2)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model\":5,M",
                "\"model\":\"\",M",
                "\"model\":null,M",
                "M",
                "\"model\":\"simulated\"",
                "\"model\":\"simulated\",\"messages\":\"zanzibar-plum\"",
                "\"model\":\"simulated\",\"messages\":{}",
                "\"model\":\"simulated\",\"messages\":[]",
                "\"model\":\"simulated\",\"messages\":[5]",
                "\"model\":\"simulated\",\"messages\":[null]",
                "\"model\":\"simulated\",\"messages\":[{}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":5,\"content\":\"zanzibar-plum\"}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"zanzibar-plum\",\"content\":\"x\"}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":5}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":null}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"user\"}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":[5]}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":5}]}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"assistant\"}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":\"x\"}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[5]}]",
                "\"model\":\"simulated\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]",
                "\"model\":\"simulated\",\"stream\":\"yes\",M",
                "\"model\":\"simulated\",\"stream_options\":5,M",
                "\"model\":\"simulated\",\"stream_options\":{\"include_usage\":\"yes\"},M",
                "\"model\":\"simulated\",\"max_tokens\":-1,M",
                "\"model\":\"simulated\",\"max_tokens\":0,M",
                "\"model\":\"simulated\",\"max_tokens\":1.5,M",
                "\"model\":\"simulated\",\"max_tokens\":1e99,M",
                "\"model\":\"simulated\",\"max_tokens\":\"8\",M",
                "\"model\":\"simulated\",\"max_completion_tokens\":99999999999999999999,M",
                "\"model\":\"simulated\",\"n\":2,M",
                "\"model\":\"simulated\",\"n\":\"1\",M",
                "\"model\":\"simulated\",\"temperature\":\"hot\",M",
                "\"model\":\"simulated\",\"temperature\":3,M",
                "\"model\":\"simulated\",\"top_p\":[],M",
                "\"model\":\"simulated\",\"presence_penalty\":9,M",
                "\"model\":\"simulated\",\"frequency_penalty\":{},M",
                "\"model\":\"simulated\",\"seed\":\"zanzibar-plum\",M",
                "\"model\":\"simulated\",\"stop\":5,M",
                "\"model\":\"simulated\",\"stop\":[5],M",
                "\"model\":\"simulated\",\"tools\":\"x\",M",
                "\"model\":\"simulated\",\"tools\":[5],M",
                "\"model\":\"simulated\",\"tools\":[{\"type\":\"retrieval\"}],M",
                "\"model\":\"simulated\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":5}}],M",
                "\"model\":\"simulated\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}],M",
                "\"model\":\"simulated\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"description\":5}}],M",
                "\"model\":\"simulated\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":5}}],M",
                "\"model\":\"simulated\",\"tool_choice\":5,M",
                "\"model\":\"simulated\",\"tool_choice\":{},M",
                "\"model\":\"simulated\",\"response_format\":5,M",
                "\"model\":\"simulated\",\"logprobs\":\"yes\",M",
                "\"model\":\"simulated\",\"logit_bias\":{\"5\":1},M",
                "\"model\":\"simulated\",\"audio\":{\"voice\":\"x\"},M"
            })
    void refusesAWrongTypeAndSaysWhere(String members) {
        // given
        long before = upstream.requests();
        // when
        HttpResponse<String> response = chancery.chat("{" + members.replace("M", MESSAGES) + "}");
        // then
        JsonNode error = error(response, 422);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asString("")).as(response.body()).isNotEmpty();
        assertThat(upstream.requests()).isEqualTo(before);
    }

    @Order(3)
    @Test
    void refusesDeepNestingAndOneHundredThousandMessages() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        error(chancery.chat("{\"model\":\"simulated\",\"metadata\":" + deep + "," + MESSAGES + "}"), 422);
        String message = "{\"role\":\"user\",\"content\":\"a\"},";
        String many = message.repeat(100_000).substring(0, message.length() * 100_000 - 1);
        HttpResponse<String> response = chancery.chat("{\"model\":\"simulated\",\"messages\":[" + many + "]}");
        assertThat(error(response, 422).path("param").asString()).isEqualTo("messages");
    }

    @Order(4)
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheSenderOfATooLargeBodySo(boolean chunked) {
        byte[] body = ("{\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(10 << 20)
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = ChanceryProcess.send(completion()
                .POST(
                        chunked
                                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                                : BodyPublishers.ofByteArray(body)));
        assertThat(error(response, 413).path("code").asString()).isEqualTo("request_too_large");
    }

    @Order(5)
    @Test
    void takesAChunkedBody() {
        byte[] body = ("{\"model\":\"simulated\"," + MESSAGES + "}").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = ChanceryProcess.send(
                completion().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Order(6)
    @Test
    void refusesInvalidUtf8AndHalfACharacter() {
        byte[] body = ("{\"model\":\"simulated\"," + MESSAGES + "}").getBytes(StandardCharsets.UTF_8);
        body[body.length - 8] = (byte) 0xC3;
        HttpResponse<String> response = ChanceryProcess.send(completion().POST(BodyPublishers.ofByteArray(body)));
        assertThat(error(response, 422).path("message").asString()).contains("UTF-8");
        error(
                chancery.chat(
                        "{\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":\"zanzibar-plum \\ud800\"}]}"),
                422);
    }

    @Order(7)
    @Test
    void saysWhatToDoWithAnImage() {
        HttpResponse<String> response = chancery.chat(
                "{\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/zanzibar-plum\"}}]}]}");
        JsonNode error = error(response, 422);
        assertThat(error.path("message").asString()).contains("Send text");
        assertThat(error.path("param").asString()).isEqualTo("messages[0].content[0]");
    }

    @Order(8)
    @Test
    void refusesAnUnknownModelOnTheRecordWithoutKeepingPersonalDataOfItsName() {
        // when
        HttpResponse<String> response = chancery.chat("{\"model\":\"" + MAIL + "\"," + MESSAGES + "}");
        // then
        JsonNode error = error(response, 400);
        assertThat(error.path("code").asString()).isEqualTo("no_permitted_model");
        String task = response.headers().firstValue("Chancery-Task").orElseThrow();
        assertThat(chancery.get("/api/tasks/" + task + "/events").toString())
                .contains("task.refused")
                .doesNotContain(MAIL);
    }

    @Order(9)
    @Test
    void keepsWorkingAfterNamesThatADatabaseCannotHold() {
        // given
        HttpResponse<String> odd = chancery.chat("{\"model\":\"a\\u0000b\"," + MESSAGES + "}");
        assertThat(odd.statusCode()).as(odd.body()).isIn(400, 422);
        HttpResponse<String> nul = chancery.chat("{\"model\":\"simulated\",\"user\":\"\\u0000\","
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"description\":\"\\u0000\"}}],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000b\"}]}");
        assertThat(nul.statusCode()).as(nul.body()).isIn(200, 400, 422);
        // when
        HttpResponse<String> response = chancery.chat("{\"model\":\"simulated\"," + MESSAGES + "}");
        // then
        String task = response.headers().firstValue("Chancery-Task").orElseThrow();
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.api("GET", "/api/tasks/" + task, "").statusCode() == 200);
    }

    @Order(10)
    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer nonsense-of-a-key, 401",
        "Authorization, Basic abc, 401",
        "Authorization, Bearer, 401",
        "X-Nothing, no-key-at-all, 401"
    })
    void asksForAKeyThatOpens(String header, String value, int status) {
        HttpResponse<String> response =
                ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url() + "/v1/chat/completions"))
                        .header(header, value)
                        .POST(BodyPublishers.ofString("{}")));
        assertThat(error(response, status).path("code").asString()).isEqualTo("invalid_api_key");
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Order(11)
    @ParameterizedTest
    @CsvSource({
        "Chancery-Session, zanzibar-plum with spaces",
        "Chancery-Subject, zanzibar-plum with spaces",
        "Chancery-Workflow, zanzibar-plum with spaces",
        "Chancery-Prompt, zanzibar-plum",
        "Chancery-Prompt, zanzibar-plum@",
        "Chancery-Prompt, zanzibar plum@2"
    })
    void refusesAHeaderThatIsNoName(String header, String value) {
        HttpResponse<String> response = chancery.chat("{\"model\":\"simulated\"," + MESSAGES + "}", header, value);
        assertThat(error(response, 422).path("message").asString()).contains(header);
        error(chancery.chat("{\"model\":\"simulated\"," + MESSAGES + "}", header, "x".repeat(1_000)), 422);
    }

    @Order(11)
    @ParameterizedTest
    @CsvSource({
        "Chancery-Subject, zanzibar.plum@example.org",
        "Chancery-Session, +41446681800",
        "Chancery-Prompt, zanzibar.plum@example.org"
    })
    void refusesAnIdentifierThatIsPersonalData(String header, String value) {
        HttpResponse<String> response = chancery.chat("{\"model\":\"simulated\"," + MESSAGES + "}", header, value);
        assertThat(error(response, 422).path("message").asString())
                .contains(header)
                .doesNotContain(value);
    }

    @Order(12)
    @Test
    void refusesAnIdempotencyKeyThatIsTooLong() {
        error(chancery.chat("{\"model\":\"simulated\"," + MESSAGES + "}", "Idempotency-Key", "k".repeat(300)), 422);
    }

    @Order(13)
    @Test
    void tellsTheSenderOfAHugeHeaderSo() {
        HttpResponse<String> response = ChanceryProcess.send(
                completion().header("X-Huge", MARK.repeat(8_000)).POST(BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isIn(400, 431);
        error(response);
    }

    @Order(14)
    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, 405",
        "PUT, /v1/chat/completions, 405",
        "DELETE, /v1/models, 405",
        "GET, /v1/zanzibar-plum, 404",
        "POST, /v1/zanzibar-plum/x, 404",
        "GET, /v1, 404",
        "POST, /v1//chat/completions, 400",
        "POST, /v1/chat;x=1/completions, 400",
        "POST, /v1/%2e%2e/zanzibar-plum, 400"
    })
    void answersInItsOwnShapeWhereNothingIs(String method, String path, int status) {
        HttpResponse<String> response = ChanceryProcess.send(HttpRequest.newBuilder(URI.create(chancery.url() + path))
                .header("Authorization", "Bearer " + chancery.firstRun("agentKey"))
                .method(method, BodyPublishers.noBody()));
        error(response, status);
    }

    @Order(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zanzibar-plum\r\n\r\n",
                "zanzibar-plum\r\n\r\n"
            })
    void closesTheConnectionAfterARequestThatCouldBeTwo(String request) throws IOException {
        URI url = URI.create(chancery.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).matches("(?s)HTTP/1.1 (4|501).*").doesNotContain(MARK);
            assertThat(answer.split("HTTP/1.1 ")).hasSize(2);
        }
    }

    /** The same edge in another shape: what all edges share is tested above. */
    @Order(16)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | 422 | invalid_request_error",
                "{'zanzibar-plum':1} x | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':1} | 422 | invalid_request_error",
                "{'model':'simulated',M} | 422 | invalid_request_error",
                "{'model':5,'max_tokens':1,M} | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':0,M} | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':1,'zanzibar-plum':1,M} | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':1,'mcp_servers':[{'url':'zanzibar-plum'}],M} | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':1,'system':{'zanzibar-plum':1},M} | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':1,'messages':[{'role':'user','content':[{'type':'image','source':'zanzibar-plum'}]}]} | 422 | invalid_request_error",
                "{'model':'simulated','max_tokens':1,'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'zanzibar-plum'}]}]} | 422 | invalid_request_error",
                "{'model':'nobody','max_tokens':1,M} | 400 | invalid_request_error"
            })
    void answersBadMessagesInAnthropicsShape(String body, int status, String type) {
        HttpResponse<String> response = ChanceryProcess.send(messages(
                "/v1/messages", body.replace(",M}", "," + MESSAGES + "}").replace('\'', '"')));
        assertThat(anthropicError(response, status).path("type").asString()).isEqualTo(type);
    }

    @Order(16)
    @ParameterizedTest
    @CsvSource({
        "POST, /v1/messages, anthropic-version, 2022-01-01, 422, invalid_request_error",
        "POST, /v1/messages, x-api-key, zanzibar-plum, 401, authentication_error",
        "POST, /v1/messages/count_tokens, x-api-key, zanzibar-plum, 401, authentication_error",
        "GET, /v1/models, x-api-key, zanzibar-plum, 401, authentication_error",
        "GET, /v1/messages, X-Nothing, x, 405, invalid_request_error",
        "POST, /v1/messages/batches, X-Nothing, x, 404, not_found_error",
        "GET, /v1/zanzibar-plum, X-Nothing, x, 404, not_found_error",
        "POST, /v1//messages, X-Nothing, x, 400, invalid_request_error"
    })
    void answersInAnthropicsShapeWhereThatIsMeant(
            String method, String path, String header, String value, int status, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(chancery.url() + path))
                .setHeader("anthropic-version", "2023-06-01")
                .setHeader("x-api-key", chancery.firstRun("agentKey"))
                .setHeader(header, value)
                .method(method, BodyPublishers.ofString("{}"));
        assertThat(anthropicError(ChanceryProcess.send(request), status)
                        .path("type")
                        .asString())
                .isEqualTo(type);
    }

    @Order(16)
    @Test
    void tellsTheSenderOfATooLargeMessageSo() {
        HttpResponse<String> response = ChanceryProcess.send(messages("/v1/messages", "a".repeat(10 << 20)));
        assertThat(anthropicError(response, 413).path("type").asString()).isEqualTo("request_too_large");
    }

    private static HttpRequest.Builder messages(String path, String body) {
        return HttpRequest.newBuilder(URI.create(chancery.url() + path))
                .header("x-api-key", chancery.firstRun("agentKey"))
                .POST(BodyPublishers.ofString(body));
    }

    private static JsonNode anthropicError(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(content -> assertThat(content).startsWith("application/json"));
        assertThat(response.body()).doesNotContain(MARK);
        JsonNode root = ChanceryProcess.JSON.readTree(response.body());
        assertThat(root.propertyNames()).containsExactlyInAnyOrder("type", "error");
        assertThat(root.path("type").asString()).isEqualTo("error");
        JsonNode error = root.path("error");
        assertThat(error.propertyNames()).containsExactlyInAnyOrder("type", "message", "code", "details");
        assertThat(error.path("message").asString()).hasSizeGreaterThan(10);
        return error;
    }

    @Order(16)
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /api/zanzibar-plum | '' | 404",
                "GET | /api/tasks/zanzibar-plum | '' | 404",
                "GET | /api/tasks?state=zanzibar-plum | '' | 400",
                "GET | /api/tasks?limit=x | '' | 400",
                "GET | /api/tasks?limit=-1 | '' | 400",
                "GET | /api/tasks?before=x | '' | 400",
                "GET | /api/spend?by=x | '' | 400",
                "GET | /api/spend?from=zanzibar | '' | 400",
                "DELETE | /api/tasks | '' | 405",
                "POST | /api/workflows | {'zanzibar-plum | 400",
                "POST | /api/workflows | {} | 400",
                "POST | /api/workflows | [] | 400",
                "POST | /api/workflows | {\"workflow\":\"a b\",\"purpose\":\"x\"} | 400",
                "POST | /api/workflows | {\"workflow\":\"a\",\"purpose\":\"x\",\"gate\":\"zanzibar-plum\"} | 400",
                "POST | /api/workflows/zanzibar/gate | {\"to\":\"AUTONOMOUS\",\"reason\":\"x\"} | 404",
                "POST | /api/reviews/zanzibar/decision | {\"action\":\"approve\",\"reason\":\"x\"} | 404",
                "POST | /api/reviews/zanzibar/decision | {\"action\":\"shout\"} | 400",
                "POST | /api/agents/zanzibar/keys | '' | 404",
                "POST | /api/packs | {\"from\":\"zanzibar\"} | 400",
                "POST | /api/packs | zanzibar | 400",
                "GET | /api/packs/zanzibar | '' | 404",
                "POST | /api/inspect/personal-data | {\"text\":5.5 | 400",
                "GET | /api/log/proof/x | '' | 400",
                "GET | /api/log/proof/99999999 | '' | 404"
            })
    void answersBadInputToTheManagementApiAsAProblem(String method, String path, String body, int status) {
        HttpResponse<String> response = chancery.api(method, path, body == null ? "" : body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .as(response.body())
                .contains("application/problem+json");
        JsonNode problem = ChanceryProcess.JSON.readTree(response.body());
        assertThat(problem.path("type").asString()).startsWith("urn:chancery:problem:");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asString()).hasSizeGreaterThan(10);
    }

    @Order(17)
    @Test
    void keepsNothingOfTheBadInput() throws IOException {
        // given
        HttpResponse<String> last = chancery.chat("{\"model\":\"simulated\"," + MESSAGES + "}");
        // then
        assertThat(AuditPack.of(chancery, ChanceryProcess.position(last), directory.resolve("pack.zip"))
                        .events())
                .allSatisfy(line -> assertThat(line.payload().toString()).doesNotContain(MARK, MAIL));
        assertThat(chancery.output()).doesNotContain(MARK, MAIL).doesNotContain("\tat ");
        assertThat(Files.readString(chancery.home().resolve("postgres.log"))).doesNotContain(MARK, MAIL);
    }
}
