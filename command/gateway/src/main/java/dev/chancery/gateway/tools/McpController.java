package dev.chancery.gateway.tools;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.gateway.agents.AgentAuthenticator;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.Callers;
import dev.chancery.gateway.pipeline.Deliveries;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The MCP server that agents see (Streamable HTTP, revision 2025-11-25, and the two before it but for batches). It keeps no
 * state: each POST carries one message and is answered with JSON; there is no stream to GET and no session to DELETE (405).
 * {@code Mcp-Session-Id} only names the {@link SessionId} in which placeholders are stable; {@code Chancery-Session} takes
 * precedence, so that an agent can use one conversation for models and tools.
 *
 * <p>Other revisions are refused before anything is done, also the stateless one of 2026-07-28, whose requests name theirs in
 * {@code _meta}: 400 and an error of JSON-RPC under the request's id, whose {@code data} names the revisions that are supported. It
 * has the code of the revisions that are spoken here and not that of the later one (-32022), by which a client would take this for
 * a server of that one and not fall back to {@code initialize}.
 *
 * <p>Written by hand because the SDK's servlet wants sessions in memory, which a second node does not have, and answers a
 * message without one with a stack trace.
 */
@RestController
public final class McpController {
    private static final Logger log = LoggerFactory.getLogger(McpController.class);

    private static final List<String> REVISIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");
    private static final String SESSION = "Mcp-Session-Id";

    /** Where a request of a stateless revision says which one it speaks. */
    private static final String SPOKEN = "io.modelcontextprotocol/protocolVersion";

    /** The task whose result the answer to this request hands over. */
    private static final String DELIVERED = McpController.class.getName() + ".delivered";

    private static final String BEARER = "Bearer ";
    private static final int NAME_LIMIT = 256;

    /** In {@code _meta} of a call: what is asked for again under the same key is made once. */
    private static final String KEY = "dev.chancery/idempotency-key";

    private final AgentAuthenticator authenticator;
    private final ToolCalls calls;
    private final ToolSettings settings;
    private final Deliveries deliveries;
    private final Predicate<String> personal;
    private final Map<AgentId, Semaphore> running = new ConcurrentHashMap<>();

    /** @param personal whether a text holds personal data, which no identifier may: it is recorded as it is */
    public McpController(
            AgentAuthenticator authenticator,
            ToolCalls calls,
            ToolSettings settings,
            Deliveries deliveries,
            Predicate<String> personal) {
        this.authenticator = authenticator;
        this.calls = calls;
        this.settings = settings;
        this.deliveries = deliveries;
        this.personal = personal;
    }

    /** Takes one message. The result of a tool is written here, so that it is known what came of it. */
    @PostMapping("/mcp")
    public @Nullable ResponseEntity<JsonNode> post(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        ResponseEntity<JsonNode> answer = answer(http);
        if (http.getAttribute(DELIVERED) instanceof TaskId task) {
            hand(task, answer, response);
            return null;
        }
        return answer;
    }

    private void hand(TaskId task, ResponseEntity<JsonNode> answer, HttpServletResponse response) throws IOException {
        byte[] body = JsonRpc.JSON.writeValueAsBytes(answer.getBody());
        try {
            answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.flushBuffer();
            deliveries.delivered(task, body.length);
        } catch (IOException | RuntimeException e) {
            deliveries.failed(
                    task, e instanceof IOException ? "the caller's connection broke" : "a fault of Chancery", null);
            throw e;
        }
    }

