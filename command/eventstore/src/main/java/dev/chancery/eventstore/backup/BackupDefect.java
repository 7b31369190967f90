package dev.chancery.eventstore.backup;

/** A backup or a restore that cannot go on; the message says what is wrong and what to do. */
public final class BackupDefect extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BackupDefect(String message) {
        super(message);
    }

    BackupDefect(String message, Throwable cause) {
        super(message, cause);
    }
}
