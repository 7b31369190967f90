package dev.chancery.gateway.http;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Answers what Tomcat refuses before any handler sees it, such as headers that are too large, as JSON and not as a page. */
public final class ModelApiErrorValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ModelApiErrorValve.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable fault) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean open = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
        if (!open.get()) {
            return;
        }
        try {
            response.setContentType("application/json");
            Writer writer = response.getReporter();
            if (writer != null) {
                Api api = Api.of(request.getRequestURI(), request.getHeader("anthropic-version"));
                writer.write(JSON.writeValueAsString(api.error(ApiError.rejected(status))));
                response.finishResponse();
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("The client left before it could be told");
        }
    }
}