    private ResponseEntity<JsonNode> answer(HttpServletRequest http) throws IOException {
        String origin = http.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !settings.allowedOrigins().contains(origin)) {
            return refuse(
                    HttpStatus.FORBIDDEN,
                    "origin_denied",
                    "Scripts of this web page may not call tools. Its origin has to be in chancery.tools.allowed-origins.");
        }
        Optional<Caller> caller;
        try {
            caller = authenticator.authenticate(bearer(http), http::getHeader);
        } catch (Callers.BadHeader e) {
            return refuse(HttpStatus.BAD_REQUEST, "invalid_header", Objects.toString(e.getMessage()));
        }
        if (caller.isEmpty()) {
            return refuse(
                    HttpStatus.UNAUTHORIZED,
                    "invalid_api_key",
                    "No agent has this key. Send 'Authorization: Bearer <agent key>' with a key that is not revoked.");
        }
        String named = http.getHeader(SESSION);
        if (caller.get().session() == null && named != null && Id.isValid(named) && personal.test(named)) {
            return refuse(
                    HttpStatus.BAD_REQUEST,
                    "invalid_header",
                    Objects.toString(Callers.BadHeader.personal(SESSION).getMessage()));
        }
        byte[] body = http.getInputStream().readNBytes(settings.requestBytes() + 1);
        if (body.length > settings.requestBytes()) {
            return refuse(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too_large",
                    "A message may have " + settings.requestBytes() + " bytes.");
        }
        JsonRpc.Message message = JsonRpc.read(body);
        String revision = revision(message, http.getHeader("MCP-Protocol-Version"));
        if (revision != null && !REVISIONS.contains(revision)) {
            return unsupported(message, revision);
        }
        return switch (message) {
            case JsonRpc.Message.Silent silent -> ResponseEntity.accepted().build();
            case JsonRpc.Message.Malformed bad ->
                json(HttpStatus.BAD_REQUEST).body(JsonRpc.error(bad.id(), bad.code(), bad.sentence(), null));
            case JsonRpc.Message.Request request ->
                safely(request, () -> answer(request, caller.get(), session(caller.get(), named), http));
        };
    }

    /** There is no stream that the server opens by itself, and no session that an agent could end. */
    @RequestMapping(
            path = "/mcp",
            method = {RequestMethod.GET, RequestMethod.DELETE})
    public ResponseEntity<Void> other() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .allow(HttpMethod.POST)
                .build();
    }

    private static ResponseEntity<JsonNode> safely(
            JsonRpc.Message.Request request, Supplier<ResponseEntity<JsonNode>> answer) {
        try {
            return answer.get();
        } catch (RecordUnavailable e) {
            return json(HttpStatus.SERVICE_UNAVAILABLE)
                    .body(JsonRpc.error(
                            request.id(),
                            JsonRpc.REFUSED,
                            "The record cannot be written now, so nothing is done or nothing is answered. Try again later.",
                            "audit_unavailable"));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("error", e.getClass().getName()).log("A message of an agent broke");
            return json(HttpStatus.INTERNAL_SERVER_ERROR)
                    .body(JsonRpc.error(
                            request.id(), JsonRpc.INTERNAL_ERROR, "The request broke inside Chancery.", null));
        }
    }

    private ResponseEntity<JsonNode> answer(
            JsonRpc.Message.Request request, Caller caller, SessionId session, HttpServletRequest http) {
        return switch (request.method()) {
            case "initialize" -> initialize(request, session);
            case "ping" -> json(HttpStatus.OK).body(JsonRpc.result(request.id(), JsonRpc.JSON.createObjectNode()));
            case "tools/list" ->
                request.params().hasNonNull("cursor")
                        ? invalid(request, "All tools are on the first page; leave the cursor out.")
                        : json(HttpStatus.OK).body(JsonRpc.result(request.id(), calls.list(caller)));
            case "tools/call" -> call(request, caller, session, http);
            default ->
                json(HttpStatus.OK)
                        .body(JsonRpc.error(
                                request.id(),
                                JsonRpc.METHOD_NOT_FOUND,
                                "This server has initialize, ping, tools/list and tools/call.",
                                null));
        };
    }

    private ResponseEntity<JsonNode> initialize(JsonRpc.Message.Request request, SessionId session) {
        String wanted = JsonRpc.text(request.params(), "protocolVersion");
        if (wanted == null) {
            return invalid(request, "Say which protocolVersion you speak.");
        }
        ObjectNode result = JsonRpc.JSON.createObjectNode();
        result.put("protocolVersion", REVISIONS.contains(wanted) ? wanted : REVISIONS.getFirst());
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "chancery").put("version", ToolServers.version());
        return json(HttpStatus.OK).header(SESSION, session.value()).body(JsonRpc.result(request.id(), result));
    }

    private ResponseEntity<JsonNode> call(
            JsonRpc.Message.Request request, Caller caller, SessionId session, HttpServletRequest http) {
        String name = JsonRpc.text(request.params(), "name");
        if (name == null || name.isEmpty() || name.length() > NAME_LIMIT) {
            return invalid(request, "Name the tool, in 1 to " + NAME_LIMIT + " characters, as tools/list does.");
        }
        JsonNode given = request.params().get("arguments");
        if (given != null && !given.isNull() && !given.isObject()) {
            return invalid(request, "The arguments of a tool are an object.");
        }
        ObjectNode arguments = given instanceof ObjectNode object ? object : JsonRpc.JSON.createObjectNode();
        String key = request.params().path("_meta") instanceof ObjectNode meta ? JsonRpc.text(meta, KEY) : null;
        if (key != null && !Id.isValid(key)) {
            return invalid(request, KEY + " has 1 to " + Id.LIMIT + " printable ASCII characters and no space.");
        }
        Semaphore free = running.computeIfAbsent(caller.agent(), agent -> new Semaphore(settings.concurrentCalls()));
        if (!free.tryAcquire()) {
            return json(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, "1")
                    .body(JsonRpc.error(
                            request.id(),
                            JsonRpc.REFUSED,
                            "This agent has " + settings.concurrentCalls()
                                    + " tool calls under way. Wait for one to end.",
                            "too_many_calls"));
        }
        try {
            ToolCalls.Called called = calls.call(caller, session, name, arguments, key);
            if (called.task() == null) {
                return json(HttpStatus.OK).body(JsonRpc.result(request.id(), called.result()));
            }
            if (called.answered()) {
                http.setAttribute(DELIVERED, called.task());
            }
            return json(HttpStatus.OK)
                    .header("Chancery-Task", called.task().value())
                    .header("Chancery-Log-Position", Long.toString(called.position()))
                    .body(JsonRpc.result(request.id(), called.result()));
        } finally {
            free.release();
        }
    }

    private static @Nullable String bearer(HttpServletRequest http) {
        String header = http.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    /** The session that the caller names, in Chancery's words or in those of MCP, or a new one. */
    private SessionId session(Caller caller, @Nullable String named) {
        if (caller.session() != null) {
            return caller.session();
        }
        if (named != null && Id.isValid(named)) {
            return new SessionId(named);
        }
        String random = UUID.randomUUID().toString();
        while (personal.test(random)) {
            // It would be refused when the agent names it again.
            random = UUID.randomUUID().toString();
        }
        return new SessionId(random);
    }

    /** Which revision a message speaks, null when it does not say: then it is one of those that are negotiated. */
    private static @Nullable String revision(JsonRpc.Message message, @Nullable String header) {
        String spoken = message instanceof JsonRpc.Message.Request request
                        && request.params().path("_meta") instanceof ObjectNode meta
                ? JsonRpc.text(meta, SPOKEN)
                : null;
        return spoken == null || (header != null && !REVISIONS.contains(header)) ? header : spoken;
    }

    private static ResponseEntity<JsonNode> unsupported(JsonRpc.Message message, String revision) {
        JsonNode id = switch (message) {
            case JsonRpc.Message.Request request -> request.id();
            case JsonRpc.Message.Malformed malformed -> malformed.id();
            case JsonRpc.Message.Silent silent -> JsonRpc.nothing();
        };
        ObjectNode error = JsonRpc.error(
                id,
                JsonRpc.REFUSED,
                "Unsupported protocol version. This server speaks the MCP revisions " + String.join(", ", REVISIONS)
                        + ": begin with initialize and one of them.",
                "unsupported_protocol_version");
        ObjectNode data = error.withObject("/error/data");
        REVISIONS.forEach(data.putArray("supported")::add);
        data.put("requested", revision.length() > NAME_LIMIT ? revision.substring(0, NAME_LIMIT) : revision);
        return json(HttpStatus.BAD_REQUEST).body(error);
    }

    private static ResponseEntity<JsonNode> invalid(JsonRpc.Message.Request request, String sentence) {
        return json(HttpStatus.OK).body(JsonRpc.error(request.id(), JsonRpc.INVALID_PARAMS, sentence, null));
    }

    private static ResponseEntity<JsonNode> refuse(HttpStatus status, String code, String sentence) {
        var response = json(status);
        if (status == HttpStatus.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.body(JsonRpc.error(JsonRpc.nothing(), JsonRpc.REFUSED, sentence, code));
    }

    private static ResponseEntity.BodyBuilder json(HttpStatus status) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
    }
}
