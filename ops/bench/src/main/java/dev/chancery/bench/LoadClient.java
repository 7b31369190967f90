package dev.chancery.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many kept-alive connections as asked for, each with one chat request under way at any time. It does no more than HTTP
 * needs, for on one machine whatever the client uses is missing from what is measured.
 */
final class LoadClient {

    private static final AtomicLong REQUESTS = new AtomicLong();

    private final int port;
    private final String head;
    private final String model;

    /**
     * A client of a server on loopback.
     *
     * @param key sent as bearer token
     */
    LoadClient(int port, String key, String model) {
        this.port = port;
        this.model = model;
        this.head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /** Microseconds that each request took, in ascending order. */
    record Latencies(long[] micros) {

        int count() {
            return micros.length;
        }

        double millis(double quantile) {
            return micros.length == 0 ? Double.NaN : micros[(int) ((micros.length - 1) * quantile)] / 1e3;
        }
    }

    /** Keeps the connections busy for a time. Any answer but 200 ends the benchmark: it would not be the work measured. */
    Latencies run(int connections, long nanos) throws IOException, InterruptedException {
        long end = System.nanoTime() + nanos;
        List<long[]> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<long[]>> running = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                running.add(threads.submit(() -> keepBusy(end)));
            }
            for (Future<long[]> one : running) {
                all.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("The load was not answered", e.getCause());
        }
        return new Latencies(all.stream().flatMapToLong(Arrays::stream).sorted().toArray());
    }

    private long[] keepBusy(long end) throws IOException {
        long[] micros = new long[1 << 12];
        int n = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[1 << 14];
            for (long at = System.nanoTime(); at < end; ) {
                out.write(request());
                answer(in, buffer);
                long now = System.nanoTime();
                micros = n < micros.length ? micros : Arrays.copyOf(micros, 2 * n);
                micros[n++] = (now - at) / 1_000;
                at = now;
            }
        }
        return Arrays.copyOf(micros, n);
    }

    /** What is asked: about 400 characters, never the same, so that no cache can answer; an address is in every tenth. */
    static String prompt(long number) {
        String address = number % 10 == 0 ? " or answered the mail to ada." + number + "@customers.example" : "";
        return "Request " + number
                + ". A customer of our online shop writes that the parcel which was promised for last"
                + " Tuesday has not arrived, that the tracking page still says it is in preparation, and that nobody"
                + " picked up the phone" + address + ". Please explain politely what may have happened, what the"
                + " customer can do next, how long a refund takes if the parcel is lost, and which of our departments"
                + " will get back to them. Three short sentences, please.";
    }

    private byte[] request() {
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt(REQUESTS.incrementAndGet()) + "\"}]}";
        return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void answer(InputStream in, byte[] buffer) throws IOException {
        int filled = 0;
        int whole = Integer.MAX_VALUE;
        while (filled < whole) {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read <= 0) {
                throw new EOFException("Closed after " + filled + " bytes of an answer");
            }
            filled += read;
            if (whole == Integer.MAX_VALUE) {
                whole = length(new String(buffer, 0, filled, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Length of head and body, once the head is there. */
    private static int length(String begin) throws IOException {
        int body = begin.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return Integer.MAX_VALUE;
        }
        String name = "\r\ncontent-length:";
        int at = begin.toLowerCase(Locale.ROOT).indexOf(name);
        if (!begin.startsWith("HTTP/1.1 200") || at < 0 || at > body) {
            throw new IOException("Not the answer that is measured: " + begin);
        }
        int value = at + name.length();
        return body
                + Integer.parseInt(
                        begin.substring(value, begin.indexOf('\r', value)).strip());
    }
}
