package dev.chancery.gateway.sandbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of sandboxes as a whole; what one may do is the policy's.
 *
 * @param bubblewrap its program, by its path or a name that is looked for
 * @param together open at the same time
 * @param startTimeout of making one, and of waiting for one of the others to close
 * @param changes of files that are listed in the record; of more only the number is
 * @param connections of one sandbox to what it may reach of the network, at the same time
 * @param networkTimeout of reading the head of a request to the proxy, of looking its host up, and of connecting to it
 */
@ConfigurationProperties("chancery.sandbox")
public record SandboxSettings(
        @DefaultValue("bwrap") String bubblewrap,
        @DefaultValue("16") int together,
        @DefaultValue("5s") Duration startTimeout,
        @DefaultValue("200") int changes,
        @DefaultValue("32") int connections,
        @DefaultValue("10s") Duration networkTimeout) {

    /** What the relay in a sandbox has the memory for. */
    private static final int CONNECTIONS = 128;

    public SandboxSettings {
        if (together < 1 || changes < 0 || startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("Every limit of chancery.sandbox is at least 1");
        }
        if (connections < 1 || connections > CONNECTIONS || networkTimeout.isNegative() || networkTimeout.isZero()) {
            throw new IllegalArgumentException("chancery.sandbox.connections is from 1 to " + CONNECTIONS
                    + ", and chancery.sandbox.network-timeout more than 0");
        }
    }

    /** The limits when nothing is configured. */
    public static SandboxSettings defaults() {
        return new SandboxSettings("bwrap", 16, Duration.ofSeconds(5), 200, 32, Duration.ofSeconds(10));
    }
}
