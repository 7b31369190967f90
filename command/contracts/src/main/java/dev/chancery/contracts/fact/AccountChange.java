package dev.chancery.contracts.fact;

/** What was done with an account. */
public enum AccountChange {
    OPENED,
    ROLES_SET,
    CLOSED,
    REOPENED,
    FORGOTTEN,
    PASSWORD_SET,
    SECOND_FACTOR_ENROLLED,
    SECOND_FACTOR_REMOVED,
    TOKEN_ISSUED,
    TOKEN_REVOKED
}
