package dev.chancery.gateway;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one request, and all requests together, may take.
 *
 * @param maxBodyBytes largest body of a model call
 * @param maxMessages most messages of a conversation
 * @param maxTools most tools of a conversation
 * @param maxOutputTokens most output tokens that a caller may ask for
 * @param maxConcurrent most model calls under way
 */
@ConfigurationProperties("chancery.gateway")
public record GatewayLimits(
        @DefaultValue("8388608") int maxBodyBytes,
        @DefaultValue("2048") int maxMessages,
        @DefaultValue("512") int maxTools,
        @DefaultValue("200000") int maxOutputTokens,
        @DefaultValue("1024") int maxConcurrent) {

    public GatewayLimits {
        if (maxBodyBytes < 1 || maxMessages < 1 || maxTools < 0 || maxOutputTokens < 1 || maxConcurrent < 1) {
            throw new IllegalArgumentException("chancery.gateway: every limit must be at least 1");
        }
    }
}
