package dev.chancery.verifier.check;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an auditor brings along, got some other way than with the pack.
 *
 * @param key a verifier key of the log, perhaps one that was replaced since; null to take the one in the pack
 * @param witnesses verifier keys (cosignature/v1) of who the auditor believes to have watched the log
 * @param quorum how many of them must have cosigned
 * @param previous an older signed tree head of the log, as a note; null when there is none
 * @param authorities certificates of time-stamping authorities, or of who vouches for them
 * @param signers certificates of who signs containers, or of who vouches for them
 */
public record Trust(
        @Nullable String key,
        List<String> witnesses,
        int quorum,
        @Nullable String previous,
        List<X509Certificate> authorities,
        List<X509Certificate> signers) {

    /** Nothing: then a pack can be in one piece, but whose it is remains open. */
    public static final Trust NONE = new Trust(null, List.of(), 0, null, List.of(), List.of());

    public Trust {
        witnesses = List.copyOf(witnesses);
        authorities = List.copyOf(authorities);
        signers = List.copyOf(signers);
    }

    /** Only a key. */
    public static Trust key(String key) {
        return new Trust(key, List.of(), 0, null, List.of(), List.of());
    }

    /** The same, with an older tree head. */
    public Trust since(String checkpoint) {
        return new Trust(key, witnesses, quorum, checkpoint, authorities, signers);
    }

    /** The same, with certificates of time-stamping authorities. */
    public Trust stampedBy(List<X509Certificate> certificates) {
        return new Trust(key, witnesses, quorum, previous, certificates, signers);
    }

    /** The same, with certificates of signers. */
    public Trust signedBy(List<X509Certificate> certificates) {
        return new Trust(key, witnesses, quorum, previous, authorities, certificates);
    }
}
