package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import java.util.List;

/** What is asked of an erasure. */
public sealed interface ErasureCommand extends Command {

    /** What the streams of erasures begin with. */
    String STREAM = "erasure/";

    String erasure();

    @Override
    default String target() {
        return STREAM + erasure();
    }

    /** Erase contents of a person concerned or of a task. */
    record RequestErasure(String erasure, ContentScope scope, String reason, String by) implements ErasureCommand {}

    /** Record that holds are in the way. Does nothing when the erasure has an outcome. */
    record RefuseErasure(String erasure, List<String> holds) implements ErasureCommand {}

    /** Record what was destroyed. Does nothing when the erasure has an outcome. */
    record CompleteErasure(String erasure, Erased erased, String checkpoint) implements ErasureCommand {}
}
