package dev.chancery.folds.figure;

import static dev.chancery.folds.figure.Measure.Basis.OPENED_IN_PERIOD;
import static dev.chancery.folds.figure.Measure.Basis.RECORDED_IN_PERIOD;
import static dev.chancery.folds.figure.Measure.Basis.STANDING_AT_END;

import java.util.Arrays;
import java.util.Optional;

/** Everything that there are figures of. */
public enum Measure {
    TASKS_OPENED("tasks.opened", OPENED_IN_PERIOD, "Tasks that were asked for"),
    TASKS_BY_STATE("tasks.by-state", OPENED_IN_PERIOD, "Tasks by what became of them"),
    TASKS_DELIVERED("tasks.delivered", OPENED_IN_PERIOD, "Tasks whose output, or a person's in its place, went out"),
    TASKS_REFUSED("tasks.refused", OPENED_IN_PERIOD, "Refused tasks by the code of the refusal"),

    COST("cost.total", OPENED_IN_PERIOD, "What tasks cost, once settled"),
    COST_BY_TIER("cost.by-tier", OPENED_IN_PERIOD, "The same by tier of the deployment"),
    COST_BY_VENDOR("cost.by-vendor", OPENED_IN_PERIOD, "The same by vendor of the model, and of all of it"),
    COST_BY_WORKFLOW("cost.by-workflow", OPENED_IN_PERIOD, "The same by workflow"),
    COST_PER_TASK("cost.per-task", OPENED_IN_PERIOD, "What tasks cost, and how many were settled"),
    COST_PER_DELIVERED("cost.per-delivered-task", OPENED_IN_PERIOD, "What tasks cost, and how many were delivered"),
    COST_UNDELIVERED("cost.undelivered", OPENED_IN_PERIOD, "Of the cost, that of tasks whose output went nowhere"),
    COST_JUDGING("cost.judging", OPENED_IN_PERIOD, "Of the cost, that of judges"),
    COST_REVISING("cost.revising", OPENED_IN_PERIOD, "Of the cost, that of answers in the place of others"),
    COST_FAILING(
            "cost.failing", OPENED_IN_PERIOD, "Of the cost, that of calls of which nothing came, or nothing is known"),
    CACHE_SAVED(
            "cost.saved-by-cache", OPENED_IN_PERIOD, "What calls would have cost more without the provider's cache"),
    TOKENS_INPUT("tokens.input", OPENED_IN_PERIOD, "Tokens that models were given"),
    TOKENS_OUTPUT("tokens.output", OPENED_IN_PERIOD, "Tokens that models gave"),

    WORTH_COMPARED("worth.compared", OPENED_IN_PERIOD, "Delivered tasks of days with a human baseline"),
    WORTH_BASELINE("worth.baseline", OPENED_IN_PERIOD, "What people would have cost for them"),
    WORTH_REVIEW("worth.review", OPENED_IN_PERIOD, "What the time of reviewers cost on these days"),
    WORTH_NET("worth.net", OPENED_IN_PERIOD, "The baseline, less what the tasks of these days and their review cost"),
    WORTH_NET_TOTAL("worth.net-total", OPENED_IN_PERIOD, "The same of all workflows"),
    WORTH_RETURN("worth.return", OPENED_IN_PERIOD, "The net, and what was paid for it"),

