package dev.chancery.query.web.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Slows down guessing: after some failures in a row from one address, with one user name and over all, each further one
 * doubles the pause. What is remembered is bounded; the address that guesses most is the last to be forgotten.
 */
final class SignInThrottle {

    static final int FREE_PER_USER = 5;
    static final int FREE_PER_ADDRESS = 25;
    static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;
    private static final int DOUBLINGS = 10;

    private record Failures(int count, Instant until) {}

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    SignInThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * An attempt that comes now. It counts as a failure until it has succeeded, so that of many at once no more are looked at than
     * of many in a row.
     *
     * @return how long it has to wait, zero when it may be looked at
     */
    synchronized Duration attempt(String address, String user) {
        Duration pause = pause(address, user);
        if (pause.isZero()) {
            failed(address, user);
        }
        return pause;
    }

    /** How long the next attempt has to wait, zero when it may come. */
    synchronized Duration pause(String address, String user) {
        Instant now = clock.instant();
        Duration wait = Duration.ZERO;
        for (String key : new String[] {address, key(address, user)}) {
            Failures seen = failures.get(key);
            if (seen != null && seen.until().isAfter(now)) {
                Duration left = Duration.between(now, seen.until());
                wait = left.compareTo(wait) > 0 ? left : wait;
            }
        }
        return wait;
    }

    synchronized void failed(String address, String user) {
        count(key(address, user), FREE_PER_USER);
        count(address, FREE_PER_ADDRESS);
    }

    /** The right password forgets what the user mistyped, not what else came from the address. */
    synchronized void succeeded(String address, String user) {
        failures.remove(key(address, user));
        failures.computeIfPresent(
                address, (each, seen) -> seen.count() > 1 ? new Failures(seen.count() - 1, clock.instant()) : null);
    }

    private void count(String key, int free) {
        Instant now = clock.instant();
        Failures seen = failures.get(key);
        // Whoever was quiet for the longest pause begins anew.
        int count = seen == null || seen.until().plus(LONGEST).isBefore(now) ? 1 : seen.count() + 1;
        Duration pause = count < free ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(count - free, DOUBLINGS));
        failures.put(key, new Failures(count, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause)));
    }

    private static String key(String address, String user) {
        String name = user.length() > 100 ? user.substring(0, 100) : user;
        return address + '\n' + name.toLowerCase(Locale.ROOT);
    }
}
