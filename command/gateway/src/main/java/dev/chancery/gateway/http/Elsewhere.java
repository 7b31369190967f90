package dev.chancery.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whatever else is asked for under {@code /v1}. */
@RestController
public final class Elsewhere {

    private static final Map<String, String> METHODS = Map.of(
            "/v1/models", "GET",
            "/v1/chat/completions", "POST",
            "/v1/messages", "POST",
            "/v1/messages/count_tokens", "POST");

    /** Says that there is nothing, or which method there is. */
    @RequestMapping({"/v1", "/v1/**"})
    public void other(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = METHODS.get(request.getRequestURI());
        if (method == null) {
            ModelCalls.fail(Api.of(request), response, ApiError.NOT_FOUND);
        } else {
            response.setHeader("Allow", method);
            ModelCalls.fail(Api.of(request), response, ApiError.WRONG_METHOD);
        }
    }
}
