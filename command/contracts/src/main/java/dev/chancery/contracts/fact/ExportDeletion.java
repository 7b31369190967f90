package dev.chancery.contracts.fact;

/** Why the file of an export is deleted. */
public enum ExportDeletion {
    /** Somebody asked for it. */
    ASKED,
    /** Something was erased that it may show. */
    ERASURE
}
