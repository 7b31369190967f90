package dev.chancery.contracts.fact;

/**
 * Who an incident is reported to.
 *
 * @param name of the authority, such as that of a Member State
 */
public record Authority(Kind kind, String name) {

    /** Which office. The AI Office where a model for general purposes and the system share a provider: Art. 75(1). */
    public enum Kind {
        MARKET_SURVEILLANCE,
        AI_OFFICE
    }
}
