package dev.chancery.reports.schedule;

import dev.chancery.contracts.command.ScheduleCommand;
import dev.chancery.contracts.command.ScheduleCommand.SkipSchedule;
import dev.chancery.contracts.command.ScheduleCommand.StartSchedule;
import dev.chancery.contracts.fact.ExportOccasion;
import dev.chancery.query.contracts.SchedulesView;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.schedule.Timetable.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for schedules that are due, and asks for what they want. That one was due is recorded first, with the id
 * of the export, so that it is asked for once however many nodes there are and whenever they stop. Of those that were missed only
 * the last is made, and it says so. The node that leads does it.
 */
public final class WhenAScheduleIsDueThenIssue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenAScheduleIsDueThenIssue.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final BooleanSupplier leads;
    private final Supplier<SchedulesView> schedules;
    private final Consumer<ScheduleCommand> commands;
    private final ScheduledWorks works;
    private final Issuing issuing;
    private final InstantSource clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("schedules").daemon().factory());

    WhenAScheduleIsDueThenIssue(
            BooleanSupplier leads,
            Supplier<SchedulesView> schedules,
            Consumer<ScheduleCommand> commands,
            ScheduledWorks works,
            Issuing issuing,
            InstantSource clock) {
        this.leads = leads;
        this.schedules = schedules;
        this.commands = commands;
        this.works = works;
        this.issuing = issuing;
        this.clock = clock;
    }

    /**
     * Begins to look.
     *
     * @param leads whether this node does it
     * @param schedules all there are, as the record has them at this moment
     * @param commands records, and returns once that is durable
     */
    public static WhenAScheduleIsDueThenIssue start(
            BooleanSupplier leads,
            Supplier<SchedulesView> schedules,
            Consumer<ScheduleCommand> commands,
            ScheduledWorks works,
            Issuing issuing,
            InstantSource clock) {
        WhenAScheduleIsDueThenIssue started =
                new WhenAScheduleIsDueThenIssue(leads, schedules, commands, works, issuing, clock);
        started.worker.scheduleWithFixedDelay(started::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    /** Starts what is due, and asks for what was started. */
    void look() {
        try {
            if (!leads.getAsBoolean()) {
                return;
            }
            schedules.get().schedules().forEach(this::begin);
            schedules.get().schedules().stream()
                    .filter(schedule -> !schedule.asked())
                    .forEach(this::ask);
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("Schedules could not be looked through; it is tried again");
        }
    }

    private void begin(ScheduleView schedule) {
        if (schedule.paused() || !schedule.asked()) {
            return;
        }
        try {
            Instant last = schedule.lastDue();
            Instant since = last == null || last.isBefore(schedule.setAt()) ? schedule.setAt() : last;
            Optional<Due> due = new Timetable(schedule.plan().when()).due(since, clock.instant());
            due.ifPresent(found -> commands.accept(new StartSchedule(
                    schedule.schedule(),
                    found.at(),
                    found.missed(),
                    UUID.randomUUID().toString())));
        } catch (RuntimeException e) {
            // One that cannot go on must not keep the others from it.
            LOG.atWarn()
                    .addKeyValue("schedule", schedule.schedule())
                    .setCause(e)
                    .log("What is due could not be started; it is tried again");
        }
    }

    private void ask(ScheduleView schedule) {
        String export = schedule.lastExport();
        Instant due = schedule.lastDue();
        if (export == null || due == null) {
            return;
        }
        try {
            Work work;
            try {
                work = works.work(schedule.plan(), due, schedule.by());
            } catch (IllegalArgumentException e) {
                LOG.atWarn()
                        .addKeyValue("schedule", schedule.schedule())
                        .setCause(e)
                        .log("What is due cannot be made");
                commands.accept(new SkipSchedule(schedule.schedule(), export, sentence(e)));
                return;
            }
            issuing.request(
                    export,
                    work,
                    schedule.by(),
                    new ExportOccasion(
                            schedule.schedule(),
                            due,
                            schedule.lastMissed(),
                            schedule.plan().destinations(),
                            schedule.plan().keepDays()));
        } catch (RuntimeException e) {
            // Whatever may pass, as when the record is away, too many wait or the disk is full.
            LOG.atWarn()
                    .addKeyValue("schedule", schedule.schedule())
                    .setCause(e)
                    .log("What is due could not be asked for; it is tried again");
        }
    }

    private static String sentence(IllegalArgumentException e) {
        return e.getMessage() == null ? "It could not be asked for; the server's log says why." : e.getMessage();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
