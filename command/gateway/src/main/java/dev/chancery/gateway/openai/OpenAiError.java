package dev.chancery.gateway.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error in the shape of the OpenAI API.
 *
 * @param status HTTP status
 * @param type class of the error, as OpenAI names it
 * @param code stable code
 * @param message for people: what is wrong and what to do
 * @param param the part of the request that is wrong, null when it is no single one
 */
record OpenAiError(
        int status,
        String type,
        String code,
        String message,
        @Nullable String param) {

    static OpenAiError badInput(String message, @Nullable String param) {
        return new OpenAiError(422, "invalid_request_error", "invalid_request", message, param);
    }

    static OpenAiError refusal(String code, String message) {
        return new OpenAiError(400, "policy_refusal", code, message, null);
    }

    static final OpenAiError WRONG_KEY = new OpenAiError(
            401,
            "authentication_error",
            "invalid_api_key",
            "The key is missing or opens nothing. Send 'Authorization: Bearer <agent key>'; the first key is in first-run.json"
                    + " in Chancery's home, others are issued under /api/agents.",
            null);

    static final OpenAiError RECORD_AWAY = new OpenAiError(
            503,
            "server_error",
            "audit_unavailable",
            "The record cannot be written, so nothing may happen. Try again when the event store is back.",
            null);

    static final OpenAiError BUSY = new OpenAiError(
            503, "server_error", "overloaded", "Too many requests are under way. Try again in a moment.", null);

    static final OpenAiError BUG = new OpenAiError(
            500, "server_error", "internal_error", "Chancery failed. The operator finds why in its log.", null);

    static final OpenAiError NOT_FOUND = new OpenAiError(
            404,
            "invalid_request_error",
            "unknown_url",
            "There is nothing here. Chancery has POST /v1/chat/completions and GET /v1/models.",
            null);

    static final OpenAiError WRONG_METHOD = new OpenAiError(
            405,
            "invalid_request_error",
            "method_not_supported",
            "This URL takes another method: the header Allow says which.",
            null);

    /** What was refused before anybody looked what it asks for. */
    static OpenAiError rejected(int status) {
        return status < 500
                ? new OpenAiError(
                        status,
                        "invalid_request_error",
                        "bad_request",
                        "The request is no HTTP that is served here: its URL is not in plain form, or its headers contradict"
                                + " each other or are too large. Correct it.",
                        null)
                : new OpenAiError(status, BUG.type(), BUG.code(), BUG.message(), null);
    }

    ObjectNode json(JsonMapper json) {
        ObjectNode root = json.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("message", message);
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return root;
    }

    /** Ends the handling of a request with this error. */
    static final class Raised extends Exception {
        private static final long serialVersionUID = 1;
        private final transient OpenAiError error;

        Raised(OpenAiError error) {
            super(error.code(), null, false, false);
            this.error = error;
        }

        OpenAiError error() {
            return error;
        }
    }
}
