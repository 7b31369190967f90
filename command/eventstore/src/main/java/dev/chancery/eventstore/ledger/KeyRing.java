package dev.chancery.eventstore.ledger;

import dev.chancery.eventstore.home.Home;
import dev.chancery.record.note.NoteSigner;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a log: the one that signs, {@code secrets/log-key}, and while it is being replaced the one that comes after it,
 * {@code secrets/log-key.next}. The log's name belongs to it for ever, whatever its key. Not thread-safe.
 */
public final class KeyRing {

    private static final String CURRENT = "log-key";
    private static final String NEXT = "log-key.next";
    private static final int RANDOM_BYTES = 8;

    private final Home home;
    private final String origin;
    private NoteSigner signer;
    private @Nullable NoteSigner next;

    private KeyRing(Home home, StoredKey current) {
        this.home = home;
        this.origin = current.name();
        this.signer = new NoteSigner(origin, current.keys());
        home.findSecret(NEXT)
                .map(bytes -> StoredKey.parse(NEXT, bytes))
                .ifPresent(stored -> next = new NoteSigner(origin, stored.keys()));
    }

    /**
     * The keys of a home, the first made at the first start.
     *
     * @param origin the wanted name; null for {@code chancery.local/} and random digits
     * @throws IllegalStateException when the home's log has another name
     */
    public static KeyRing of(Home home, @Nullable String origin) {
        StoredKey current = StoredKey.parse(
                CURRENT,
                home.secret(
                        CURRENT,
                        () -> StoredKey.fresh(origin == null ? "chancery.local/" + random() : origin)
                                .bytes()));
        if (origin != null && !origin.equals(current.name())) {
            throw new IllegalStateException("The log of this home is " + current.name() + " and cannot become " + origin
                    + ": a log keeps its origin for ever");
        }
        return new KeyRing(home, current);
    }

    /** The log's name. */
    public String origin() {
        return origin;
    }

    /** The key that signs, in the form in which others are told it. */
    public String verifierKey() {
        return signer.verifierKey();
    }

    /** The key that signs. */
    NoteSigner signer() {
        return signer;
    }

    /** The key that is to sign, while a replacement is under way. */
    Optional<NoteSigner> next() {
        return Optional.ofNullable(next);
    }

    /** The key that is to sign, made when there is none, and on disk. */
    NoteSigner prepare() {
        NoteSigner prepared = next;
        if (prepared == null) {
            StoredKey fresh = StoredKey.fresh(origin);
            home.keepSecret(NEXT, fresh.bytes());
            prepared = new NoteSigner(origin, fresh.keys());
            next = prepared;
        }
        return prepared;
    }

    /** Lets the next key sign, and destroys the one that did. */
    void promote() {
        home.replaceSecret(CURRENT, NEXT);
        signer = next().orElseThrow();
        next = null;
    }

    private static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
