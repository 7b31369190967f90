package dev.chancery.contracts.fact;

/** What kind of serious incident it is: Art. 3(49) of Regulation (EU) 2024/1689, and the infringement of Art. 3(61). */
public enum IncidentCategory {
    /** Death of a person, or serious harm to a person's health: 3(49)(a). */
    HEALTH("3(49)(a)"),
    /** Serious and irreversible disruption of critical infrastructure: 3(49)(b). */
    CRITICAL_INFRASTRUCTURE("3(49)(b)"),
    /** Infringement of obligations that protect fundamental rights: 3(49)(c). */
    FUNDAMENTAL_RIGHTS("3(49)(c)"),
    /** Serious harm to property or the environment: 3(49)(d). */
    PROPERTY_OR_ENVIRONMENT("3(49)(d)"),
    /** Infringement that is widespread: 3(61). */
    WIDESPREAD_INFRINGEMENT("3(61)");

    private final String article;

    IncidentCategory(String article) {
        this.article = article;
    }

    /** Where the regulation defines it. */
    public String article() {
        return article;
    }
}
