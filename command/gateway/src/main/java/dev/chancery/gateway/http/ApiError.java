package dev.chancery.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request, or went wrong with it, in no API's own shape.
 *
 * @param status HTTP status
 * @param code stable code
 * @param message for people: what is wrong and what to do
 * @param param the part of the request that is wrong, null when it is no single one
 */
public record ApiError(
        int status,
        Kind kind,
        String code,
        String message,
        @Nullable String param) {

    /** Class of an error. */
    public enum Kind {
        /** The request is wrong. */
        INPUT,
        /** Its key is. */
        KEY,
        /** The policy refuses it. */
        REFUSAL,
        /** It may succeed in a moment. */
        BUSY,
        /** It is not the caller's fault. */
        FAULT
    }

    public static final ApiError WRONG_KEY = new ApiError(
            401,
            Kind.KEY,
            "invalid_api_key",
            "The key is missing or opens nothing. Send 'Authorization: Bearer <agent key>', or 'x-api-key' on Anthropic's API;"
                    + " the first key is in first-run.json in Chancery's home, others are issued under /api/agents.",
            null);

    static final ApiError RECORD_AWAY = new ApiError(
            503,
            Kind.FAULT,
            "audit_unavailable",
            "The record cannot be written, so nothing may happen. Try again when the event store is back.",
            null);

    static final ApiError BUSY =
            new ApiError(503, Kind.BUSY, "overloaded", "Too many requests are under way. Try again in a moment.", null);

    static final ApiError BUG = new ApiError(
            500, Kind.FAULT, "internal_error", "Chancery failed. The operator finds why in its log.", null);

    static final ApiError NOT_FOUND = new ApiError(
            404,
            Kind.INPUT,
            "unknown_url",
            "There is nothing here. Chancery has POST /v1/chat/completions, POST /v1/messages, POST"
                    + " /v1/messages/count_tokens and GET /v1/models.",
            null);

    static final ApiError WRONG_METHOD = new ApiError(
            405,
            Kind.INPUT,
            "method_not_supported",
            "This URL takes another method: the header Allow says which.",
            null);

    static final ApiError KEY_REUSED = new ApiError(
            422,
            Kind.INPUT,
            "idempotency_key_reused",
            "The Idempotency-Key stands for another request, or for one whose content was erased. Use a new key.",
            null);

    static final ApiError KEY_IN_USE = new ApiError(
            409,
            Kind.INPUT,
            "idempotency_key_in_use",
            "The request of this Idempotency-Key is still under way. Ask again in a moment.",
            null);

    static ApiError badInput(String message, @Nullable String param) {
        return new ApiError(422, Kind.INPUT, "invalid_request", message, param);
    }

    static ApiError refusal(String code, String message) {
        return new ApiError(400, Kind.REFUSAL, code, message, null);
    }

    /** What was refused before anybody looked what it asks for. */
    static ApiError rejected(int status) {
        return status < 500
                ? new ApiError(
                        status,
                        Kind.INPUT,
                        "bad_request",
                        "The request is no HTTP that is served here: its URL is not in plain form, or its headers contradict"
                                + " each other or are too large. Correct it.",
                        null)
                : new ApiError(status, BUG.kind(), BUG.code(), BUG.message(), null);
    }

    /** Ends the handling of a request with an error. */
    public static final class Raised extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ApiError error;

        Raised(ApiError error) {
            super(error.code(), null, false, false);
            this.error = error;
        }

        public ApiError error() {
            return error;
        }
    }
}
