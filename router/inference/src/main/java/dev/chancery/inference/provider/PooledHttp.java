package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.AttemptFailure;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * langchain4j's HTTP client over Apache HttpClient: blocking, one pool of kept-alive connections for all deployments, no
 * redirects (a key must not follow one), cookies or thread of its own. It costs 35 to 45 µs of CPU a call where the JDK's
 * client costs 50 to 120, and an interrupt of the calling virtual thread closes the connection, so that a provider stops
 * as well.
 */
public final class PooledHttp implements AutoCloseable {

    /** Members put at the end of the request's JSON object, because langchain4j cannot say them; {@code "a":1,"b":[]}. */
    static final ScopedValue<String> EXTRA_MEMBERS = ScopedValue.newInstance();

    /** Sees every answer and every event of a stream, for what langchain4j does not hand on. */
    static final ScopedValue<UsageReading> USAGE = ScopedValue.newInstance();

    private static final Pattern NO_TOOLS = Pattern.compile(",\\s*\"tools\"\\s*:\\s*\\[\\s*]");
    private static final int MAX_CONNECTIONS = 2048;
    private static final int MAX_RESPONSE_BYTES = 64 << 20;
    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final Timeout CONNECT = Timeout.of(5, TimeUnit.SECONDS);

    private final MinimalHttpClient client;

