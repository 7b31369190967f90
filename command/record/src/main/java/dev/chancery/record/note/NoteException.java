package dev.chancery.record.note;

/** A text that is no note, no checkpoint or no key. */
public final class NoteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NoteException(String message) {
        super(message);
    }
}
