package dev.chancery.contracts.log;

import java.util.Optional;

/** Why erasures that were requested are not carried out yet. */
@FunctionalInterface
public interface ErasureProblems {

    /** What went wrong at the last attempt, and what happens now; empty while nothing did. */
    Optional<String> of(String erasure);
}
