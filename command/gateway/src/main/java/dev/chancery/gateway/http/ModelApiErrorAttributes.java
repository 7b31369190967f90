package dev.chancery.gateway.http;

import jakarta.servlet.RequestDispatcher;
import java.util.Map;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Gives errors that no handler of {@code /v1} raised, such as a URL that the firewall refuses, the shape of the API that was meant. */
public final class ModelApiErrorAttributes extends DefaultErrorAttributes {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
        Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI, RequestAttributes.SCOPE_REQUEST);
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE, RequestAttributes.SCOPE_REQUEST);
        if (uri instanceof String path && path.startsWith("/v1") && status instanceof Integer code) {
            Api api = Api.of(path, request.getHeader("anthropic-version"));
            return JSON.convertValue(api.error(ApiError.rejected(code)), new TypeReference<>() {});
        }
        return super.getErrorAttributes(request, options);
    }
}
