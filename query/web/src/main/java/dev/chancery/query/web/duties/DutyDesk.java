package dev.chancery.query.web.duties;

import dev.chancery.contracts.command.DutyCommand.DeclareQuality;
import dev.chancery.contracts.command.DutyCommand.RecordDuty;
import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.query.contracts.ControlQuery.FindControls;
import dev.chancery.query.contracts.ControlQuery.FindObligations;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where the API and the console ask what the law asks of the systems in the register and what the record shows of it, and tell what was done. */
@Component
public final class DutyDesk {

    private final Desk desk;
    private final InstantSource clock = InstantSource.system();

    DutyDesk(Desk desk) {
        this.desk = desk;
    }

    /** Obligations on a day; what is new there compared with today is marked. */
    public ObligationsView obligations(@Nullable String on) {
        LocalDate today = today();
        return desk.ask(new FindObligations(on == null ? today : day("on", on), today));
    }

    /**
     * Controls.
     *
     * @param system null for all, {@code company} for those that concern no system by itself
     * @param named the state; null for all
     */
    public ControlsView controls(@Nullable String system, @Nullable String named) {
        ControlState state = named == null ? null : one("state", ControlState.class, named);
        ControlsView found = find(system, null);
        return state == null
                ? found
                : new ControlsView(
                        found.at(),
                        found.position(),
                        found.obligations(),
                        found.systems().stream()
                                .map(each -> new SystemControls(
                                        each.system(),
                                        each.name(),
                                        each.controls().stream()
                                                .filter(control -> control.state() == state)
                                                .toList()))
                                .toList());
    }

    public ControlsView control(String id, @Nullable String system) {
        return find(system, id);
    }

    private ControlsView find(@Nullable String system, @Nullable String control) {
        return desk.find(new FindControls(system, control, now()))
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND,
                        "not-found",
                        "There is no such system or control. GET /api/controls lists them."));
    }

    /**
     * A duty that was performed outside.
     *
     * @param what was done
     * @param reference of what shows it
     * @param on the day; today when it is left out
     */
    public record Performed(
            @Nullable String duty,
            @Nullable String what,
            @Nullable String reference,
            @Nullable String on) {}

    /** Keeps that a duty was performed, and answers what controls find of the system then. */
    public ControlsView perform(String system, Performed performed, String by) {
        find(system, null);
        LocalDate on = performed.on() == null ? today() : day("on", performed.on());
        if (on.isAfter(today().plusDays(1))) {
            throw Problem.invalid("'on' lies in the future. Tell it when it has happened.");
        }
        RecordedDuty duty = one("duty", RecordedDuty.class, performed.duty());
        if ((duty == RecordedDuty.AI_LITERACY) != system.equals(DutyEvent.COMPANY)) {
            throw Problem.invalid("ai_literacy is recorded for '" + DutyEvent.COMPANY
                    + "', and every other duty for a system of the register.");
        }
        desk.act(new RecordDuty(
                system,
                duty,
                desk.text("what", performed.what()),
                desk.plain("reference", performed.reference()),
                on,
                by));
        return find(system, null);
    }

    /**
     * What a system has to reach.
     *
     * @param metric verdicts_passed or left_unchanged
     * @param minimum between 0 and 1
     */
    public record Declared(
            @Nullable String metric,
            @Nullable Double minimum,
            @Nullable String reference) {}

    /** Keeps what accuracy is declared, and answers what controls find of the system then. */
    public ControlsView declare(String system, Declared declared, String by) {
        find(system, null);
        if (system.equals(DutyEvent.COMPANY)) {
            throw Problem.invalid("An accuracy is declared for a system of the register.");
        }
        Double minimum = declared.minimum();
        if (minimum == null || !(minimum > 0 && minimum <= 1)) {
            throw Problem.invalid("Give 'minimum', a share above 0 and not above 1, such as 0.9.");
        }
        desk.act(new DeclareQuality(
                system,
                one("metric", QualityMetric.class, declared.metric()),
                minimum,
                desk.plain("reference", declared.reference()),
                by));
        return find(system, null);
    }

    private static LocalDate day(String name, String text) {
        try {
            LocalDate day = LocalDate.parse(text.strip());
            if (day.getYear() < 2000 || day.getYear() > 2200) {
                throw new DateTimeException("Out of all measure");
            }
            return day;
        } catch (DateTimeException e) {
            throw Problem.invalid("Give '" + name + "' as a day between 2000 and 2200, such as 2027-12-02.");
        }
    }

    private static <E extends Enum<E>> E one(String name, Class<E> type, @Nullable String given) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> given != null && each.name().equalsIgnoreCase(given.strip()))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("Give '" + name + "' as one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC);
    }
}
