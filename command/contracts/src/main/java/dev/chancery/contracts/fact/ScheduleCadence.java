package dev.chancery.contracts.fact;

/** How often something is due. Weeks begin on Mondays; a quarter is one of the calendar year's. */
public enum ScheduleCadence {
    DAY,
    WEEK,
    MONTH,
    QUARTER
}
