package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Drift;

/** How what is asked of gates and watched at them is said to people. */
final class GateSaid {

    static final GateSaid SAID = new GateSaid();

    private GateSaid() {}

    /** The name of a condition of a promotion. */
    public String condition(String condition) {
        return switch (condition) {
            case "TIME" -> "Time at the gate";
            case "REVIEWED" -> "Outputs decided by people";
            case "APPROVED_UNCHANGED" -> "Approved unchanged";
            case "COMPARED" -> "Compared with people";
            case "AGREEMENT" -> "Agreement with people";
            case "ERRORS" -> "Calls without an answer";
            case "ESCALATIONS" -> "Calls that would be held anyway";
            case "COST" -> "Cost of an output";
            default -> condition;
        };
    }

    /** What a share is of. */
    public String watched(Drift.Metric metric) {
        return switch (metric) {
            case CHANGED -> "delivered outputs found other than right";
            case ERRORS -> "calls without an answer";
            case VERDICTS -> "verdicts not passed";
            case COST -> "outputs dearer than the policy's amount";
            case BUDGET -> "budgets that refused";
            case INCIDENT -> "kill switches pulled";
        };
    }
}
