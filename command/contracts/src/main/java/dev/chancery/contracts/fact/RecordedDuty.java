package dev.chancery.contracts.fact;

/** What is done outside, so that the record knows of it only what a person says, with a reference to what shows it. */
public enum RecordedDuty {
    /** Measures that support the AI literacy of the people who use AI. */
    AI_LITERACY("Art. 4"),
    /** Workers and their representatives were told before a system is used at the workplace. */
    WORKERS_TOLD("Art. 26(7)"),
    /** Persons are told that a system of Annex III takes or assists decisions about them. */
    PERSONS_TOLD("Art. 26(11)"),
    /** Persons are told that they deal with an AI system. */
    INTERACTION_NOTICE("Art. 50(1)"),
    /** Outputs are marked so that machines can tell. */
    OUTPUT_MARKING("Art. 50(2)"),
    /** Persons are told of emotion recognition or biometric categorisation. */
    CATEGORISATION_NOTICE("Art. 50(3)"),
    /** Deep fakes, and texts on matters of public interest, are disclosed. */
    SYNTHETIC_NOTICE("Art. 50(4)"),
    /** The plan by which a system is monitored on the market. */
    MONITORING_PLAN("Art. 72(3)");

    private final String article;

    RecordedDuty(String article) {
        this.article = article;
    }

    /** Where the duty is. */
    public String article() {
        return article;
    }
}