    /** Opens a pool without connections. */
    public PooledHttp() {
        client = HttpClients.createMinimal(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(socket -> new Discreet())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(CONNECT)
                        .setValidateAfterInactivity(1, TimeUnit.SECONDS)
                        .setTimeToLive(10, TimeUnit.MINUTES)
                        .build())
                .build());
    }

    /** What langchain4j asks for; its time-out is the longest silence of a provider. */
    HttpClientBuilder builder() {
        return new Builder();
    }

    @Override
    public void close() {
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }

    /** A call failed below HTTP. */
    static final class TransportFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
        final AttemptFailure failure;

        TransportFailure(AttemptFailure failure, String detail) {
            super(detail, null, false, false);
            this.failure = failure;
        }
    }

    private final class Builder implements HttpClientBuilder {
        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;

        @Override
        public @Nullable Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            readTimeout = timeout;
            return this;
        }

        @Override
        public HttpClient build() {
            Duration silence = readTimeout == null ? Duration.ofMinutes(1) : readTimeout;
            return new BlockingClient(RequestConfig.custom()
                    .setConnectionRequestTimeout(CONNECT)
                    .setResponseTimeout(Timeout.of(silence))
                    .build());
        }
    }

    private final class BlockingClient implements HttpClient {
        private final RequestConfig config;

        BlockingClient(RequestConfig config) {
            this.config = config;
        }

        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) {
            return exchange(request, (response, body) -> {
                SuccessfulHttpResponse.Builder whole =
                        SuccessfulHttpResponse.builder().statusCode(response.getCode());
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                read(text);
                return whole.body(text).build();
            });
        }

        /** Blocks until the stream has ended, unlike its contract: we run on virtual threads. */
        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            exchange(request, (response, body) -> {
                listener.onOpen(SuccessfulHttpResponse.builder()
                        .statusCode(response.getCode())
                        .build());
                Strict strict = new Strict(listener);
                parser.parse(body, strict);
                if (strict.failure instanceof IOException broken) {
                    throw broken;
                } else if (strict.failure != null) {
                    throw new TransportFailure(AttemptFailure.GARBAGE, "The provider's stream cannot be read");
                }
                listener.onClose();
                return response;
            });
        }

        private <T> T exchange(HttpRequest request, Exchange<T> exchange) {
            URI uri = URI.create(request.url());
            HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
            HttpUriRequestBase post = toApache(request, uri);
            boolean answered = false;
            try (ClassicHttpResponse response = client.executeOpen(host, post, HttpClientContext.create())) {
                answered = true;
                HttpEntity entity = response.getEntity();
                try (Body body = new Body(entity == null ? InputStream.nullInputStream() : entity.getContent(), post)) {
                    if (response.getCode() / 100 != 2) {
                        // An error's body may quote the prompt: it is thrown away, and read only to keep the
                        // connection.
                        body.readNBytes(MAX_ERROR_BYTES);
                        throw new HttpException(response.getCode(), "HTTP " + response.getCode());
                    }
                    return exchange.with(response, body);
                }
            } catch (IOException e) {
                throw failure(e, answered);
            }
        }

        private HttpUriRequestBase toApache(HttpRequest request, URI uri) {
            HttpUriRequestBase post = new HttpUriRequestBase(request.method().name(), uri);
            post.setConfig(config);
            request.headers().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("Content-Type")) {
                    values.forEach(value -> post.addHeader(name, value));
                }
            });
            if (request.body() != null) {
                post.setEntity(new ByteArrayEntity(
                        extended(request.body()),
                        ContentType.APPLICATION_JSON.withCharset((java.nio.charset.Charset) null)));
            }
            return post;
        }
    }

    private static void read(String answer) {
        if (USAGE.isBound()) {
            USAGE.get().take(answer);
        }
    }

    private static byte[] extended(String json) {
        if (!EXTRA_MEMBERS.isBound()) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        // Ollama's request says that there are no tools; said twice, a member would be read by each server in its own
        // way.
        String once = NO_TOOLS.matcher(json).replaceFirst("");
        return (once.substring(0, once.lastIndexOf('}')) + "," + EXTRA_MEMBERS.get() + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static TransportFailure failure(IOException e, boolean answered) {
        // The flag stays set: it tells the caller that this was an interrupt.
        if (Thread.currentThread().isInterrupted()) {
            return new TransportFailure(AttemptFailure.CLIENT_GONE, "The call was interrupted");
        }
        return switch (e) {
            case ConnectTimeoutException ignored ->
                new TransportFailure(AttemptFailure.UNREACHABLE, "The provider took no connection in time");
            case org.apache.hc.core5.http.ConnectionRequestTimeoutException ignored ->
                new TransportFailure(AttemptFailure.UNREACHABLE, "No connection was free in time");
            case SocketTimeoutException ignored ->
                new TransportFailure(AttemptFailure.TIMED_OUT, "The provider was silent for too long");
            case TooLong ignored -> new TransportFailure(AttemptFailure.GARBAGE, "The provider's answer is too long");
            case InterruptedIOException ignored ->
                new TransportFailure(AttemptFailure.CLIENT_GONE, "The call was interrupted");
            default ->
                answered
                        ? new TransportFailure(AttemptFailure.CUT_OFF, "The connection ended within the answer")
                        : new TransportFailure(
                                AttemptFailure.UNREACHABLE,
                                "The provider gave no answer (" + e.getClass().getSimpleName() + ")");
        };
    }

    /** Apache's own connection writes headers, and with them keys, and bodies into the log at DEBUG. This one cannot. */
    private static final class Discreet extends DefaultManagedHttpClientConnection {
        private static final AtomicLong COUNT = new AtomicLong();

        Discreet() {
            super("upstream-" + COUNT.incrementAndGet());
        }

        @Override
        public void bind(Socket socket) throws IOException {
            bind(new SocketHolder(socket));
        }

        @Override
        public void bind(SSLSocket tls, Socket socket) throws IOException {
            bind(new SocketHolder(tls, socket));
        }

        @Override
        protected void onRequestSubmitted(ClassicHttpRequest request) {}

        @Override
        protected void onResponseReceived(ClassicHttpResponse response) {}
    }

    private interface Exchange<T> {
        T with(ClassicHttpResponse response, InputStream body) throws IOException;
    }

    /** Stops at the first event that langchain4j cannot read; by itself it would log the event and go on without it. */
    private static final class Strict implements ServerSentEventListener {
        private final ServerSentEventListener listener;
        private @Nullable Throwable failure;

        Strict(ServerSentEventListener listener) {
            this.listener = listener;
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            try {
                if (event.data() != null) {
                    read(event.data());
                }
                listener.onEvent(event, context);
            } catch (RuntimeException e) {
                failure = e;
                context.parsingHandle().cancel();
            }
        }

        @Override
        public void onError(Throwable throwable) {
            if (failure == null) {
                failure = throwable;
            }
        }
    }

    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** A bounded body which, closed before its end, closes the connection instead of reading the rest. */
    private static final class Body extends FilterInputStream {
        private final HttpUriRequestBase request;
        private long left = MAX_RESPONSE_BYTES;
        private boolean ended;

        Body(InputStream in, HttpUriRequestBase request) {
            super(in);
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            if (n < 0) {
                ended = true;
            } else {
                left -= n;
                if (left < 0) {
                    throw new TooLong();
                }
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
            } else {
                request.abort();
            }
        }
    }
}
