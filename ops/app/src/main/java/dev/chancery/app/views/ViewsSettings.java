package dev.chancery.app.views;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the views are looked after.
 *
 * @param checkAt time of day, by the machine's time zone, at which they are compared with the log; {@value #NEVER} for never
 */
@ConfigurationProperties("chancery.views")
public record ViewsSettings(@DefaultValue("03:00") String checkAt) {

    private static final String NEVER = "never";

    public ViewsSettings {
        try {
            if (!checkAt.equals(NEVER)) {
                LocalTime.parse(checkAt);
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "chancery.views.check-at is a time of day as 03:00, or " + NEVER + ", and not '" + checkAt + "'",
                    e);
        }
    }

    /** Empty for never. */
    public Optional<LocalTime> time() {
        return checkAt.equals(NEVER) ? Optional.empty() : Optional.of(LocalTime.parse(checkAt));
    }
}
