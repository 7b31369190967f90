package dev.chancery.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A model API that Chancery speaks, and how that API says that something is wrong. */
public enum Api {
    OPENAI {
        @Override
        public ObjectNode error(ApiError error) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            root.putObject("error")
                    .put("message", error.message())
                    .put(
                            "type",
                            switch (error.kind()) {
                                case INPUT -> "invalid_request_error";
                                case KEY -> "authentication_error";
                                case REFUSAL -> "policy_refusal";
                                case BUSY, FAULT -> "server_error";
                            })
                    .put("param", error.param())
                    .put("code", error.code());
            return root;
        }
    },

    /** Its own types, none of Chancery's: clients decide by them. The code stands beside, and where the SDKs look for one. */
    ANTHROPIC {
        @Override
        public ObjectNode error(ApiError error) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            root.put("type", "error")
                    .putObject("error")
                    .put(
                            "type",
                            switch (error.kind()) {
                                case INPUT ->
                                    switch (error.status()) {
                                        case 404 -> "not_found_error";
                                        case 413 -> "request_too_large";
                                        default -> "invalid_request_error";
                                    };
                                case KEY -> "authentication_error";
                                case REFUSAL -> "invalid_request_error";
                                case BUSY -> "overloaded_error";
                                case FAULT -> "api_error";
                            })
                    .put("message", error.message())
                    .put("code", error.code())
                    .putObject("details")
                    .put("error_code", error.code())
                    .put("param", error.param());
            return root;
        }
    };

    /** The body that says so. */
    public abstract ObjectNode error(ApiError error);

    /** The API that a request means, whether or not there is anything where it asks. */
    public static Api of(HttpServletRequest request) {
        return of(request.getRequestURI(), request.getHeader("anthropic-version"));
    }

    /** The same, as far as a request could be read. */
    static Api of(@Nullable String path, @Nullable String anthropicVersion) {
        if (path != null && path.startsWith("/v1/messages")) {
            return ANTHROPIC;
        }
        boolean undecided = path == null || !path.startsWith("/v1/chat/");
        return undecided && anthropicVersion != null ? ANTHROPIC : OPENAI;
    }
}