    REVIEWS("reviews.decided", RECORDED_IN_PERIOD, "Decisions of people about outputs, calls and their results"),
    REVIEWS_APPROVED("reviews.approved", RECORDED_IN_PERIOD, "Of these, approved as it was"),
    REVIEWS_EDITED("reviews.edited", RECORDED_IN_PERIOD, "Of these, with another text in its place"),
    REVIEWS_REJECTED("reviews.rejected", RECORDED_IN_PERIOD, "Of these, rejected"),
    REVIEWS_OVERRIDDEN("reviews.overridden", RECORDED_IN_PERIOD, "Of these, edited or rejected"),
    REVIEWS_APPROVED_BY_WORKFLOW(
            "reviews.approved-by-workflow",
            OPENED_IN_PERIOD,
            "Of the decisions about outputs of a workflow, those that approved it as it was"),
    OUTCOMES_AGREED_BY_WORKFLOW(
            "outcomes.agreed-by-workflow",
            OPENED_IN_PERIOD,
            "Of the withheld outputs of a workflow that were compared with what a person did, those that agree"),
    REVIEWS_UNSEEN("reviews.unseen", RECORDED_IN_PERIOD, "Decisions about what the person was not shown here"),
    DWELL_MEDIAN("reviews.dwell-median", RECORDED_IN_PERIOD, "Median time from showing to decision, in whole seconds"),
    RUBBER_STAMPS(
            "reviews.under-5-seconds", RECORDED_IN_PERIOD, "Decisions within 5 seconds, of those whose time is known"),
    VERDICTS_PASSED("verdicts.passed", RECORDED_IN_PERIOD, "Verdicts of judges that were passed, of all"),

    GATES_RAISED("gates.raised", RECORDED_IN_PERIOD, "Moves of gates to more autonomy"),
    GATES_LOWERED("gates.lowered", RECORDED_IN_PERIOD, "Moves of gates to less"),
    GATES_LOWERED_BY_THEMSELVES("gates.lowered-by-drift", RECORDED_IN_PERIOD, "Of these, those that no person made"),
    GATES_REFUSED("gates.refused", RECORDED_IN_PERIOD, "Moves that the evidence did not carry"),
    WORKFLOWS_BY_GATE("workflows.by-gate", STANDING_AT_END, "Workflows by their gate"),
    STOPS_PULLED("stops.pulled", RECORDED_IN_PERIOD, "Kill switches that were pulled"),
    BUDGETS_EXHAUSTED(
            "budgets.exhausted", RECORDED_IN_PERIOD, "Caps that refused a request, once for each of their periods"),
    CAP_USED(
            "budgets.company-used",
            OPENED_IN_PERIOD,
            "What tasks of the period cost in a month (UTC), and the cap of the company when the month was over"),
    COMPANY_CAP("budgets.company-month", STANDING_AT_END, "The cap of the company for a month"),

    SYSTEMS_IN_USE("systems.in-use", STANDING_AT_END, "AI systems that are not decommissioned"),
    SYSTEMS_OVERSEEN(
            "systems.high-risk-overseen",
            STANDING_AT_END,
            "Of those of high risk, systems with a person who oversees them on the last day (UTC)"),
    SYSTEMS_BY_CLASS("systems.by-class", STANDING_AT_END, "AI systems that are not decommissioned, by class of risk"),
    SYSTEMS_BY_STATUS("systems.by-status", STANDING_AT_END, "AI systems by status"),
    WORKFLOWS_UNREGISTERED(
            "workflows.unregistered",
            STANDING_AT_END,
            "Workflows in which tasks were opened and that no AI system has"),
    SYSTEMS_OUTDATED("systems.outdated", STANDING_AT_END, "AI systems classified by other facts than are known now"),
    INCIDENTS_OPENED("incidents.opened", OPENED_IN_PERIOD, "Serious incidents"),
    INCIDENTS_BY_CLOCK("incidents.by-clock", OPENED_IN_PERIOD, "The same by what became of their reporting clocks"),
    INCIDENTS_CLOSED("incidents.closed", RECORDED_IN_PERIOD, "Incidents that were closed"),
    INCIDENTS_OPEN("incidents.open", STANDING_AT_END, "Incidents that are open"),
    BIAS_CHECKS("bias.checks", RECORDED_IN_PERIOD, "Comparisons of groups, or of answers to counterfactual prompts"),
    BIAS_VALUE("bias.value", STANDING_AT_END, "The largest difference in the newest check of a workflow or system"),
    BIAS_LOW("bias.interval-low", STANDING_AT_END, "The lower end of its interval of 95 %"),
    BIAS_HIGH("bias.interval-high", STANDING_AT_END, "The upper end of its interval of 95 %"),
    BIAS_OPENED("bias.opened", RECORDED_IN_PERIOD, "Findings of bias"),
    BIAS_CLOSED("bias.closed", RECORDED_IN_PERIOD, "Findings that were closed, by outcome"),
    BIAS_OPEN("bias.open", STANDING_AT_END, "Findings that are open"),
    BIAS_OVERDUE("bias.overdue", STANDING_AT_END, "Of these, those whose deadline has passed"),

