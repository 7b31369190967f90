package dev.chancery.reports.board;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.note.Checkpoint;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked for.
 *
 * @param zone by IANA, in which the quarter begins and ends; null for UTC
 * @param partial whether a quarter that is not over is wanted up to now
 */
record BoardRequest(
        @Nullable String quarter,
        @Nullable String zone,
        @Nullable Boolean partial) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static BoardRequest parse(byte[] body) {
        try {
            BoardRequest request = MAPPER.readValue(body, BoardRequest.class);
            if (request != null) {
                return request;
            }
        } catch (JacksonException e) {
            // Told below, without the parser's words.
        }
        throw new BadBoardRequest(
                "Send JSON such as {\"quarter\": \"2026-Q4\"}, with the optional members zone (such as"
                        + " \"Europe/Berlin\") and partial (true for a quarter that is not over).");
    }

    /** @throws BadBoardRequest when there is nothing to report on, or not yet */
    BoardOrder order(EventLog log, String checkpoint, Instant now) {
        if (quarter == null) {
            throw new BadBoardRequest("Say which 'quarter', such as \"2026-Q4\".");
        }
        Quarter wanted = Quarter.parse(quarter);
        ZoneId there = zone(zone);
        Instant asked = now.truncatedTo(ChronoUnit.MICROS);
        boolean over = !wanted.to(there).isAfter(asked);
        if (!wanted.from(there).isBefore(asked)) {
            throw new BadBoardRequest("The quarter " + wanted + " has not begun. The current one is "
                    + Quarter.of(asked, there) + "; the last one that is over is "
                    + Quarter.of(asked, there).before() + ".");
        }
        if (!over && !Boolean.TRUE.equals(partial)) {
            throw new BadBoardRequest("The quarter " + wanted + " is not over before " + wanted.to(there)
                    + ". Add \"partial\": true for a report up to now that says so, or ask for "
                    + wanted.before() + ".");
        }
        checkBegun(wanted, there, log, Checkpoint.parse(checkpoint).size());
        return new BoardOrder(wanted, there, !over, checkpoint, asked);
    }

    private static void checkBegun(Quarter wanted, ZoneId there, EventLog log, long size) {
        List<StoredEvent> first = size == 0 ? List.of() : log.read(0, 1);
        if (first.isEmpty()) {
            throw new BadBoardRequest("The log has no event yet, so there is nothing to report on.");
        }
        Instant began = first.getFirst().at();
        if (!began.isBefore(wanted.to(there))) {
            throw new BadBoardRequest("The log began at " + began + ", after the quarter " + wanted
                    + " was over. The first quarter of which it knows is " + Quarter.of(began, there) + ".");
        }
    }

    /** @throws BadBoardRequest when there is none of that name */
    static ZoneId zone(@Nullable String id) {
        if (id == null || id.equals("UTC") || id.equals("Z")) {
            return BoardOrder.UTC;
        }
        try {
            ZoneId zone = ZoneId.of(id);
            if (ZoneId.getAvailableZoneIds().contains(zone.getId())) {
                return zone;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new BadBoardRequest("'zone' is no time zone of the IANA database, such as \"Europe/Berlin\".");
    }
}
