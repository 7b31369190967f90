package dev.chancery.decisions.fairness;

import dev.chancery.contracts.command.BiasCommand.PermitUse;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUsePermitted;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether protected attributes may be taken in and read: only while a record of Article 4a is in force that names them. */
public final class UseDecision {

    /** An answer is a sentence. */
    public static final int SHORTEST_ANSWER = 10;

    /** What finds bias is not needed for ever. */
    private static final int LONGEST_YEARS = 10;

    private UseDecision() {}

    /**
     * Permits a use.
     *
     * @throws IllegalArgumentException when a condition is not answered or the retention is over already; it says which
     */
    public static SpecialCategoryUsePermitted permit(PermitUse command) {
        SpecialCategoryConditions c = command.conditions();
        answered("a", "why other data, synthetic or anonymised ones too, do not do", c.otherDataInsufficient());
        answered("b", "how re-use is limited and the data are pseudonymised", c.reuseLimits());
        answered("c", "who may reach the data and how that is documented", c.accessControls());
        answered("d", "that the data are given to nobody else", c.noTransfer());
        answered("e", "when the data are deleted", c.deletion());
        answered("f", "where the record of processing gives the reason", c.recordedReason());
        if (command.categories().isEmpty()) {
            throw new IllegalArgumentException("Name the attributes that may be taken in as 'categories'.");
        }
        if (!command.until().isAfter(command.at())) {
            throw new IllegalArgumentException(
                    "The retention has to end in the future; it ends at " + command.until() + ".");
        }
        if (command.until()
                .atZone(ZoneOffset.UTC)
                .isAfter(command.at().atZone(ZoneOffset.UTC).plusYears(LONGEST_YEARS))) {
            throw new IllegalArgumentException("The retention ends within " + LONGEST_YEARS + " years.");
        }
        return new SpecialCategoryUsePermitted(
                command.use(),
                command.purpose(),
                command.categories(),
                c,
                command.responsible(),
                command.until(),
                command.by());
    }

    private static void answered(String point, String what, String answer) {
        if (answer.strip().length() < SHORTEST_ANSWER) {
            throw new IllegalArgumentException(
                    "Condition (" + point + ") of Article 4a(1) is not answered: say in at least " + SHORTEST_ANSWER
                            + " characters " + what + ".");
        }
    }

    /**
     * The record when it is in force.
     *
     * @param permitted null when there is none
     * @throws IllegalStateException when it is not; it says why
     */
    public static SpecialCategoryUsePermitted inForce(
            @Nullable SpecialCategoryUsePermitted permitted, boolean ended, String use, Instant at) {
        if (permitted == null) {
            throw new IllegalStateException("There is no Article 4a record '" + use
                    + "'. Protected attributes enter only under one: make it by POST /api/bias/uses.");
        }
        if (ended) {
            throw new IllegalStateException(
                    "The Article 4a record '" + use + "' was ended, so nothing is taken in or read under it.");
        }
        if (!at.isBefore(permitted.until())) {
            throw new IllegalStateException("The retention of the Article 4a record '" + use + "' ended at "
                    + permitted.until() + ", so nothing is taken in or read under it.");
        }
        return permitted;
    }

    /** Throws {@link IllegalStateException} when a record does not name an attribute. */
    public static void covered(SpecialCategoryUsePermitted permitted, List<String> attributes) {
        for (String attribute : attributes) {
            if (!permitted.categories().contains(attribute)) {
                throw new IllegalStateException("The Article 4a record '" + permitted.use() + "' is about "
                        + String.join(", ", permitted.categories()) + ", not about '" + attribute
                        + "'. Leave it out, or make a record that names it.");
            }
        }
    }
}
