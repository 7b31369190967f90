package dev.chancery.contracts.fact;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Who oversees a system, Art. 14 and 26(2).
 *
 * @param assignment its id
 * @param person a role or pseudonym
 * @param competence why the person is able to
 * @param training which, and when
 * @param authority what the person may do: disregard, override, stop
 * @param until last day, null while it is open
 * @param second who verifies as well, for point 1(a) of Annex III, Art. 14(5); null for nobody
 */
public record OversightAssignment(
        String assignment,
        String person,
        String competence,
        String training,
        String authority,
        LocalDate from,
        @Nullable LocalDate until,
        @Nullable String second) {}
