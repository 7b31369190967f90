package dev.chancery.decisions.obligation;

import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.Marks;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be asked of the record to see whether an obligation is met. */
public enum Control {
    AI_LITERACY("Measures for AI literacy are recorded", true),
    RISK_REGISTER("The risk register has entries, every residual risk is accepted and none is overdue", false),
    BIAS_CHECK("The data were checked for bias lately and no open finding is past its deadline", false),
    TASK_OUTCOMES("Every task has an outcome, and abandoned ones are counted", false),
    INSTRUCTIONS("There are instructions for use", false),
    OVERSIGHT_ASSIGNED("A competent person oversees the system", false),
    OUTPUTS_REVIEWED("Outputs that wait for a person are reviewed in time, and by looking", false),
    DECLARED_QUALITY("The system reaches the accuracy that is declared", false),
    POLICY_CHANGES("Changes of the policy were reviewed by people who did not make them", true),
    LOG_RETENTION("Logs are kept for six months", false),
    MONITORING("Inputs and outputs are monitored", false),
    WORKERS_TOLD("Workers and their representatives were told", false),
    PERSONS_TOLD("Persons who are subject to decisions are told", false),
    IMPACT_ASSESSMENT("The impact on fundamental rights was assessed and the authority notified", false),
    REGISTRATION("The system is registered, and a claim not to be high-risk is documented", false),
    TRANSPARENCY("The notices of Art. 50 are recorded", false),
    POST_MARKET("How the system does in use is collected", false),
    INCIDENT_CLOCKS("Serious incidents were reported in time", false);

    private final String title;
    private final boolean ofCompany;

    Control(String title, boolean ofCompany) {
        this.title = title;
        this.ofCompany = ofCompany;
    }

    /** Its stable name: {@code risk-register}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is true when it is satisfied. */
    public String title() {
        return title;
    }

    /** Whether it concerns no system by itself. */
    public boolean ofCompany() {
        return ofCompany;
    }

    /**
     * What a control found.
     *
     * @param why in sentences
     * @param since when it came to that, null when that is not known
     * @param threshold that the figures were held against
     * @param freshness how old evidence may be, null when it does not age
     * @param evidence events that prove it
     */
    public record Found(
            ControlState state,
            String why,
            @Nullable Instant since,
            List<Figure> figures,
            String threshold,
            @Nullable String freshness,
            Marks evidence) {
        public Found {
            figures = List.copyOf(figures);
        }
    }

    /** A number, in words where it is none. */
    public record Figure(String name, String value) {
        static Figure of(String name, long value) {
            return new Figure(name, String.valueOf(value));
        }

        static Figure share(String name, long part, long whole) {
            return new Figure(name, whole == 0 ? "none" : String.format(Locale.ROOT, "%.4f", (double) part / whole));
        }
    }
}
