package dev.chancery.verifier.check;

import dev.chancery.record.Sha256;
import dev.chancery.verifier.pack.AsicManifest;
import dev.chancery.verifier.pack.AsicManifest.Reference;
import dev.chancery.verifier.pack.EventTable;
import dev.chancery.verifier.pack.ListedFile;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Verdict;
import dev.chancery.verifier.page.VerifierPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the files of a container are those that its two manifests name, no more and no fewer. */
final class Container {

    private static final HexFormat HEX = HexFormat.of();

    private final Pack pack;
    private final Manifest manifest;
    private final SortedMap<String, byte[]> digests = new TreeMap<>();

    /**
     * @param events SHA-256 of {@code events.jsonl}
     * @param tables those of the tables, which follow from it
     */
    Container(Pack pack, Manifest manifest, byte[] events, SortedMap<String, byte[]> tables) {
        this.pack = pack;
        this.manifest = manifest;
        digests.putAll(tables);
        digests.put(PackFormat.EVENTS, events);
    }

    /**
     * Compares them.
     *
     * @return what is signed
     * @throws PackDefect when a file is changed, missing, or one too many
     */
    byte[] check() throws IOException {
        if (!Arrays.equals(
                pack.content(PackFormat.MIMETYPE), AsicManifest.CONTAINER_TYPE.getBytes(StandardCharsets.US_ASCII))) {
            throw tampered("'mimetype' does not say that the pack is a container.");
        }
        checkListed();
        return checkSigned();
    }

    /** What manifest.json lists, by name, each once: neither another file, nor none. */
    private void checkListed() throws IOException {
        List<String> listed = manifest.listed().stream().map(ListedFile::name).toList();
        if (!listed.equals(List.copyOf(new TreeSet<>(listed)))) {
            throw tampered("manifest.json does not list its files by name, each once.");
        }
        for (String name : pack.names()) {
            if (PackFormat.isListed(name) && !listed.contains(name)) {
                throw tampered("The pack has '" + name + "', which its manifest.json does not list.");
            }
        }
        for (ListedFile file : manifest.listed()) {
            String name = file.name();
            if (!pack.has(name)) {
                throw new PackDefect(
                        Verdict.INCOMPLETE, "The pack has no '" + name + "', which its manifest.json lists.");
            }
            if (pack.size(name) != file.bytes() || !HEX.formatHex(digest(name)).equals(file.sha256())) {
                throw tampered("'" + name + "' is not the file that manifest.json lists: its content is another.");
            }
            checkKind(file);
        }
        if (!listed.contains(PackFormat.PAGE)) {
            throw new PackDefect(Verdict.INCOMPLETE, "The pack has no '" + PackFormat.PAGE + "'.");
        }
    }

    private void checkKind(ListedFile file) {
        String name = file.name();
        boolean isRight = !name.startsWith(PackFormat.TABLES)
                || (file.mediaType().equals(PackFormat.TABLE_TYPE)
                        && file.title().equals(EventTable.title(EventTable.familyOf(name))));
        if (!isRight || (name.equals(PackFormat.PAGE) && !file.mediaType().equals(PackFormat.PAGE_TYPE))) {
            throw tampered("manifest.json calls '" + name + "' what it is not.");
        }
    }

    /** What META-INF/ASiCManifest.xml names: every file but those that make the container. */
    private byte[] checkSigned() throws IOException {
        byte[] there = pack.content(PackFormat.ASIC_MANIFEST);
        SortedMap<String, Reference> named = new TreeMap<>();
        AsicManifest.read(there).forEach(file -> named.put(file.name(), file));
        SortedMap<String, String> types = new TreeMap<>();
        manifest.listed().forEach(file -> types.put(file.name(), file.mediaType()));
        List<Reference> expected = new ArrayList<>();
        for (String name : pack.names()) {
            if (!PackFormat.isOfContainer(name)) {
                Reference file = named.remove(name);
                if (file == null) {
                    throw tampered("The pack has '" + name + "', which META-INF/ASiCManifest.xml does not name.");
                }
                byte[] digest = digest(name);
                if (!Arrays.equals(file.sha256(), digest)) {
                    throw tampered("'" + name
                            + "' is not the file that META-INF/ASiCManifest.xml names: its content is another.");
                }
                expected.add(new Reference(name, types.getOrDefault(name, PackFormat.mediaType(name)), digest));
            }
        }
        if (!named.isEmpty()) {
            throw new PackDefect(
                    Verdict.INCOMPLETE,
                    "The pack has no '" + named.firstKey() + "', which META-INF/ASiCManifest.xml names.");
        }
        if (!Arrays.equals(AsicManifest.write(expected), there)) {
            throw tampered("META-INF/ASiCManifest.xml is not in the one form that a pack has.");
        }
        return there;
    }

    /** Whether the page in the pack is the one that this verifier brings. */
    boolean hasThisPage() throws IOException {
        return Arrays.equals(digest(PackFormat.PAGE), Sha256.digest().digest(VerifierPage.html()));
    }

    private byte[] digest(String name) throws IOException {
        byte[] known = digests.get(name);
        if (known == null) {
            if (PackFormat.isLong(name)) {
                throw tampered("The pack has '" + name + "', but discloses no event of that family.");
            }
            known = Sha256.digest().digest(pack.content(name));
            digests.put(name, known);
        }
        return known;
    }

    private static PackDefect tampered(String sentence) {
        return new PackDefect(Verdict.TAMPERED, sentence);
    }
}
