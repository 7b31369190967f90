package dev.chancery.inference.fleet;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds of a fleet.
 *
 * @param policyDirectory where the knowledge files of workflows are
 * @param cacheDirectory where vectors of them are kept between runs
 * @param retries of one deployment for one request, beyond the first call
 * @param backOff before the first retry; it doubles with each
 * @param deadline for a request over all its attempts
 * @param breaker when a deployment is left alone
 * @param knowledgeWait how long a request waits for knowledge that is still being read
 */
public record FleetSettings(
        Path policyDirectory,
        Path cacheDirectory,
        int retries,
        Duration backOff,
        Duration deadline,
        Breaker breaker,
        Duration knowledgeWait) {

    /**
     * When a deployment is left alone.
     *
     * @param window of calls that are looked at
     * @param minimumCalls before it may open
     * @param failurePercent of the window at which it opens
     * @param openFor until it is tried again
     * @param probes calls that decide then
     */
    public record Breaker(int window, int minimumCalls, int failurePercent, Duration openFor, int probes) {}

    /** One retry after 100 ms, two minutes in all, a breaker that opens at half of 20 calls for 10 s. */
    public static FleetSettings defaults(Path policyDirectory, Path cacheDirectory) {
        return new FleetSettings(
                policyDirectory,
                cacheDirectory,
                1,
                Duration.ofMillis(100),
                Duration.ofMinutes(2),
                new Breaker(20, 5, 50, Duration.ofSeconds(10), 2),
                Duration.ofSeconds(60));
    }
}
