package dev.chancery.gateway.webhooks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is told of decisions, and how persistently.
 *
 * @param endpoints none unless configured
 * @param giveUpAfter how long after a decision an endpoint is tried at the most; at least one attempt is made
 * @param firstPause before the second attempt; each further pause is twice as long
 * @param longestPause between two attempts
 * @param timeout of one attempt
 * @param waiting decisions that may be under way or wait for another attempt, for each endpoint; what follows is told once
 *     there is room
 */
@ConfigurationProperties("chancery.webhooks")
public record WebhookSettings(
        @DefaultValue List<Endpoint> endpoints,
        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("1s") Duration firstPause,
        @DefaultValue("5m") Duration longestPause,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("1000") int waiting) {

    public WebhookSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.stream().map(Endpoint::url).distinct().count() < endpoints.size()) {
            throw new IllegalArgumentException(
                    "Two of chancery.webhooks.endpoints have the same url. Make one of them, with the workflows of both.");
        }
        if (waiting < 1
                || giveUpAfter.isNegative()
                || firstPause.isNegative()
                || firstPause.isZero()
                || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "chancery.webhooks: waiting is at least 1, give-up-after is not negative,"
                            + " and the pauses are positive, the first not longer than the longest");
        }
    }

    /**
     * A receiver.
     *
     * @param url {@code https}, or {@code http} on this machine
     * @param secret where the secret is: {@code env:NAME} or {@code file:PATH}; never the secret itself
     * @param workflows whose decisions are told; empty for all
     */
    public record Endpoint(
            URI url, String secret, @DefaultValue List<String> workflows) {

        public Endpoint {
            workflows = List.copyOf(workflows);
            String host = url.getHost();
            boolean here = "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
            if (host == null
                    || url.getUserInfo() != null
                    || !("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && here))) {
                throw new IllegalArgumentException(
                        "The url of a webhook is https, or http on this machine, and has no user in it");
            }
            if (!secret.matches("(env|file):\\S.*")) {
                throw new IllegalArgumentException(
                        "Say where the secret of the webhook is, env:NAME or file:PATH; never write the secret itself");
            }
        }

        /** Which endpoint this is, without saying where. */
        String id() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(url.toString().getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest, 0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JRE has SHA-256", e);
            }
        }

        /** The address as it may be kept for ever: without its path, which may be a secret of the receiver. */
        String host() {
            return url.getScheme() + "://" + url.getAuthority();
        }

        /** The address as it may be shown to operators. */
        String shown() {
            return url.getScheme() + "://" + url.getAuthority() + url.getPath();
        }

        boolean wants(String workflow) {
            return workflows.isEmpty() || workflows.contains(workflow);
        }
    }
}
