package dev.chancery.views;

import org.jspecify.annotations.Nullable;

/** A generation has met damage in a file of its own. Damage in the log's files is another matter, and never this. */
final class DamagedView extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String view;

    DamagedView(String view, Throwable why) {
        super("The files of the view '" + view + "' are damaged", why);
        this.view = view;
    }

    /** Its name. */
    String view() {
        return view;
    }

    /** The one among the causes of a failure; null when there is none. */
    static @Nullable DamagedView in(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedView damaged) {
                return damaged;
            }
        }
        return null;
    }
}
