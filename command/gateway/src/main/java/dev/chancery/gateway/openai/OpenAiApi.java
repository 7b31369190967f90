package dev.chancery.gateway.openai;

import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.http.Api;
import dev.chancery.gateway.http.ModelCalls;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1} as an OpenAI SDK expects it. */
@RestController
public final class OpenAiApi {

    private final ModelCalls calls;
    private final GatewayLimits limits;
    private final Clock clock;

    public OpenAiApi(ModelCalls calls, GatewayLimits limits, Clock clock) {
        this.calls = calls;
        this.limits = limits;
        this.clock = clock;
    }

    /** The names that the caller may give as {@code model}. */
    @GetMapping("/v1/models")
    public void models(HttpServletRequest request, HttpServletResponse response) throws IOException {
        calls.answer(Api.OPENAI, request, response, this::models);
    }

    private ObjectNode models(Caller caller) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("object", "list");
        ArrayNode data = root.putArray("data");
        for (String name : calls.models(caller)) {
            data.addObject()
                    .put("id", name)
                    .put("object", "model")
                    .put("created", 0)
                    .put("owned_by", "chancery");
        }
        return root;
    }

    /** One governed model call. */
    @PostMapping("/v1/chat/completions")
    public void complete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        calls.govern(
                Api.OPENAI,
                request,
                response,
                (body, idempotencyKey) -> ChatRequest.read(body, idempotencyKey, limits, clock.instant()));
    }
}
