package dev.chancery.contracts.fact;

/** How somebody proved who he is. */
public enum SignInMethod {
    /** By a password. */
    PASSWORD,
    /** By a password, and a code of RFC 6238 or a recovery code. */
    PASSWORD_AND_CODE,
    /** By an OpenID provider. */
    OPENID,
    /** By a bearer token; a program. */
    TOKEN
}
