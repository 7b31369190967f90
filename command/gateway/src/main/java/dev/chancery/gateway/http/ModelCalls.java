package dev.chancery.gateway.http;

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
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The way of a model call over HTTP, whatever API it came by: who asks, within which limits, and what came of handing the answer over. */
public final class ModelCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Callers callers;
    private final Policies policies;
    private final Pipeline pipeline;
    private final Deliveries deliveries;
    private final RequestBody bodies;
    private final Semaphore underWay;

    public ModelCalls(
            Callers callers, Policies policies, Pipeline pipeline, Deliveries deliveries, GatewayLimits limits) {
        this.callers = callers;
        this.policies = policies;
        this.pipeline = pipeline;
        this.deliveries = deliveries;
        this.bodies = new RequestBody(limits.maxBodyBytes());
        this.underWay = new Semaphore(limits.maxConcurrent());
    }

    /** Reads a body of an API. */
    @FunctionalInterface
    public interface Reading {

        /**
         * The call.
         *
         * @param idempotencyKey as given in the header, null when it is absent
         */
        ModelRequest read(RequestBody.Parsed body, @Nullable String idempotencyKey) throws ApiError.Raised;
    }

    /** Answers a caller without a model. */
    @FunctionalInterface
    public interface Answering {
        ObjectNode answer(Caller caller) throws ApiError.Raised;
    }

    /** Governs one model call and answers it. */
    public void govern(Api api, HttpServletRequest request, HttpServletResponse response, Reading reading)
            throws IOException {
        if (!underWay.tryAcquire()) {
            response.setHeader("Retry-After", "1");
            fail(api, response, ApiError.BUSY);
            return;
        }
        try {
            governed(api, request, response, reading);
        } finally {
            underWay.release();
        }
    }

    /** Answers whoever has a key with what needs no model and leaves nothing on the record. */
    public void answer(Api api, HttpServletRequest request, HttpServletResponse response, Answering answering)
            throws IOException {
        try {
            write(response, 200, answering.answer(caller(api, request)));
        } catch (ApiError.Raised e) {
            fail(api, response, e.error());
        }
    }

    /** The body of a request, within limits. */
    public RequestBody.Parsed body(HttpServletRequest request) throws ApiError.Raised {
        return bodies.read(request);
    }

    /** The names that a caller may give as {@code model}. */
    public Set<String> models(Caller caller) {
        Policy policy = policies.current();
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

    private void governed(Api api, HttpServletRequest request, HttpServletResponse response, Reading reading)
            throws IOException {
        AnswerStream stream = null;
        try {
            Caller caller = caller(api, request);
            String key = request.getHeader("Idempotency-Key");
            if (key != null && (key.isBlank() || key.length() > 256)) {
                throw Members.bad("The header Idempotency-Key must have 1 to 256 characters.", "Idempotency-Key");
            }
            ModelRequest asked = reading.read(body(request), key);
            if (asked.call().streamed()) {
                stream = asked.stream(response);
            }
            answer(api, asked, pipeline.run(caller, asked.call(), stream), response, stream);
        } catch (ApiError.Raised e) {
            fail(api, response, stream, e.error());
        } catch (RecordUnavailable e) {
            fail(api, response, stream, ApiError.RECORD_AWAY);
        } catch (Recordings.KeyReused e) {
            fail(api, response, stream, ApiError.KEY_REUSED);
        } catch (Recordings.StillRunning e) {
            fail(api, response, stream, ApiError.KEY_IN_USE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(api, response, stream, ApiError.BUSY);
        } catch (RuntimeException e) {
            LOG.error("A request failed by a fault of Chancery", e);
            fail(api, response, stream, ApiError.BUG);
        }
    }

    private void answer(
            Api api, ModelRequest asked, Outcome outcome, HttpServletResponse response, @Nullable AnswerStream stream)
            throws IOException {
        headers(response, outcome);
        switch (outcome) {
            case Outcome.Refused refused -> {
                // A caller who was stopped in the middle of a stream has got a part of it.
                if (stream != null && stream.handed() > 0) {
                    deliveries.failed(refused.task(), refused.refusal().sentence(), stream.handed());
                }
                fail(
                        api,
                        response,
                        stream,
                        ApiError.refusal(
                                refused.refusal().code(), refused.refusal().sentence()));
            }
            case Outcome.Failed failed -> {
                if (stream != null && stream.handed() > 0) {
                    deliveries.failed(failed.task(), failed.reason(), stream.handed());
                }
                fail(
                        api,
                        response,
                        stream,
                        new ApiError(
                                504,
                                ApiError.Kind.FAULT,
                                "all_models_failed",
                                "Every permitted model failed (" + failed.reason() + "). The timeline of task "
                                        + failed.task() + " has each attempt.",
                                null));
            }
            case Outcome.Answered answered -> hand(asked, answered, response, stream);
            case Outcome.Withheld withheld -> {
                if (stream == null) {
                    write(response, 200, asked.withheld(withheld));
                } else {
                    stream.finish(withheld);
                }
            }
        }
    }

    /** Hands the answer over and tells what came of it, once the last byte is with the connection or cannot get there. */
    private void hand(
            ModelRequest asked, Outcome.Answered answered, HttpServletResponse response, @Nullable AnswerStream stream)
            throws IOException {
        try {
            long bytes;
            if (stream == null) {
                bytes = write(response, 200, asked.answered(answered));
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

    private Caller caller(Api api, HttpServletRequest request) throws ApiError.Raised {
        String key = bearer(request);
        if (key == null && api == Api.ANTHROPIC) {
            key = request.getHeader("x-api-key");
        }
        try {
            return callers.of(key, request::getHeader).orElseThrow(() -> new ApiError.Raised(ApiError.WRONG_KEY));
        } catch (Callers.BadHeader e) {
            throw Members.bad(String.valueOf(e.getMessage()), null);
        }
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : null;
    }

    private static void fail(Api api, HttpServletResponse response, @Nullable AnswerStream stream, ApiError error)
            throws IOException {
        if (stream != null && response.isCommitted()) {
            stream.fail(error);
        } else {
            fail(api, response, error);
        }
    }

    static void fail(Api api, HttpServletResponse response, ApiError error) throws IOException {
        if (error.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        write(response, error.status(), api.error(error));
    }

    private static int write(HttpServletResponse response, int status, ObjectNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        return bytes.length;
    }
}
