package dev.chancery.reports.issue;

/** A legal hold keeps an export from being deleted. */
public final class Held extends IllegalStateException {

    private static final long serialVersionUID = 1;

    Held() {
        super("A legal hold stands on what this export is about, so it is not deleted. Lift the hold first.");
    }
}
