package dev.chancery.views;

/** A fold could not take an event. */
final class Untakeable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Object event;

    /**
     * Says which.
     *
     * @param event as the fold got it
     */
    Untakeable(Object event, RuntimeException why) {
        super(why);
        this.event = event;
    }

    Object event() {
        return event;
    }
}
