package dev.chancery.query.web;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Packs, board reports, simulations and replays where they are asked for. What is asked is JSON as the API takes it, and is looked at by the
 * same code; what is wrong with it is told by a {@link Problem} in the words of the API.
 */
public interface Reporting {

    /**
     * What a pack would be of.
     *
     * @param from first position
     * @param to position after the last
     * @param first when the first event was recorded
     * @param last when the last one was
     * @param scope whose events are disclosed; null for all
     * @param contents whether texts are shown
     * @param periods of which figures are told
     */
    record Outline(
            long from,
            long to,
            Instant first,
            Instant last,
            @Nullable String scope,
            boolean contents,
            int periods) {}

    /**
     * What a pack would be of; nothing is made.
     *
     * @param json as {@code POST /api/packs} takes it
     */
    Outline outline(String json, String asker);

    /**
     * Asks for a pack.
     *
     * @param json as {@code POST /api/packs} takes it
     * @return its id among the exports
     */
    String pack(String json, String asker);

    /**
     * Asks for a board report.
     *
     * @param json as {@code POST /api/board-reports} takes it
     * @return its id among the exports
     */
    String boardReport(String json, String asker);

    /**
     * The thresholds of a quarter, as {@code GET /api/board-reports/thresholds} tells them.
     *
     * @param quarter null for the current one
     */
    String thresholds(@Nullable String quarter);

    /**
     * Sets thresholds.
     *
     * @param json as {@code PUT /api/board-reports/thresholds} takes it
     */
    void setThresholds(String json, String by);

    /**
     * A file of a finished board report, given out after the record has it.
     *
     * @param name such as {@code summary.json}
     * @return empty when an earlier release made the report, and there was no such file
     */
    Optional<byte[]> boardFile(String export, String name, String reader);

    /**
     * Asks for a simulation.
     *
     * @param json as {@code POST /api/what-ifs} takes it
     * @return its id among the exports
     */
    String whatIf(String json, String asker);

    /** A simulation, as {@code GET /api/what-ifs/<id>} tells it. */
    Optional<String> whatIf(String id);

    /**
     * Asks for a replay.
     *
     * @param json as {@code POST /api/replays} takes it
     * @return its id
     */
    String replay(String json, String asker);

    /** A replay, as {@code GET /api/replays/<id>} tells it. */
    Optional<String> replay(String id);

    /** The replays that are remembered, as {@code GET /api/replays} tells them. */
    String replays();

    /** Stops a replay, or forgets it; whether there was one. */
    boolean endReplay(String id);
}