    MODEL_VERSIONS("models.versions-seen", RECORDED_IN_PERIOD, "Versions that deployments had not reported before"),
    REDACTIONS("redactions.by-type", RECORDED_IN_PERIOD, "Personal data that was replaced, by type"),
    REDACTIONS_TOTAL("redactions.total", RECORDED_IN_PERIOD, "The same of all types"),
    ERASURES("erasures.completed", RECORDED_IN_PERIOD, "Erasures that were done"),
    CONTENTS_ERASED("contents.erased", RECORDED_IN_PERIOD, "Texts that these destroyed"),
    CONTENTS_EXPIRED("contents.expired", RECORDED_IN_PERIOD, "Texts that were destroyed for their age"),
    DISCLOSURES("contents.disclosed", RECORDED_IN_PERIOD, "Texts that were shown outside the request that made them"),
    EXPORTS("exports.completed", RECORDED_IN_PERIOD, "Audit packs"),
    ACTS_ABANDONED("acts.abandoned", RECORDED_IN_PERIOD, "Acts whose outcome never came"),

    LOG_EVENTS("log.events", RECORDED_IN_PERIOD, "Events"),
    LOG_SIZE("log.size", STANDING_AT_END, "Events from the first of the log to the end of the range"),
    LOG_KEYS("log.keys-replaced", RECORDED_IN_PERIOD, "Replacements of the log's key"),
    LOG_LOSSES("log.losses", RECORDED_IN_PERIOD, "Losses that were accepted"),
    LOG_LOST("log.events-lost", RECORDED_IN_PERIOD, "Signed events that these lost"),

    STREAMS_LEFT_OUT(
            "streams.left-out",
            RECORDED_IN_PERIOD,
            "Streams, such as tasks, that began before the range: what was opened in them counts in no figure");

    /** Which events count. */
    public enum Basis {
        /** What was opened in the period, with all that is known of it at the end of the range. */
        OPENED_IN_PERIOD,
        /** What was recorded in the period. */
        RECORDED_IN_PERIOD,
        /** What stood when the period was over. */
        STANDING_AT_END
    }

    /** Where the events are that it is counted from, and so whose figures it can be among. */
    private enum Source {
        /** Streams of tasks. */
        TASKS,
        /** Streams of workflows. */
        WORKFLOWS,
        /** Streams of systems, incidents and checks for bias. */
        SYSTEMS,
        /** Streams of erasures. */
        ERASURES,
        /** What concerns the whole company. */
        COMPANY;

        boolean isIn(Extent.Kind kind) {
            return kind == Extent.Kind.LOG
                    || switch (this) {
                        case TASKS -> true;
                        case WORKFLOWS -> kind == Extent.Kind.WORKFLOW || kind == Extent.Kind.SYSTEM;
                        case SYSTEMS -> kind == Extent.Kind.SYSTEM;
                        case ERASURES -> kind == Extent.Kind.SUBJECT;
                        case COMPANY -> false;
                    };
        }
    }

    private final String id;
    private final Basis basis;
    private final String title;

    Measure(String id, Basis basis, String title) {
        this.id = id;
        this.basis = basis;
        this.title = title;
    }

    /** Its name in {@code figures.json}; never given to another. */
    public String id() {
        return id;
    }

    public Basis basis() {
        return basis;
    }

