package dev.chancery.gateway.http;

import dev.chancery.contracts.TaskId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a body of server-sent events and counts what was handed to the connection. For one thread. */
public final class EventStream {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE = "\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServletResponse response;
    private boolean begun;
    private long written;
    private long handed;

    public EventStream(HttpServletResponse response) {
        this.response = response;
    }

    /** Tells in headers, before the first event, which task this is. */
    public void permitted(TaskId task, long position) {
        response.setHeader("Chancery-Task", task.value());
        response.setHeader("Chancery-Log-Position", Long.toString(position));
    }

    /** Whether an event was written. */
    public boolean begun() {
        return begun;
    }

    /**
     * Writes one event; it need not be on its way before {@link #flush}.
     *
     * @param name null for an event without one
     */
    public void event(@Nullable String name, ObjectNode data) throws IOException {
        if (!begun) {
            begun = true;
            response.setStatus(200);
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-store");
        }
        if (name != null) {
            write(EVENT);
            write(name.getBytes(StandardCharsets.US_ASCII));
            write(LINE);
        }
        write(DATA);
        write(JSON.writeValueAsBytes(data));
        write(END);
    }

    /** Writes bytes that are no JSON event. */
    public void write(byte[] bytes) throws IOException {
        response.getOutputStream().write(bytes);
        written += bytes.length;
    }

    /** Hands what was written to the connection. */
    public void flush() throws IOException {
        response.flushBuffer();
        handed = written;
    }

    /** Bytes of the body that were handed to the connection. */
    public long handed() {
        return handed;
    }
}
