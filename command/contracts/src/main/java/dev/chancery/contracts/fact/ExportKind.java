package dev.chancery.contracts.fact;

/** What is made to be handed out. */
public enum ExportKind {
    /** Events of the log with their proofs. */
    AUDIT_PACK,
    /** A quarter for the board. */
    BOARD_REPORT,
    /** What a draft of the policy would have decided in a period. */
    WHAT_IF
}