    /**
     * Whether it is among the figures of an extent: the events that it is counted from belong to it, and those before the range, where it
     * needs them, are not missing.
     */
    public boolean isOf(Extent extent) {
        return source().isIn(extent.kind())
                && (this == STREAMS_LEFT_OUT ? !extent.isFromStart() : extent.isFromStart() || !needsStart());
    }

    private Source source() {
        return switch (this) {
            case TASKS_OPENED,
                    TASKS_BY_STATE,
                    TASKS_DELIVERED,
                    TASKS_REFUSED,
                    COST,
                    COST_BY_TIER,
                    COST_BY_VENDOR,
                    COST_BY_WORKFLOW,
                    COST_PER_TASK,
                    COST_PER_DELIVERED,
                    COST_UNDELIVERED,
                    COST_JUDGING,
                    COST_REVISING,
                    COST_FAILING,
                    CACHE_SAVED,
                    TOKENS_INPUT,
                    TOKENS_OUTPUT,
                    REVIEWS,
                    REVIEWS_APPROVED,
                    REVIEWS_EDITED,
                    REVIEWS_REJECTED,
                    REVIEWS_OVERRIDDEN,
                    REVIEWS_APPROVED_BY_WORKFLOW,
                    OUTCOMES_AGREED_BY_WORKFLOW,
                    REVIEWS_UNSEEN,
                    DWELL_MEDIAN,
                    RUBBER_STAMPS,
                    VERDICTS_PASSED,
                    REDACTIONS,
                    REDACTIONS_TOTAL,
                    DISCLOSURES,
                    ACTS_ABANDONED,
                    STREAMS_LEFT_OUT -> Source.TASKS;
            case GATES_RAISED, GATES_LOWERED, GATES_LOWERED_BY_THEMSELVES, GATES_REFUSED, WORKFLOWS_BY_GATE ->
                Source.WORKFLOWS;
            case SYSTEMS_IN_USE,
                    SYSTEMS_OVERSEEN,
                    SYSTEMS_BY_CLASS,
                    SYSTEMS_BY_STATUS,
                    SYSTEMS_OUTDATED,
                    INCIDENTS_OPENED,
                    INCIDENTS_BY_CLOCK,
                    INCIDENTS_CLOSED,
                    INCIDENTS_OPEN,
                    BIAS_CHECKS,
                    BIAS_VALUE,
                    BIAS_LOW,
                    BIAS_HIGH,
                    BIAS_OPENED,
                    BIAS_CLOSED,
                    BIAS_OPEN,
                    BIAS_OVERDUE -> Source.SYSTEMS;
            case ERASURES, CONTENTS_ERASED -> Source.ERASURES;
            case WORTH_COMPARED,
                    WORTH_BASELINE,
                    WORTH_REVIEW,
                    WORTH_NET,
                    WORTH_NET_TOTAL,
                    WORTH_RETURN,
                    STOPS_PULLED,
                    BUDGETS_EXHAUSTED,
                    CAP_USED,
                    COMPANY_CAP,
                    MODEL_VERSIONS,
                    CONTENTS_EXPIRED,
                    EXPORTS,
                    WORKFLOWS_UNREGISTERED,
                    LOG_EVENTS,
                    LOG_SIZE,
                    LOG_KEYS,
                    LOG_LOSSES,
                    LOG_LOST -> Source.COMPANY;
        };
    }

    /** Whether it follows from what was said before the period, however long. */
    private boolean needsStart() {
        return switch (this) {
            case WORTH_COMPARED,
                    WORTH_BASELINE,
                    WORTH_REVIEW,
                    WORTH_NET,
                    WORTH_NET_TOTAL,
                    WORTH_RETURN,
                    CAP_USED,
                    INCIDENTS_CLOSED,
                    BIAS_CLOSED -> true;
            default -> basis == Basis.STANDING_AT_END;
        };
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** The measure of an id; empty when there is none. */
    public static Optional<Measure> of(String id) {
        return Arrays.stream(values()).filter(measure -> measure.id.equals(id)).findFirst();
    }
}
