package dev.chancery.reports.schedule;

import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.reports.issue.Work;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** What a plan means at a time. */
public final class ScheduledWorks {

    /** Makes works of a kind. */
    public interface Maker {

        /**
         * What is to be issued.
         *
         * @param timetable of the plan
         * @param actor in whose name
         * @throws IllegalArgumentException with a sentence when it cannot be asked for so
         */
        Work work(SchedulePlan plan, Timetable timetable, Instant due, String actor);

        /**
         * Looks whether it could ever be.
         *
         * @throws IllegalArgumentException with a sentence when not
         */
        void check(SchedulePlan plan, String actor);
    }

    private final Map<ExportKind, Maker> makers;

    public ScheduledWorks(Map<ExportKind, Maker> makers) {
        this.makers = new EnumMap<>(makers);
    }

    /** The work that is due. */
    Work work(SchedulePlan plan, Instant due, String actor) {
        return maker(plan).work(plan, new Timetable(plan.when()), due, actor);
    }

    /**
     * Looks whether a plan can be carried out.
     *
     * @throws IllegalArgumentException with a sentence when it cannot
     * @throws dev.chancery.contracts.log.RecordUnavailable when the record cannot be read
     */
    public void check(SchedulePlan plan, String actor) {
        new Timetable(plan.when());
        maker(plan).check(plan, actor);
    }

    private Maker maker(SchedulePlan plan) {
        Maker maker = makers.get(plan.kind());
        if (maker == null) {
            throw new IllegalArgumentException(
                    "'kind' is none that can be scheduled. Give one of " + makers.keySet() + ".");
        }
        return maker;
    }
}
