package dev.chancery.gateway.anthropic;

import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.http.Api;
import dev.chancery.gateway.http.ApiError;
import dev.chancery.gateway.http.Members;
import dev.chancery.gateway.http.ModelCalls;
import dev.chancery.gateway.pipeline.Tokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1} as an Anthropic SDK expects it. Both versions of the API are the same for what is served here; what the later
 * one took away (how answers are drawn) is read all the same, since other models have it. The header {@code anthropic-beta}
 * is left aside: what a beta changes stands in the body, and is refused there.
 */
@RestController
public final class AnthropicApi {

    private static final Set<String> VERSIONS = Set.of("2023-06-01", "2026-10-21");
    private static final String VERSION_HEADER = "anthropic-version";

    private final ModelCalls calls;
    private final GatewayLimits limits;

    public AnthropicApi(ModelCalls calls, GatewayLimits limits) {
        this.calls = calls;
        this.limits = limits;
    }

    /** One governed model call. */
    @PostMapping("/v1/messages")
    public void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
        calls.govern(Api.ANTHROPIC, request, response, (body, idempotencyKey) -> {
            requireVersion(request.getHeader(VERSION_HEADER));
            return MessagesRequest.read(body, idempotencyKey, limits);
        });
    }

    /** How many input tokens a request will have: an estimate, since no provider is asked, and the answer says so. */
    @PostMapping("/v1/messages/count_tokens")
    public void count(HttpServletRequest request, HttpServletResponse response) throws IOException {
        calls.answer(Api.ANTHROPIC, request, response, caller -> {
            requireVersion(request.getHeader(VERSION_HEADER));
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            root.put(
                    "input_tokens",
                    Tokens.estimate(
                            MessagesRequest.conversation(calls.body(request).root(), limits)));
            root.putObject("chancery").put("estimate", true);
            return root;
        });
    }

    /** The names that the caller may give as {@code model}. */
    @GetMapping(path = "/v1/models", headers = VERSION_HEADER)
    public void models(HttpServletRequest request, HttpServletResponse response) throws IOException {
        calls.answer(Api.ANTHROPIC, request, response, this::models);
    }

    private ObjectNode models(Caller caller) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode data = root.putArray("data");
        for (String name : calls.models(caller)) {
            data.addObject()
                    .put("type", "model")
                    .put("id", name)
                    .put("display_name", name)
                    .put("created_at", "1970-01-01T00:00:00Z");
        }
        root.put("has_more", false);
        root.set("first_id", data.path(0).path("id"));
        root.set("last_id", data.path(data.size() - 1).path("id"));
        return root;
    }

    private static void requireVersion(@Nullable String version) throws ApiError.Raised {
        if (version != null && !VERSIONS.contains(version)) {
            throw Members.bad(
                    "The header " + VERSION_HEADER + " must be 2023-06-01 or 2026-10-21, or be left out.",
                    VERSION_HEADER);
        }
    }
}
