package dev.chancery.verifier.check;

import dev.chancery.verifier.pack.PackDefect;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whether a time stamp was signed by an authority whose certificates the auditor brings: by a certificate that is one for time stamps and
 * no other purpose (RFC 3161, 2.3), was valid when it stamped, and leads to a certificate that was given.
 */
final class TimestampAuthority {

    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    private TimestampAuthority() {}

    /**
     * Who signed a time stamp.
     *
     * @param what it is, to begin a sentence with
     * @param trusted certificates of authorities, of which the signer's is one or to which it leads
     * @return the name in the signer's certificate
     * @throws PackDefect when it is not genuine, or of somebody else
     */
    static String of(String what, TimestampToken token, List<X509Certificate> trusted) {
        SignedData signed = new SignedData(what, TimestampToken.TST_INFO, token.content(), trusted);
        return signed.told(() -> {
            X509Certificate signer = signed.signer(token.signers());
            demandAuthority(signed, signer);
            signed.demandPath(signer, trusted, token.at(), token.time());
            return signer.getSubjectX500Principal().getName();
        });
    }

    private static void demandAuthority(SignedData signed, X509Certificate signer) throws CertificateException {
        List<String> purposes = signer.getExtendedKeyUsage();
        if (purposes == null
                || !purposes.equals(List.of(TIME_STAMPING))
                || !signer.getCriticalExtensionOIDs().contains(EXTENDED_KEY_USAGE)
                || !SignedData.maySign(signer)) {
            throw signed.stranger("is signed with the certificate of " + signer.getSubjectX500Principal()
                    + ", which is not one for time stamps and nothing else");
        }
    }
}
