package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.ContentScope;

/** What is asked of the legal holds. */
public sealed interface HoldCommand extends Command {

    /** The stream of all holds: what may be erased is decided against all of them together. */
    String STREAM = "holds";

    @Override
    default String target() {
        return STREAM;
    }

    /** Keep contents whatever happens. Does nothing when that hold stands. */
    record PlaceHold(String hold, ContentScope scope, String reason, String by) implements HoldCommand {}

    /** End a hold. Fails when there is none of that id. */
    record LiftHold(String hold, String reason, String by) implements HoldCommand {}
}
