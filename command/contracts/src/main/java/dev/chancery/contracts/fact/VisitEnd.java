package dev.chancery.contracts.fact;

/** Why a visit is over. */
public enum VisitEnd {
    /** The person signed out, here or at the OpenID provider. */
    SIGNED_OUT,
    /** Nothing was asked for too long, or the session was too old. */
    EXPIRED,
    /** The account was closed, lost its roles, or its token was revoked. */
    SHUT
}
