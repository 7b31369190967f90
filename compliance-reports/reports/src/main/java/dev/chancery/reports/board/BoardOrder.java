package dev.chancery.reports.board;

import java.time.Instant;
import java.time.ZoneId;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is to be reported on.
 *
 * @param partial whether the quarter is not over, and it is told up to when it was asked for
 * @param checkpoint the signed tree head; the events before its size are what is known
 * @param asked when
 */
record BoardOrder(Quarter quarter, ZoneId zone, boolean partial, String checkpoint, Instant asked) {

    static final ZoneId UTC = ZoneId.of("UTC");

    /** So many quarters are told, this one too. */
    static final int QUARTERS = 5;

    /** As it is kept until the report is done. */
    private record Saved(String quarter, String zone, boolean partial, String checkpoint, String asked) {}

    String saved() {
        return JsonMapper.shared()
                .writeValueAsString(new Saved(quarter.toString(), zone.getId(), partial, checkpoint, asked.toString()));
    }

    static BoardOrder reopened(String json) {
        Saved saved = JsonMapper.shared().readValue(json, Saved.class);
        return new BoardOrder(
                Quarter.parse(saved.quarter()),
                ZoneId.of(saved.zone()),
                saved.partial(),
                saved.checkpoint(),
                Instant.parse(saved.asked()));
    }

    /** As it is recorded: {@code 2026-Q4}, {@code 2026-Q4 Europe/Berlin}, {@code 2026-Q4 to date}. */
    String period() {
        return period(quarter, zone) + (partial ? " to date" : "");
    }

    static String period(Quarter quarter, ZoneId zone) {
        return quarter + (zone.equals(UTC) ? "" : " " + zone.getId());
    }

    /** Whether another would be the same report. */
    boolean isLike(BoardOrder other) {
        return period().equals(other.period());
    }

    Instant from() {
        return quarter.from(zone);
    }

    Instant to() {
        return partial ? asked : quarter.to(zone);
    }

    /** The quarter, for people. */
    String name() {
        return quarter + (partial ? " to date" : "");
    }
}
