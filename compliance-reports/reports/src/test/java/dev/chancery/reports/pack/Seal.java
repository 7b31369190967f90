package dev.chancery.reports.pack;

import dev.chancery.record.Sha256;
import dev.chancery.reports.signing.ContainerSigner;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.SigningSettings;
import dev.chancery.verifier.pack.AsicManifest;
import dev.chancery.verifier.pack.AsicManifest.Reference;
import dev.chancery.verifier.pack.PackFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs packs, those of the company and those of who forges one. */
public final class Seal {

    private static final SigningSettings SETTINGS =
            new SigningSettings(null, null, null, null, null, Duration.ofSeconds(5));

    /** The company's key. */
    static final SigningKey KEY = key("company");

    public static final ContainerSigner SIGNER = new ContainerSigner(KEY, SETTINGS, HttpClient.newHttpClient());

    private Seal() {}

    /** The company's key, and an authority that stamps what it signs. */
    static ContainerSigner stamped(URI authority) {
        return new ContainerSigner(
                KEY,
                new SigningSettings(null, null, null, null, authority, Duration.ofSeconds(5)),
                HttpClient.newHttpClient());
    }

    static SigningKey key(String name) {
        byte[] own = SigningKey.fresh(name, Instant.now());
        return SigningKey.of(SETTINGS, () -> own);
    }

    static List<X509Certificate> certificate() {
        return List.of(KEY.chain().getFirst());
    }

    /** A pack whose files are listed anew, by who has the company's key. */
    static Path anew(Path pack) throws IOException {
        return Zips.write(pack, anew(Zips.read(pack), KEY));
    }

    /** The same entries as one would have them who lists every file anew and signs with another key. */
    static SequencedMap<String, byte[]> anew(SequencedMap<String, byte[]> entries, SigningKey key) throws IOException {
        String manifest = new String(entries.get(PackFormat.MANIFEST), StandardCharsets.UTF_8);
        Matcher file = Pattern.compile("(\"name\":\"([^\"]*)\",[^{}]*\"bytes\":)[0-9]+(,\"sha256\":\")[0-9a-f]{64}")
                .matcher(manifest);
        entries.put(
                PackFormat.MANIFEST,
                file.replaceAll(m -> {
                            byte[] content = entries.getOrDefault(m.group(2), new byte[0]);
                            return Matcher.quoteReplacement(m.group(1)
                                    + content.length
                                    + m.group(3)
                                    + HexFormat.of().formatHex(Sha256.digest().digest(content)));
                        })
                        .getBytes(StandardCharsets.UTF_8));
        List<Reference> references = new ArrayList<>();
        entries.forEach((name, content) -> {
            if (!PackFormat.isOfContainer(name)) {
                references.add(new Reference(
                        name, mediaType(name, manifest), Sha256.digest().digest(content)));
            }
        });
        byte[] signed = AsicManifest.write(references);
        entries.put(PackFormat.ASIC_MANIFEST, signed);
        entries.put(
                PackFormat.SIGNATURE,
                new ContainerSigner(key, SETTINGS, HttpClient.newHttpClient()).sign(signed, Instant.now()));
        return entries;
    }

    private static String mediaType(String name, String manifest) {
        Matcher listed = Pattern.compile("\"name\":\"" + Pattern.quote(name) + "\",\"mediaType\":\"([^\"]*)\"")
                .matcher(manifest);
        return listed.find() ? listed.group(1) : PackFormat.mediaType(name);
    }

    /** The same entries as an older version wrote them. */
    static SequencedMap<String, byte[]> asFormat(SequencedMap<String, byte[]> entries, int version) {
        entries.keySet().removeIf(name -> PackFormat.isOfContainer(name) || PackFormat.isListed(name));
        entries.put(PackFormat.README, PackFormat.readme(version));
        entries.compute(
                PackFormat.MANIFEST,
                (name, json) -> new String(json, StandardCharsets.UTF_8)
                        .replace(
                                "audit-pack/5\",\"formatVersion\":5",
                                "audit-pack/" + version + "\",\"formatVersion\":" + version)
                        .replaceFirst(",\"rules\":\\[.*", "}")
                        .getBytes(StandardCharsets.UTF_8));
        return entries;
    }
}
