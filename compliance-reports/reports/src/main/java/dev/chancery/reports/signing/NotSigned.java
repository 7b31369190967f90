package dev.chancery.reports.signing;

import java.io.IOException;

/** Something was not signed: the time-stamping authority gave no time stamp, or the certificate is not valid now. It may be tried again. */
public final class NotSigned extends IOException {
    private static final long serialVersionUID = 1;

    /** For people who asked for what was to be signed. */
    public static final String SENTENCE =
            "It was not made, because it could not be signed: the time-stamping authority gave no time stamp, or the certificate is not"
                    + " valid now. The server's log says which. Ask for it again.";

    NotSigned(String what, Exception cause) {
        super(what + " was not signed: " + cause.getMessage(), cause);
    }
}
