package dev.chancery.eventstore.backup;

import java.io.IOException;

/** Rows are not what they should be; the message goes on after a file's or a table's name. */
final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
        super(message);
    }
}
