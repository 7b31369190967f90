package dev.chancery.verifier.check;

import dev.chancery.record.Sha256;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who signed a container (CAdES, ETSI EN 319 122-1), and when. The signature is verified with the certificate that it brings; whose that is,
 * only the auditor's certificates tell.
 *
 * @param at when, as the signer says
 * @param stamp the time stamp of the signature; null when there is none
 */
record ContainerSignature(
        SignedData data,
        X509Certificate signer,
        Instant at,
        @Nullable TimestampToken stamp) {

    private static final String WHAT = "The signature of the container";
    private static final String STAMP = "The time stamp of the container's signature";

    private static final byte[] VERSION = {1};
    private static final String SHA_256 = "2.16.840.1.101.3.4.2.1";
    private static final String DATA = "1.2.840.113549.1.7.1";
    private static final String SIGNING_TIME = "1.2.840.113549.1.9.5";
    private static final String SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14";
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    /** A short time of X.509 is of the years 1950 to 2049. */
    private static final int FIRST_SHORT_YEAR = 50;

    /**
     * Reads and verifies a signature.
     *
     * @param cms the SignedData, which does not hold what is signed
     * @param content what is signed
     * @throws PackDefect when it is not genuine
     */
    static ContainerSignature of(byte[] cms, byte[] content) {
        SignedData data = new SignedData(WHAT, DATA, content, List.of());
        return data.told(() -> {
            X509Certificate signer = data.signer(signers(data, cms));
            return new ContainerSignature(data, signer, signingTime(data), stamp(data));
        });
    }

    private static byte[] signers(SignedData data, byte[] cms) {
        Der all = Der.of(cms);
        Der info = all.enter(Der.SEQUENCE);
        all.end();
        if (!info.oid().equals(SignedData.OID)) {
            throw data.notGenuine("it is none");
        }
        Der outer = info.enter(Der.CONTENT_0);
        info.end();
        Der signed = outer.enter(Der.SEQUENCE);
        outer.end();
        byte[] version = signed.bytes(Der.INTEGER);
        Der digests = signed.enter(Der.SET);
        if (!Arrays.equals(version, VERSION) || !SignedData.algorithm(digests).equals(SHA_256) || digests.hasMore()) {
            throw data.notGenuine("it is not of the form that a container's has");
        }
        Der encapsulated = signed.enter(Der.SEQUENCE);
        if (!encapsulated.oid().equals(DATA) || encapsulated.hasMore()) {
            throw data.notGenuine("it is of something else than the container");
        }
        return signed.rest();
    }

    private static Instant signingTime(SignedData data) {
        Der values = data.signed(SIGNING_TIME).orElseThrow(() -> data.notGenuine("it does not say when it was made"));
        boolean isShort = values.isNext(Der.SHORT_TIME);
        String text = new String(values.bytes(isShort ? Der.SHORT_TIME : Der.TIME), StandardCharsets.ISO_8859_1);
        if (!text.matches(isShort ? "[0-9]{12}Z" : "[0-9]{14}Z")) {
            throw data.notGenuine("the time that it says is none");
        }
        String year = isShort ? Integer.parseInt(text.substring(0, 2)) < FIRST_SHORT_YEAR ? "20" : "19" : "";
        try {
            return LocalDateTime.parse(year + text.substring(0, text.length() - 1), SECOND)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw data.notGenuine("the time that it says is none");
        }
    }

    private static @Nullable TimestampToken stamp(SignedData data) {
        Der values = data.unsigned(SIGNATURE_TIME_STAMP).orElse(null);
        if (values == null) {
            return null;
        }
        TimestampToken stamp = TimestampToken.token(values.enter(Der.SEQUENCE));
        if (!Arrays.equals(stamp.imprint(), Sha256.digest().digest(data.value()))) {
            throw data.notGenuine("its time stamp is of something else");
        }
        return stamp;
    }

    /** Who signed it and when, as far as the container itself tells. */
    String sentence() {
        return "The files that META-INF/ASiCManifest.xml names are those of the pack, and the signature in META-INF/signature.p7s is of it: made with the"
                + " key of the certificate in it, of "
                + printable(signer.getSubjectX500Principal().getName())
                + ", SHA-256 " + digest() + ", at " + at + " by the signer's own clock"
                + (stamp == null ? "." : ", with a time stamp that says " + stamp.time() + ".");
    }

    /**
     * Demands that the signer's certificate is one that the auditor brings, or leads to one, and was valid.
     *
     * @param signers certificates of signers, or of who issued them
     * @param authorities certificates of time-stamping authorities; none to go by the signer's clock
     * @return who vouches for it, and for the time
     */
    String trusted(List<X509Certificate> signers, List<X509Certificate> authorities) {
        return data.told(() -> {
            Optional<String> authority = stampedBy(authorities);
            Instant when = authority.isPresent() && stamp != null ? stamp.at() : at;
            if (!SignedData.maySign(signer)) {
                throw data.stranger("is made with a certificate that is not one for signatures");
            }
            data.demandPath(signer, signers, when, when.toString());
            return "The certificate of who signed the container is given or leads to one that is, and was valid "
                    + authority
                            .map(name -> "at the time of a time stamp of " + name + ".")
                            .orElse("when the signer says that it was signed.");
        });
    }

    /**
     * Who stamped the time, by the certificates of authorities that the auditor brings.
     *
     * @return empty when there is no time stamp, or it is of nobody who was given
     */
    Optional<String> stampedBy(List<X509Certificate> authorities) {
        if (stamp == null || authorities.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(printable(TimestampAuthority.of(STAMP, stamp, authorities)));
        } catch (PackDefect defect) {
            if (defect.verdict() == Verdict.UNKNOWN_KEY) {
                return Optional.empty();
            }
            throw defect;
        }
    }

    private String digest() {
        try {
            return HexFormat.of().formatHex(Sha256.digest().digest(signer.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String printable(String name) {
        return name.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
