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
 */
@ConfigurationProperties("chancery.sandbox")
public record SandboxSettings(
        @DefaultValue("bwrap") String bubblewrap,
        @DefaultValue("16") int together,
        @DefaultValue("5s") Duration startTimeout,
        @DefaultValue("200") int changes) {

    public SandboxSettings {
        if (together < 1 || changes < 0 || startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("Every limit of chancery.sandbox is at least 1");
        }
    }

    /** The limits when nothing is configured. */
    public static SandboxSettings defaults() {
        return new SandboxSettings("bwrap", 16, Duration.ofSeconds(5), 200);
    }
}
