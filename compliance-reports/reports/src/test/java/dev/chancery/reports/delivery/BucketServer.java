package dev.chancery.reports.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chancery.record.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A bucket of the S3 protocol on this machine: single and multipart uploads. A request counts only when its signature (AWS Signature
 * Version 4, computed here from its specification), its payload's hash and its checksum are right. Faults come in the order in which
 * they are given, for requests that send a body.
 */
final class BucketServer implements AutoCloseable {

    static final String ACCESS_KEY = "AKCHANCERY";
    static final String SECRET_KEY = "a secret that is nowhere but here";
    static final String REGION = "eu-central-1";
    static final String BUCKET = "evidence";

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    /** What happens to a request. */
    enum Fault {
        NONE,
        FORBIDDEN,
        UNAVAILABLE,
        CUT
    }

    final SortedMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    final SortedMap<String, SortedMap<Integer, byte[]>> uploads = new ConcurrentSkipListMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final HttpServer server;

    BucketServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    synchronized void fail(Fault... next) {
        faults.addAll(Arrays.asList(next));
    }

    private synchronized Fault fault(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("DELETE") || faults.isEmpty() ? Fault.NONE : faults.poll();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Fault fault = fault(exchange);
        if (fault == Fault.CUT) {
            exchange.getRequestBody().readNBytes(10);
            exchange.close();
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        String wrong = wrong(exchange, body);
        if (wrong != null) {
            refused.add(wrong);
            send(exchange, 403, error("SignatureDoesNotMatch"));
        } else if (fault == Fault.FORBIDDEN) {
            send(exchange, 403, error("AccessDenied"));
        } else if (fault == Fault.UNAVAILABLE) {
            send(exchange, 503, error("SlowDown"));
        } else if (!exchange.getRequestURI().getPath().startsWith("/" + BUCKET + "/")) {
            send(exchange, 404, error("NoSuchBucket"));
        } else {
            take(exchange, body);
        }
    }

    private void take(HttpExchange exchange, byte[] body) throws IOException {
        String key = exchange.getRequestURI().getPath().substring(BUCKET.length() + 2);
        Map<String, String> query = query(exchange);
        String upload = query.get("uploadId");
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (upload == null) {
                    objects.put(key, body);
                } else {
                    uploads.get(upload).put(Integer.parseInt(query.get("partNumber")), body);
                }
                exchange.getResponseHeaders()
                        .add("ETag", "\"" + hex(sha256(body)).substring(0, 32) + "\"");
                send(exchange, 200, "");
            }
            case "POST" -> {
                if (upload == null) {
                    String id = "upload-" + uploads.size();
                    uploads.put(id, new TreeMap<>());
                    send(
                            exchange,
                            200,
                            "<InitiateMultipartUploadResult><Bucket>" + BUCKET + "</Bucket><Key>" + key
                                    + "</Key><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
                } else {
                    ByteArrayOutputStream whole = new ByteArrayOutputStream();
                    uploads.remove(upload).values().forEach(whole::writeBytes);
                    objects.put(key, whole.toByteArray());
                    send(
                            exchange,
                            200,
                            "<CompleteMultipartUploadResult><Key>" + key
                                    + "</Key><ETag>\"x\"</ETag></CompleteMultipartUploadResult>");
                }
            }
            case "DELETE" -> {
                uploads.remove(upload);
                send(exchange, 204, "");
            }
            default -> send(exchange, 405, error("MethodNotAllowed"));
        }
    }

    /** What is wrong with a request; null when nothing is. */
    private static String wrong(HttpExchange exchange, byte[] body) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher authorization = AUTHORIZATION.matcher(given == null ? "" : given);
        if (!authorization.matches()) {
            return "no signature: " + given;
        }
        String day = authorization.group(2);
        List<String> signed = List.of(authorization.group(4).split(";"));
        String date = exchange.getRequestHeaders().getFirst("x-amz-date");
        String payload = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        if (!authorization.group(1).equals(ACCESS_KEY)
                || !authorization.group(3).equals(REGION)) {
            return "another key or region";
        }
        if (!signed.containsAll(List.of("host", "x-amz-date", "x-amz-content-sha256")) || !date.startsWith(day)) {
            return "not all is signed";
        }
        if (payload.length() == 64 && !payload.equals(hex(sha256(body)))) {
            return "another payload";
        }
        String checksum = exchange.getRequestHeaders().getFirst("x-amz-checksum-sha256");
        if (checksum != null && !checksum.equals(Base64.getEncoder().encodeToString(sha256(body)))) {
            return "another checksum";
        }
        String canonical = exchange.getRequestMethod() + "\n"
                + exchange.getRequestURI().getRawPath() + "\n"
                + query(exchange).entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&"))
                + "\n"
                + signed.stream()
                        .map(name -> name + ":"
                                + exchange.getRequestHeaders()
                                        .getFirst(name)
                                        .strip()
                                        .replaceAll(" +", " ")
                                + "\n")
                        .collect(Collectors.joining())
                + "\n" + authorization.group(4) + "\n" + payload;
        String scope = day + "/" + REGION + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, REGION, "s3", "aws4_request")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign)).equals(authorization.group(5)) ? null : "another signature of " + canonical;
    }

    /** As it is sent, sorted. */
    private static SortedMap<String, String> query(HttpExchange exchange) {
        SortedMap<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String each : raw == null ? new String[0] : raw.split("&")) {
            int at = each.indexOf('=');
            query.put(at < 0 ? each : each.substring(0, at), at < 0 ? "" : each.substring(at + 1));
        }
        return query;
    }

    private static byte[] sha256(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        return digest.digest(bytes);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>told by the test</Message></Error>";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
