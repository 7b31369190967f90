package dev.chancery.verifier.pack;

import dev.chancery.contracts.PolicyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An audit pack: a ZIP with the entries named here, in any order; since format 5 also an ASiC-E container (ETSI EN 319 162-1). Every entry has one form only, so that a changed byte never
 * goes unnoticed: what is read is written again and compared. {@code FORMAT.md} beside this module says the same for others.
 */
public final class PackFormat {

    /** What the pack says of itself: a {@link Manifest}. */
    public static final String MANIFEST = "manifest.json";

    /** One line of JSON for each position of the range. */
    public static final String EVENTS = "events.jsonl";

    /** The signed tree head. */
    public static final String CHECKPOINT = "checkpoint";

    /** The verifier key, and a newline. */
    public static final String KEY = "key";

    /** The hashes that lead from the range to the tree head. */
    public static final String RANGE_PROOF = "proofs/range.json";

    /** For people. It is part of the format: another text is another format version. */
    public static final String README = "README.txt";

    /** How the log's key was replaced; only if it was. */
    public static final String ROTATIONS = "proofs/rotations.json";

    /** Keys of the witnesses that cosigned; only if some did. */
    public static final String WITNESSES = "proofs/witnesses.json";

    /** An older tree head of the same log; only if it was asked for. */
    public static final String PREVIOUS = "previous/checkpoint";

    /** What shows that the older tree is the beginning of the newer; with {@link #PREVIOUS}. */
    public static final String CONSISTENCY = "proofs/consistency.json";

    /** An RFC 3161 time stamp of the tree head; only if there is one. */
    public static final String TIMESTAMP = "proofs/timestamp.tsr";

    /** How the log came from those before it, of which events were lost; only if that was. */
    public static final String LOSSES = "proofs/losses.json";

    /** How a system is described when the range begins; only with a scope of that system, and when the range does not say it. */
    public static final String SYSTEM = "proofs/system.json";

    /** Numbers that follow from the events; only if they were asked for. */
    public static final String FIGURES = "figures.json";

    /** That it is an ASiC-E container; its first entry, not packed. */
    public static final String MIMETYPE = "mimetype";

    /** The SHA-256 of every other file: an {@link AsicManifest}. */
    public static final String ASIC_MANIFEST = "META-INF/ASiCManifest.xml";

    /** The signature of {@link #ASIC_MANIFEST}. */
    public static final String SIGNATURE = "META-INF/signature.p7s";

    /** The verifier as a page. */
    public static final String PAGE = "chancery-verifier.html";

    /** The pack in print; only if it was printed. */
    public static final String REPORT = "report.pdf";

    /** The folder of {@link EventTable}s. */
    public static final String TABLES = "events/";

    /** Of an {@link EventTable}. */
    public static final String TABLE_TYPE = "text/csv; charset=utf-8";

    /** Of {@link #PAGE}. */
    public static final String PAGE_TYPE = "text/html; charset=utf-8";

    /** The folder of documents that follow from the events. */
    public static final String DOCUMENTS = "documents/";

    /** Longest line of {@link #EVENTS}, in bytes. */
    public static final int MAX_LINE = 16 << 20;

    /** Largest of the other entries, in bytes. */
    public static final int MAX_ENTRY = 16 << 20;

    /** Most entries. */
    public static final int MAX_ENTRIES = 10_000;

    /** What a pack of every version may have, policies aside. */
    private static final List<String> ENTRIES = List.of(MANIFEST, EVENTS, CHECKPOINT, KEY, RANGE_PROOF, README);

    /** What came with version 2, and with each one after it. */
    private static final List<List<String>> OPTIONAL = List.of(
            List.of(ROTATIONS, WITNESSES, PREVIOUS, CONSISTENCY, TIMESTAMP),
            List.of(LOSSES),
            List.of(FIGURES),
            List.of(MIMETYPE, ASIC_MANIFEST, SIGNATURE, SYSTEM));

    /** Since this version a pack names the losses that were accepted. */
    public static final int SINCE_LOSSES = 3;

    /** A pack of this version has figures; without them it is of the version before. */
    public static final int SINCE_FIGURES = 4;

    /**
     * Since this version a pack is an ASiC-E container, and its manifest lists files; it has figures or not, and they may be of a part of
     * the log. A scope may be of a system or of a person concerned, and lines tell which texts are erased.
     */
    public static final int SINCE_CONTAINER = 5;

    private static final List<String> FOLDERS =
            List.of("policies/", "previous/", "proofs/", "META-INF/", TABLES, DOCUMENTS);

    private static final Pattern POLICY = Pattern.compile("policies/([0-9a-f]{64})\\.json");

    /** What the manifest lists, by its names. */
    private static final Pattern LISTED =
            Pattern.compile("report\\.pdf|chancery-verifier\\.html|events/[a-z][a-z0-9-]{0,63}\\.csv"
                    + "|documents/[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,3}");

    private PackFormat() {}

    /** The entry that holds the document of a policy version. */
    public static String policy(PolicyVersion version) {
        return "policies/" + version.value() + ".json";
    }

    /** The policy version that an entry is of, or null when it is no policy's entry. */
    static @Nullable PolicyVersion policyOf(String entry) {
        var matcher = POLICY.matcher(entry);
        return matcher.matches() ? new PolicyVersion(matcher.group(1)) : null;
    }

    /** Whether a pack may have such an entry. */
    static boolean isEntry(String name) {
        return ENTRIES.contains(name)
                || laterThan(1).contains(name)
                || POLICY.matcher(name).matches()
                || isListed(name);
    }

    /** Whether it is a file that the manifest lists, since {@link #SINCE_CONTAINER}. */
    public static boolean isListed(String name) {
        return LISTED.matcher(name).matches();
    }

    /** Whether it is not signed, but makes the container or says that it is one. */
    public static boolean isOfContainer(String name) {
        return name.equals(MIMETYPE) || name.equals(ASIC_MANIFEST) || name.equals(SIGNATURE);
    }

    /** Whether an entry grows with the events, so that it is read piece by piece. */
    public static boolean isLong(String name) {
        return name.equals(EVENTS) || (name.startsWith(TABLES) && isListed(name));
    }

    /** Of an entry that the manifest does not list. */
    public static String mediaType(String name) {
        if (name.endsWith(".json")) {
            return "application/json";
        }
        if (name.endsWith(".jsonl")) {
            return "application/x-ndjson";
        }
        return name.equals(TIMESTAMP) ? "application/timestamp-reply" : "text/plain";
    }

    /** The entries that came after a version of the format. */
    static List<String> laterThan(int version) {
        return OPTIONAL.stream().skip(version - 1L).flatMap(List::stream).toList();
    }

    /** Whether a tool that zips a pack anew may add such an entry, without content. */
    static boolean isFolder(String name) {
        return FOLDERS.contains(name);
    }

    /** The text of {@link #README} in a version of the format. */
    public static byte[] readme(int version) {
        String name = "README-" + version + ".txt";
        try (InputStream in = PackFormat.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
