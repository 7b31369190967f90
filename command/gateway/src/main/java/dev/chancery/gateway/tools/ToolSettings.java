package dev.chancery.gateway.tools;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the way of a tool call.
 *
 * @param requestBytes one JSON-RPC message of an agent, which bounds the arguments
 * @param resultBytes one answer of an upstream server
 * @param concurrentCalls at the same time, per agent
 * @param toolsPerServer what is listed of one upstream server
 * @param connectTimeout to an upstream server
 * @param listTimeout of one page of its tools
 * @param callTimeout of one call
 * @param listingLifetime how long a listing is believed
 * @param failureLifetime how long a server that did not answer is left alone
 * @param allowedOrigins web pages whose scripts may speak to {@code /mcp}; agents that are no browser send no origin
 */
@ConfigurationProperties("chancery.tools")
public record ToolSettings(
        @DefaultValue("1048576") int requestBytes,
        @DefaultValue("1048576") int resultBytes,
        @DefaultValue("8") int concurrentCalls,
        @DefaultValue("500") int toolsPerServer,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("10s") Duration listTimeout,
        @DefaultValue("60s") Duration callTimeout,
        @DefaultValue("60s") Duration listingLifetime,
        @DefaultValue("5s") Duration failureLifetime,
        @DefaultValue List<String> allowedOrigins) {

    public ToolSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (requestBytes < 1 || resultBytes < 1 || concurrentCalls < 1 || toolsPerServer < 1) {
            throw new IllegalArgumentException("Every limit of chancery.tools is at least 1");
        }
    }

    /** The limits when nothing is configured. */
    public static ToolSettings defaults() {
        return new ToolSettings(
                1 << 20,
                1 << 20,
                8,
                500,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                List.of());
    }
}
