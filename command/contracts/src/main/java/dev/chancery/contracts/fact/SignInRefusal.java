package dev.chancery.contracts.fact;

/** Why an account that there is was not let in. */
public enum SignInRefusal {
    WRONG_PASSWORD,
    /** The code of the second factor was wrong, or used before. */
    WRONG_CODE,
    /** The account is closed. */
    CLOSED,
    /** None of its roles is in force. */
    NO_ROLE,
    /** It was tried too often in too short a time. */
    TOO_OFTEN,
    /** The token is over, or was revoked. */
    TOKEN_SHUT,
    /** What the OpenID provider says of the person opens nothing here. */
    NOT_VOUCHED_FOR
}
