package dev.chancery.contracts.fact;

/** How an output goes to the caller. */
public enum Handover {
    /** In one piece, once it is released. */
    WHOLE,
    /** While it was made, which the opening had permitted; released is what has left already. */
    STREAMED,
    /** When the caller asks for it; whether and when he does is not known before. */
    ON_REQUEST
}
