package dev.chancery.query.web.log;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.LogTiles;
import dev.chancery.query.web.Problem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where it is looked whether an event stands in the log as the newest signed head says: RFC 6962, section 2.1.1. */
@Component
public final class ProofDesk {

    private final Ledger ledger;
    private final LogTiles tiles;
    private final Turnstile turnstile = new Turnstile();

    public ProofDesk(Ledger ledger, LogTiles tiles) {
        this.ledger = ledger;
        this.tiles = tiles;
    }

    /**
     * What was found.
     *
     * @param position of the event, and of its leaf
     * @param leaf lower-case hex; the hash of the event's bytes
     * @param read whether the bytes of the event were read and hashed; else the kept leaf hash was taken, since the event is too large for a
     *     bundle
     * @param size of the tree that the newest head signs
     * @param hashes how many lead from the leaf to the root
     * @param root of the head, lower-case hex
     * @param origin of the log that signed it
     * @param holds whether they lead there
     */
    public record Proof(
            long position,
            String leaf,
            boolean read,
            long size,
            int hashes,
            String root,
            String origin,
            boolean holds) {}

    /** Looks, or {@link Problem} when no head signs the event yet. */
    public Proof look(long position) {
        String[] head = ledger.checkpoint().split("\n", 4);
        long size = Long.parseLong(head[1]);
        byte[] root = Base64.getDecoder().decode(head[2]);
        if (position < 0 || position >= size) {
            throw Problem.of(
                    HttpStatus.NOT_FOUND,
                    "not-in-checkpoint",
                    "The newest head signs " + size
                            + " events, and this one is not among them yet. It is in the next head, within about a second.");
        }
        return turnstile.pass(() -> {
            Optional<byte[]> entry = entry(position, size);
            byte[] leaf = entry.map(bytes -> hash((byte) 0, bytes, null))
                    .orElseGet(() -> ledger.leafHashes(position, position + 1).getFirst());
            List<byte[]> path = ledger.prove(position, position + 1, size).auditPath();
            return new Proof(
                    position,
                    HexFormat.of().formatHex(leaf),
                    entry.isPresent(),
                    size,
                    path.size(),
                    HexFormat.of().formatHex(root),
                    head[0],
                    leads(leaf, position, size, path, root));
        });
    }

    private Optional<byte[]> entry(long position, long size) {
        long first = position - position % LogTiles.WIDTH;
        try {
            return tiles.entries(position / LogTiles.WIDTH, (int) Math.min(LogTiles.WIDTH, size - first))
                    .map(bundle -> part(bundle, (int) (position - first)));
        } catch (LogTiles.EntryTooLarge e) {
            return Optional.empty();
        }
    }

    private static byte[] part(byte[] bundle, int index) {
        int at = 0;
        for (int i = 0; ; i++) {
            int length = ((bundle[at] & 0xff) << 8) | (bundle[at + 1] & 0xff);
            if (i == index) {
                return Arrays.copyOfRange(bundle, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
    }

    /** RFC 9162, section 2.1.3.2. */
    static boolean leads(byte[] leaf, long position, long size, List<byte[]> path, byte[] root) {
        long node = position;
        long last = size - 1;
        byte[] hash = leaf;
        for (byte[] beside : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = hash((byte) 1, beside, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hash((byte) 1, hash, beside);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }

    private static byte[] hash(byte prefix, byte[] first, byte @Nullable [] second) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(prefix);
            sha256.update(first);
            if (second != null) {
                sha256.update(second);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
