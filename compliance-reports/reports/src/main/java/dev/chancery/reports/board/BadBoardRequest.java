package dev.chancery.reports.board;

/** What was asked for cannot be made; the message says what to ask for instead. */
final class BadBoardRequest extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BadBoardRequest(String message) {
        super(message);
    }
}
