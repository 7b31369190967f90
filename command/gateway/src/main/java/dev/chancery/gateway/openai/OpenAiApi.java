package dev.chancery.gateway.openai;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.Callers;
import dev.chancery.gateway.pipeline.Deliveries;
import dev.chancery.gateway.pipeline.Outcome;
import dev.chancery.gateway.pipeline.Pipeline;
import dev.chancery.gateway.pipeline.Recordings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1} as an OpenAI SDK expects it. */
@RestController
public final class OpenAiApi {

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiApi.class);
    private static final Map<String, String> METHODS = Map.of("/v1/models", "GET", "/v1/chat/completions", "POST");

    private final Callers callers;
    private final Policies policies;
    private final Pipeline pipeline;
    private final GatewayLimits limits;
    private final Deliveries deliveries;
    private final RequestBody bodies;
    private final Semaphore underWay;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    public OpenAiApi(
            Callers callers,
            Policies policies,
            Pipeline pipeline,
            Deliveries deliveries,
            GatewayLimits limits,
            Clock clock) {
        this.callers = callers;
        this.policies = policies;
        this.pipeline = pipeline;
        this.deliveries = deliveries;
        this.limits = limits;
        this.bodies = new RequestBody(limits.maxBodyBytes());
        this.underWay = new Semaphore(limits.maxConcurrent());
        this.clock = clock;
    }

    /** The names that the caller may give as {@code model}. */
    @GetMapping("/v1/models")
    public void models(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Caller caller = caller(request);
            ObjectNode root = json.createObjectNode();
            root.put("object", "list");
            ArrayNode data = root.putArray("data");
            for (String name : names(policies.current(), caller)) {
                data.addObject()
                        .put("id", name)
                        .put("object", "model")
                        .put("created", 0)
                        .put("owned_by", "chancery");
            }
            write(response, 200, root);
        } catch (OpenAiError.Raised e) {
            fail(response, e.error());
        }
    }

    private static Set<String> names(Policy policy, Caller caller) {
        Set<String> names = new LinkedHashSet<>();
        names.add(Policy.AUTO);
        policy.models().forEach(alias -> names.add(alias.alias()));
        policy.deployments().stream()
                .map(Policy.Deployment::id)
                .filter(id -> policy.workflow(caller.workflow())
                        .filter(w ->
                                w.deployments().isEmpty() || w.deployments().contains(id))
                        .isPresent())
                .forEach(names::add);
        return names;
    }

    /** Whatever else is asked for under {@code /v1}. */
    @RequestMapping({"/v1", "/v1/**"})
    public void other(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = METHODS.get(request.getRequestURI());
        if (method == null) {
            fail(response, OpenAiError.NOT_FOUND);
        } else {
            response.setHeader("Allow", method);
            fail(response, OpenAiError.WRONG_METHOD);
        }
    }

    /** One governed model call. */
    @PostMapping("/v1/chat/completions")
    public void complete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!underWay.tryAcquire()) {
            response.setHeader("Retry-After", "1");
            fail(response, OpenAiError.BUSY);
            return;
        }
        try {
            governed(request, response);
        } finally {
            underWay.release();
        }
    }

    private void governed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ChatStream stream = null;
        try {
            Caller caller = caller(request);
            ChatRequest chat = ChatRequest.read(bodies.read(request), request.getHeader("Idempotency-Key"), limits);
            if (chat.call().streamed()) {
                stream = new ChatStream(response, json, clock.instant(), chat.includeUsage());
            }
            Outcome outcome = pipeline.run(caller, chat.call(), stream);
            answer(outcome, response, stream);
        } catch (OpenAiError.Raised e) {
            fail(response, stream, e.error());
        } catch (RecordUnavailable e) {
            fail(response, stream, OpenAiError.RECORD_AWAY);
        } catch (Recordings.KeyReused e) {
            fail(
                    response,
                    stream,
                    new OpenAiError(
                            422,
                            "invalid_request_error",
                            "idempotency_key_reused",
                            "The Idempotency-Key stands for another request, or for one whose content was erased. Use a new key.",
                            null));
        } catch (Recordings.StillRunning e) {
            fail(
                    response,
                    stream,
                    new OpenAiError(
                            409,
                            "invalid_request_error",
                            "idempotency_key_in_use",
                            "The request of this Idempotency-Key is still under way. Ask again in a moment.",
                            null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(response, stream, OpenAiError.BUSY);
        } catch (RuntimeException e) {
            LOG.error("A request failed by a fault of Chancery", e);
            fail(response, stream, OpenAiError.BUG);
        }
    }

    private void answer(Outcome outcome, HttpServletResponse response, @Nullable ChatStream stream) throws IOException {
        switch (outcome) {
            case Outcome.Refused refused -> {
                headers(response, outcome);
                if (stream != null && stream.handed() > 0) {
                    deliveries.failed(refused.task(), refused.refusal().sentence(), stream.handed());
                }
                fail(
                        response,
                        stream,
                        OpenAiError.refusal(
                                refused.refusal().code(), refused.refusal().sentence()));
            }
            case Outcome.Failed failed -> {
                headers(response, outcome);
                if (stream != null && stream.handed() > 0) {
                    deliveries.failed(failed.task(), failed.reason(), stream.handed());
                }
                fail(
                        response,
                        stream,
                        new OpenAiError(
                                504,
                                "server_error",
                                "all_models_failed",
                                "Every permitted model failed (" + failed.reason() + "). The timeline of task "
                                        + failed.task() + " has each attempt.",
                                null));
            }
            case Outcome.Answered answered -> {
                headers(response, outcome);
                hand(answered, response, stream);
            }
            case Outcome.Withheld withheld -> {
                headers(response, outcome);
                if (stream == null) {
                    write(response, 200, Completions.withheld(json, withheld, clock.instant()));
                } else {
                    stream.finish(withheld);
                }
            }
        }
    }

    /** Hands the answer over and tells what came of it, once the last byte is with the connection or cannot get there. */
    private void hand(Outcome.Answered answered, HttpServletResponse response, @Nullable ChatStream stream)
            throws IOException {
        try {
            long bytes;
            if (stream == null) {
                bytes = write(response, 200, Completions.answered(json, answered, clock.instant()));
                response.flushBuffer();
            } else {
                stream.finish(answered);
                bytes = stream.handed();
            }
            deliveries.delivered(answered.task(), bytes);
        } catch (IOException | RuntimeException e) {
            String reason = e instanceof IOException ? "the caller's connection broke" : "a fault of Chancery";
            deliveries.failed(answered.task(), reason, stream == null ? null : (Long) stream.handed());
            throw e;
        }
    }

    private static void headers(HttpServletResponse response, Outcome outcome) {
        if (response.isCommitted()) {
            return;
        }
        response.setHeader("Chancery-Task", outcome.task().value());
        response.setHeader("Chancery-Log-Position", Long.toString(outcome.position()));
        if (outcome instanceof Outcome.Answered answered) {
            response.setHeader("Chancery-Model", answered.reply().modelVersion());
            response.setHeader(
                    "Chancery-Cost-Micros", Long.toString(answered.cost().amount()));
        } else if (outcome instanceof Outcome.Withheld withheld) {
            response.setHeader("Chancery-Model", withheld.modelVersion());
            response.setHeader(
                    "Chancery-Cost-Micros", Long.toString(withheld.cost().amount()));
        }
    }

    private Caller caller(HttpServletRequest request) throws OpenAiError.Raised {
        try {
            return callers.of(bearer(request), request::getHeader)
                    .orElseThrow(() -> new OpenAiError.Raised(OpenAiError.WRONG_KEY));
        } catch (Callers.BadHeader e) {
            throw new OpenAiError.Raised(OpenAiError.badInput(String.valueOf(e.getMessage()), null));
        }
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : null;
    }

    private void fail(HttpServletResponse response, @Nullable ChatStream stream, OpenAiError error) throws IOException {
        if (stream != null && response.isCommitted()) {
            stream.fail(error);
        } else {
            fail(response, error);
        }
    }

    private void fail(HttpServletResponse response, OpenAiError error) throws IOException {
        if (error.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        write(response, error.status(), error.json(json));
    }

    private int write(HttpServletResponse response, int status, ObjectNode body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        return bytes.length;
    }
}
