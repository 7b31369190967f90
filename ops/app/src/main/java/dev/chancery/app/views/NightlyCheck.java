package dev.chancery.app.views;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has something done at a time of day, every day. It looks at the clock each minute, so a clock that is set does no harm. */
public final class NightlyCheck implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NightlyCheck.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final LocalTime at;
    private final ZoneId zone;
    private final InstantSource clock;
    private final Runnable check;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("views-check").daemon().factory());
    private ZonedDateTime next;

    NightlyCheck(LocalTime at, ZoneId zone, InstantSource clock, Runnable check) {
        this.at = at;
        this.zone = zone;
        this.clock = clock;
        this.check = check;
        this.next = after(now());
    }

    /**
     * Begins.
     *
     * @param at empty for never
     */
    public static NightlyCheck start(Optional<LocalTime> at, ZoneId zone, InstantSource clock, Runnable check) {
        NightlyCheck checks = new NightlyCheck(at.orElse(LocalTime.MIDNIGHT), zone, clock, check);
        if (at.isPresent()) {
            checks.worker.scheduleWithFixedDelay(checks::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return checks;
    }

    /** Does it when it is time. */
    void look() {
        ZonedDateTime now = now();
        if (now.isBefore(next)) {
            // After the clock was set back the next time may be days away.
            next = after(now);
            return;
        }
        next = after(now);
        try {
            check.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("The views could not be checked");
        }
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(zone);
    }

    private ZonedDateTime after(ZonedDateTime now) {
        ZonedDateTime today = now.with(at);
        return today.isAfter(now) ? today : today.plusDays(1);
    }

    @Override
    public void close() {
        worker.close();
    }
}
