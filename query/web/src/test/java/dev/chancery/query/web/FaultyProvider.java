package dev.chancery.query.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** An OpenID provider that makes the faults which a real one does not; told otherwise it makes none, and checks what it is asked. */
final class FaultyProvider implements AutoCloseable {

    static final String CLIENT = "chancery";
    static final String SECRET = "the secret of Chancery";

    private final HttpServer server;
    private final RSAKey key = rsa();
    private final RSAKey foreign = rsa();

    /** Where it was asked, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    volatile Map<String, String> authorization = Map.of();
    volatile Consumer<JWTClaimsSet.Builder> claims = token -> {};
    volatile UnaryOperator<String> state = sent -> sent;
    volatile UnaryOperator<String> token = signed -> signed;
    volatile Map<String, Object> userInfo = Map.of();
    volatile boolean foreignKey;
    volatile boolean symmetric;
    volatile boolean away;
    volatile boolean keysAway;
    volatile boolean tokenAway;

    FaultyProvider() throws IOException {
        this(0);
    }

    FaultyProvider(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void mend() {
        asked.clear();
        claims = token -> {};
        state = sent -> sent;
        token = signed -> signed;
        userInfo = Map.of();
        foreignKey = false;
        symmetric = false;
        away = false;
        keysAway = false;
        tokenAway = false;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        try (exchange) {
            if (away || (keysAway && path.equals("/keys")) || (tokenAway && path.equals("/token"))) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            switch (path) {
                case "/.well-known/openid-configuration" -> json(exchange, 200, metadata());
                case "/authorize" -> authorize(exchange);
                case "/token" -> token(exchange);
                case "/keys" -> json(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject());
                case "/info" -> json(exchange, 200, userInfo);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        } catch (JOSEException | NoSuchAlgorithmException | ParseException e) {
            throw new IOException(e);
        }
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("issuer", issuer());
        metadata.put("authorization_endpoint", issuer() + "/authorize");
        metadata.put("token_endpoint", issuer() + "/token");
        metadata.put("jwks_uri", issuer() + "/keys");
        metadata.put("userinfo_endpoint", issuer() + "/info");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        return metadata;
    }

    /** Whoever comes is signed in already. */
    private void authorize(HttpExchange exchange) throws IOException {
        authorization = query(exchange.getRequestURI().getRawQuery());
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        authorization.get("redirect_uri") + "?code=a-code&state="
                                + encoded(state.apply(authorization.get("state"))));
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange)
            throws IOException, JOSEException, NoSuchAlgorithmException, ParseException {
        Map<String, String> form = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String basic = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + encoded(SECRET)).getBytes(StandardCharsets.UTF_8));
        boolean known = basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean same = challenge(form.getOrDefault("code_verifier", "")).equals(authorization.get("code_challenge"))
                && "S256".equals(authorization.get("code_challenge_method"))
                && "a-code".equals(form.get("code"))
                && form.getOrDefault("redirect_uri", "").equals(authorization.get("redirect_uri"));
        if (!known || !same) {
            json(exchange, known ? 400 : 401, Map.of("error", known ? "invalid_grant" : "invalid_client"));
            return;
        }
        json(
                exchange,
                200,
                Map.of(
                        "access_token",
                        "an-access-token",
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "id_token",
                        token.apply(signed())));
    }

    private String signed() throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("user-1")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", authorization.get("nonce"))
                .claim("groups", List.of("reviewers"));
        claims.accept(set);
        JWSSigner signer = symmetric
                ? new MACSigner(MessageDigestOf.sha256(SECRET))
                : new RSASSASigner(foreignKey ? foreign : key);
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(symmetric ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .build(),
                set.build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static final class MessageDigestOf {
        static byte[] sha256(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String challenge(String verifier) throws NoSuchAlgorithmException {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigestOf.sha256(verifier));
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static Map<String, String> query(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair.length > 1 ? pair[1] : "", StandardCharsets.UTF_8)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("the-key").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
