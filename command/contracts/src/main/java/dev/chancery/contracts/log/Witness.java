package dev.chancery.contracts.log;

import java.util.Optional;

/** A witness of other logs (C2SP tlog-witness): it cosigns a head once it has seen that it continues the one before. */
public interface Witness {

    /** The key in verifier form, algorithm 0x04. */
    String verifierKey();

    /**
     * Looks at a new head.
     *
     * @param request body of {@code add-checkpoint}
     */
    Answer addCheckpoint(String request);

    /**
     * The newest head of a log that was cosigned here, with the log's signature and the cosignature.
     *
     * @param originHash SHA-256 of the log's origin, in lower-case hexadecimal digits
     */
    Optional<String> head(String originHash);

    /** What a witness says. */
    sealed interface Answer {

        /** It has kept the head and cosigned it: the signature's line. */
        record Cosigned(String line) implements Answer {}

        /** The largest head that it cosigned has another size than the request says. */
        record Conflict(long size) implements Answer {}

        /** It does not cosign. */
        record Refused(Reason reason, String detail) implements Answer {}
    }

    /** Why a witness does not cosign. */
    enum Reason {
        /** What was sent is no request. */
        MALFORMED,
        /** It does not witness this log. */
        UNKNOWN_LOG,
        /** No key that it trusts for this log signed the head. */
        UNSIGNED,
        /** The proof does not show that the head continues the one before. */
        INCONSISTENT
    }
}
