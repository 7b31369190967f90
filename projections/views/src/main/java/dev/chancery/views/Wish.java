package dev.chancery.views;

/** What a node that does not keep the views asks of the one that does. */
enum Wish {
    /** Builds them again. */
    REBUILD,
    /** Compares them with the log. */
    CHECK,
    /** Tries the dead letters again. */
    RETRY
}
