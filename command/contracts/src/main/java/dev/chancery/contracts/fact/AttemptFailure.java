package dev.chancery.contracts.fact;

/** How a call to a provider failed. */
public enum AttemptFailure {
    RATE_LIMITED,
    PROVIDER_ERROR,
    REJECTED,
    TIMED_OUT,
    UNREACHABLE,
    GARBAGE,
    CUT_OFF,
    BREAKER_OPEN,
    CLIENT_GONE,
    /** It was broken off: by a kill switch, by a suspension, or because the process ended. */
    STOPPED
}
