package dev.chancery.contracts.log;

import dev.chancery.contracts.event.Event;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** The processes that append to one record. Each is a node, and one of them leads: it does what only one may do. */
public interface Nodes {

    /** The only process there is, which leads and has nothing to hear of. */
    Nodes ALONE = new Nodes() {
        @Override
        public boolean areSeveral() {
            return false;
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public long listen(Listener listener) {
            return 0;
        }

        @Override
        public SortedSet<String> alive() {
            return Collections.emptySortedSet();
        }

        @Override
        public Optional<String> author(long position) {
            return Optional.empty();
        }

        @Override
        public boolean isOwn(long position) {
            return true;
        }

        @Override
        public Turn turn() {
            return new Turn() {
                @Override
                public boolean isAmongOthers() {
                    return false;
                }

                @Override
                public void close() {}
            };
        }
    };

    /** Whether others may append too. When not, this process leads, and listeners are told nothing. */
    boolean areSeveral();

    /** Whether this node leads. It may have lost that a moment ago, so what a leader does must do no harm when done twice. */
    boolean leads();

    /**
     * Has a listener told of all events from now on.
     *
     * @return position of the first that it is told
     */
    long listen(Listener listener);

    /** The nodes that are connected now, this one included. */
    SortedSet<String> alive();

    /** The node that recorded an event; empty when it was recorded by a process that appended alone. */
    Optional<String> author(long position);

    /** Whether this node recorded an event. */
    boolean isOwn(long position);

    /** Waits until no other node has its turn, and keeps the others from having theirs until it is closed. */
    Turn turn();

    /** What no two nodes have at a time. */
    interface Turn extends AutoCloseable {

        /** Whether other nodes may have had theirs before. */
        boolean isAmongOthers();

        @Override
        void close();
    }

    /** Hears of every event in order, in the thread that appends: before this node appends anything after it. */
    interface Listener {

        /**
         * Told of events, before those who had them recorded here know that they are.
         *
         * @param elsewhere whether another node recorded them
         */
        void recorded(List<Recorded> events, boolean elsewhere);

        /** Whether what was decided here still holds after all that was told, so that its events may be recorded. */
        default boolean holds(List<Event> events) {
            return true;
        }
    }

    /** Another node recorded something meanwhile that the decision should have known; nothing was recorded, decide again. */
    final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Overtaken(String message) {
            super(message);
        }
    }
}
