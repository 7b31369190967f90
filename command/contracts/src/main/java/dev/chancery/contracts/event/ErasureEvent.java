package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import java.util.List;

/** The erasure of contents; stream {@code erasure/<erasure>}. */
public sealed interface ErasureEvent extends Event {

    /**
     * Contents are to be erased: the intent.
     *
     * @param scope a person concerned or a task
     * @param by who asked for it
     */
    record ErasureRequested(String erasure, ContentScope scope, String reason, String by) implements ErasureEvent {}

    /**
     * Nothing was erased.
     *
     * @param holds ids of the legal holds in its way
     */
    record ErasureRefused(List<String> holds) implements ErasureEvent {
        public ErasureRefused {
            holds = List.copyOf(holds);
        }
    }

    /**
     * The contents, their salts and the keys that were theirs alone are destroyed.
     *
     * @param checkpoint the signed tree head before anything was destroyed
     */
    record ErasureCompleted(Erased erased, String checkpoint) implements ErasureEvent {}
}
