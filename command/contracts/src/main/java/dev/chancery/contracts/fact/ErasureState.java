package dev.chancery.contracts.fact;

/** How far an erasure has come. */
public enum ErasureState {
    /** It is asked for, and carried out as soon as may be. */
    REQUESTED,
    /** A legal hold forbade it; nothing was erased. */
    REFUSED,
    /** Contents, salts and keys are destroyed. */
    COMPLETED
}
