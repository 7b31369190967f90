package dev.chancery.query.contracts;

/** A view cannot answer before it is built again, which is under way. */
public final class ViewsRebuilding extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String view;
    private final int percent;

    /**
     * Says how far it has come.
     *
     * @param percent of the log that the next generation has taken
     */
    public ViewsRebuilding(String view, int percent) {
        super(
                "The view '" + view + "' is being rebuilt from the log, " + percent
                        + " % so far. Try again later; GET /api/views says how it goes. Requests are served and recorded all the same.");
        this.view = view;
        this.percent = percent;
    }

    /** Whether a question failed for this, so that whoever asks again and again has only to wait. */
    public static boolean isWhy(Throwable failure) {
        return failure instanceof ViewsRebuilding || failure.getCause() instanceof ViewsRebuilding;
    }

    /** Its name. */
    public String view() {
        return view;
    }

    /** How much of the log the next generation has taken. */
    public int percent() {
        return percent;
    }
}
