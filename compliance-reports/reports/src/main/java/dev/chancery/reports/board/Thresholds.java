package dev.chancery.reports.board;

import dev.chancery.contracts.command.BoardCommand;
import dev.chancery.contracts.event.BoardEvent.BoardThresholdsSet;
import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.contracts.fact.BoardThreshold.Worse;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.reports.print.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * By what a report is coloured.
 *
 * @param agreed the event that set them; null for those that this version brings
 */
record Thresholds(
        List<BoardThreshold> all, String version, @Nullable Agreed agreed) {

    /** What is set in the version that is shipped. */
    private record Shipped(String version, List<BoardThreshold> thresholds) {}

    private static final Shipped SHIPPED = shipped();

    /**
     * When they were agreed.
     *
     * @param late whether the quarter had begun by then
     */
    record Agreed(long position, Instant at, String by, String from, String reason, boolean late) {}

    Thresholds {
        all = List.copyOf(all);
    }

    private static Shipped shipped() {
        try (InputStream in =
                Objects.requireNonNull(Thresholds.class.getResourceAsStream("thresholds.json"), "thresholds.json")) {
            return JsonMapper.shared().readValue(in, Shipped.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Thresholds byDefault() {
        return new Thresholds(SHIPPED.thresholds(), SHIPPED.version(), null);
    }

    /**
     * Those of a quarter: the last that were set for it or one before.
     *
     * @param before position after the last event that is looked at
     */
    static Thresholds of(EventLog log, long before, Quarter quarter, Instant begins) {
        Thresholds found = byDefault();
        for (StoredEvent stored : log.readStream(BoardCommand.STREAM)) {
            if (stored.position() < before) {
                Recorded recorded = log.decode(stored);
                if (recorded.event() instanceof BoardThresholdsSet set
                        && Quarter.parse(set.from()).compareTo(quarter) <= 0) {
                    found = new Thresholds(
                            set.thresholds(),
                            String.valueOf(set.version()),
                            new Agreed(
                                    recorded.position(),
                                    recorded.at(),
                                    set.by(),
                                    set.from(),
                                    set.reason(),
                                    !recorded.at().isBefore(begins)));
                }
            }
        }
        return found;
    }

    Optional<BoardThreshold> of(Indicator indicator) {
        return all.stream()
                .filter(each -> each.indicator().equals(indicator.id()))
                .findFirst();
    }

    /** @param currency of which money is told */
    State state(Indicator indicator, FigureSheet sheet, String currency) {
        return indicator
                .figure(sheet, currency)
                .flatMap(Indicator::value)
                .map(value -> state(indicator, value))
                .orElse(State.NONE);
    }

    State state(Indicator indicator, Figure figure) {
        return Indicator.value(figure).map(value -> state(indicator, value)).orElse(State.NONE);
    }

    private State state(Indicator indicator, BigDecimal value) {
        BoardThreshold limit = of(indicator).orElse(null);
        if (limit == null) {
            return State.NONE;
        }
        return reaches(limit, value, limit.red())
                ? State.RED
                : reaches(limit, value, limit.amber()) ? State.AMBER : State.GREEN;
    }

    private static boolean reaches(BoardThreshold limit, BigDecimal value, String bound) {
        int order = value.compareTo(new BigDecimal(bound));
        return limit.worse() == Worse.FROM ? order >= 0 : order < 0;
    }

    /** In a sentence, for the first page. */
    String said() {
        if (agreed == null) {
            return "Colours by the thresholds that Chancery ships, version " + version
                    + ": nobody has set others on record for this quarter.";
        }
        return "Colours by the thresholds of version " + version + ", for quarters from " + agreed.from()
                + " on, set by " + agreed.by() + " at " + agreed.at() + " (position " + agreed.position() + ")"
                + (agreed.late() ? ", when this quarter had already begun." : ", before this quarter began.");
    }

    /**
     * Checks what somebody wants to set.
     *
     * @throws BadBoardRequest when it says nothing, or something that no report has
     */
    static List<BoardThreshold> checked(List<BoardThreshold> wanted) {
        List<String> seen = new ArrayList<>();
        for (BoardThreshold each : wanted) {
            Indicator indicator = Indicator.of(each.indicator())
                    .orElseThrow(() -> new BadBoardRequest(
                            "There is no such indicator. There are " + String.join(", ", ids()) + "."));
            if (each.worse() != indicator.worse()) {
                throw new BadBoardRequest("Of '" + indicator.id() + "' 'worse' is " + indicator.worse() + ".");
            }
            int order = new BigDecimal(each.amber()).compareTo(new BigDecimal(each.red()));
            if (each.worse() == Worse.FROM ? order > 0 : order < 0) {
                throw new BadBoardRequest("Of '" + indicator.id() + "' 'red' is better than 'amber'. Change them.");
            }
            if (seen.contains(indicator.id())) {
                throw new BadBoardRequest("'" + indicator.id() + "' is there twice. Give each indicator once.");
            }
            seen.add(indicator.id());
        }
        if (wanted.isEmpty()) {
            throw new BadBoardRequest(
                    "Give 'thresholds', such as [{\"indicator\": \"clocks-missed\", \"worse\": \"FROM\","
                            + " \"amber\": \"1\", \"red\": \"1\"}]. There are " + String.join(", ", ids()) + ".");
        }
        return wanted;
    }

    static List<String> ids() {
        return List.of(Indicator.values()).stream().map(Indicator::id).toList();
    }
}
