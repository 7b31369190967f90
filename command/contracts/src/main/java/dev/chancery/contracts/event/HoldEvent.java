package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.ContentScope;

/** Legal holds; stream {@code holds}. */
public sealed interface HoldEvent extends Event {

    /**
     * From now on nothing within the scope is erased, by request or by age.
     *
     * @param by who placed it
     */
    record HoldPlaced(String hold, ContentScope scope, String reason, String by) implements HoldEvent {}

    /** What was kept by this hold alone may be erased again. */
    record HoldLifted(String hold, String reason, String by) implements HoldEvent {}
}
