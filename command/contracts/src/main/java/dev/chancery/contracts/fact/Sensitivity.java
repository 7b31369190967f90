package dev.chancery.contracts.fact;

/** How far a request may travel, from the mildest to the strictest. */
public enum Sensitivity {
    /** No personal data was found. */
    ORDINARY,
    /** Personal data was found and replaced by placeholders. */
    PERSONAL,
    /** May only be processed on hardware of the company: {@link Location#LOCAL}. */
    RESTRICTED
}
