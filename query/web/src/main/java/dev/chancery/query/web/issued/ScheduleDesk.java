package dev.chancery.query.web.issued;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.command.ScheduleCommand.PauseSchedule;
import dev.chancery.contracts.command.ScheduleCommand.RemoveSchedule;
import dev.chancery.contracts.command.ScheduleCommand.SetSchedule;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.fact.ScheduleScope;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.query.contracts.ExportQuery.FindSchedules;
import dev.chancery.query.contracts.SchedulesView;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Exporting;
import dev.chancery.query.web.Problem;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where schedules are set and looked up. */
@Component
public final class ScheduleDesk {

    private static final int MOST = 100;
    private static final int LONGEST = 36_600;
    private static final int PURPOSE_LIMIT = 500;

    private final Desk desk;
    private final Exporting exporting;
    private final Clock clock = Clock.systemUTC();

    public ScheduleDesk(Desk desk, Exporting exporting) {
        this.desk = desk;
        this.exporting = exporting;
    }

    /**
     * What is wanted.
     *
     * @param kind audit_pack or board_report
     * @param every day, week, month or quarter, with {@code hour}
     * @param cron in their place
     * @param zone by IANA; null for UTC
     * @param scope of a pack, as when one is asked for; null for everything
     * @param whole whether a pack is of the log from its first event on, and not of the period that is over only
     * @param figures whether a pack tells the figures of the period that is over
     * @param contents whether a pack shows texts; then {@code purpose} says why
     * @param paused whether nothing is due for now
     */
    public record Wanted(
            @Nullable String kind,
            @Nullable String every,
            @Nullable Integer hour,
            @Nullable String cron,
            @Nullable String zone,
            @Nullable Map<String, String> scope,
            @Nullable Boolean whole,
            @Nullable Boolean figures,
            @Nullable Boolean contents,
            @Nullable String purpose,
            @Nullable List<String> destinations,
            @Nullable Integer keepDays,
            @Nullable Boolean paused) {}

    /** All, by their ids. */
    public SchedulesView all() {
        return new SchedulesView(desk.ask(new FindSchedules()).schedules().stream()
                .map(this::now)
                .toList());
    }

    /** One, or {@link Problem#notFound}. */
    public ScheduleView one(String id) {
        return find(id).map(this::now).orElseThrow(() -> Problem.notFound("schedule", id));
    }

    private Optional<ScheduleView> find(String id) {
        return desk.ask(new FindSchedules()).schedules().stream()
                .filter(schedule -> schedule.schedule().equals(id))
                .findFirst();
    }

    private ScheduleView now(ScheduleView schedule) {
        return schedule.next(
                schedule.paused()
                        ? null
                        : exporting.next(schedule.plan(), clock.instant()).orElse(null));
    }

    /** Sets one, new or not. */
    public ScheduleView set(String given, Wanted wanted, String by) {
        String id = find(given).isPresent() ? given : newId(given);
        SchedulePlan plan = plan(wanted);
        desk.done(() -> {
            exporting.check(plan, by);
            return id;
        });
        desk.act(new SetSchedule(id, plan, by));
        if (Boolean.TRUE.equals(wanted.paused())) {
            desk.act(new PauseSchedule(id, by));
        }
        return one(id);
    }

    private String newId(String given) {
        String id = desk.newId("id", given);
        if (desk.ask(new FindSchedules()).schedules().size() >= MOST) {
            throw Problem.conflict("too-many-schedules", "There are " + MOST + " schedules. Remove one first.");
        }
        return id;
    }

    /** Removes one; what it issued stays. */
    public void remove(String id, String by) {
        one(id);
        desk.act(new RemoveSchedule(id, by));
    }

    private SchedulePlan plan(Wanted wanted) {
        ExportKind kind = kind(wanted.kind());
        boolean pack = kind == ExportKind.AUDIT_PACK;
        if (!pack
                && (wanted.scope() != null
                        || wanted.whole() != null
                        || wanted.figures() != null
                        || wanted.contents() != null
                        || wanted.purpose() != null)) {
            throw Problem.invalid(
                    "'scope', 'whole', 'figures', 'contents' and 'purpose' are of packs. Leave them out.");
        }
        Integer keepDays = wanted.keepDays();
        if (keepDays != null && (keepDays < 1 || keepDays > LONGEST)) {
            throw Problem.invalid("'keepDays' is from 1 to " + LONGEST + ".");
        }
        return new SchedulePlan(
                kind,
                new ScheduleTime(
                        wanted.every() == null ? null : one("every", ScheduleCadence.values(), wanted.every()),
                        wanted.hour(),
                        wanted.cron() == null ? null : cron(wanted.cron()),
                        wanted.zone() == null ? "UTC" : wanted.zone()),
                scope(wanted.scope()),
                Boolean.TRUE.equals(wanted.whole()),
                Boolean.TRUE.equals(wanted.figures()),
                purpose(wanted),
                destinations(wanted.destinations()),
                keepDays);
    }

    private static ExportKind kind(@Nullable String given) {
        return one("kind", new ExportKind[] {ExportKind.AUDIT_PACK, ExportKind.BOARD_REPORT}, given);
    }

    private static String cron(String given) {
        if (given.length() > 120) {
            throw Problem.invalid("'cron' has at most 120 characters.");
        }
        return given.strip();
    }

    private static @Nullable ScheduleScope scope(@Nullable Map<String, String> given) {
        if (given == null) {
            return null;
        }
        if (given.size() != 1) {
            throw Problem.invalid("'scope' has one member, as when a pack is asked for, such as {\"workflow\": id}.");
        }
        Map.Entry<String, String> only = given.entrySet().iterator().next();
        if (only.getValue() == null
                || !Id.isValid(only.getValue())
                || !only.getKey().matches("[a-z]{1,20}")) {
            throw Problem.invalid("'scope' has the id of one thing, such as {\"workflow\": id}.");
        }
        return new ScheduleScope(only.getKey(), only.getValue());
    }

    private @Nullable String purpose(Wanted wanted) {
        String purpose = wanted.purpose();
        if (!Boolean.TRUE.equals(wanted.contents())) {
            if (purpose != null) {
                throw Problem.invalid("A 'purpose' is of disclosed contents: add \"contents\": true, or leave it out.");
            }
            return null;
        }
        if (purpose == null || purpose.isBlank() || purpose.length() > PURPOSE_LIMIT) {
            throw Problem.invalid("To disclose contents give a 'purpose' of 1 to " + PURPOSE_LIMIT
                    + " characters; it is recorded of each text.");
        }
        return desk.text("purpose", purpose);
    }

    private List<String> destinations(@Nullable List<String> given) {
        List<String> wanted = given == null ? List.of() : given;
        SortedSet<String> known = exporting.destinations();
        if (!known.containsAll(wanted) || wanted.stream().distinct().count() < wanted.size()) {
            throw Problem.invalid("Give 'destinations' as some of " + known
                    + ", each once; they are configured by chancery.reports.destinations.");
        }
        return wanted;
    }

    private static <E extends Enum<E>> E one(String name, E[] all, @Nullable String given) {
        return Arrays.stream(all)
                .filter(each -> given != null && each.name().equalsIgnoreCase(given.strip()))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("Give '" + name + "' as one of "
                        + String.join(
                                ", ",
                                Arrays.stream(all)
                                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                                        .toList())
                        + "."));
    }
}
