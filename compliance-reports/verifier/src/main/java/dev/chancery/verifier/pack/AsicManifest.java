package dev.chancery.verifier.pack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container's signature is of (ETSI EN 319 162-1, A.4): the SHA-256 of every file but those in {@code META-INF} and
 * {@code mimetype}. It is written in one form, one file a line, by name.
 */
public final class AsicManifest {

    /** Of the file {@code mimetype}, which is the first of a container. */
    public static final String CONTAINER_TYPE = "application/vnd.etsi.asic-e+zip";

    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
            <asic:SigReference URI="META-INF/signature.p7s" MimeType="application/pkcs7-signature"/>
            """;
    private static final String FOOT = "</asic:ASiCManifest>\n";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,5}";
    private static final String TYPE = "[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}(?:; ?charset=utf-8)?";
    private static final Pattern REFERENCE = Pattern.compile("<asic:DataObjectReference URI=\"(" + NAME
            + ")\" MimeType=\"(" + TYPE
            + ")\"><ds:DigestMethod Algorithm=\"http://www\\.w3\\.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>"
            + "([A-Za-z0-9+/]{43}=)</ds:DigestValue></asic:DataObjectReference>\n");

    /**
     * A file of a container.
     *
     * @param mediaType by IANA
     * @param sha256 of its content
     */
    public record Reference(String name, String mediaType, byte[] sha256) {
        public Reference {
            if (!isName(name) || !isMediaType(mediaType) || sha256.length != 32) {
                throw new IllegalArgumentException("No file of a container is called so, or is of such a kind");
            }
        }

        private String line() {
            return "<asic:DataObjectReference URI=\"" + name + "\" MimeType=\"" + mediaType
                    + "\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>"
                    + Base64.getEncoder().encodeToString(sha256) + "</ds:DigestValue></asic:DataObjectReference>\n";
        }
    }

    private AsicManifest() {}

    /** Whether a file of a container may be called so. */
    public static boolean isName(String name) {
        return name.matches(NAME) && !name.startsWith("META-INF/");
    }

    static boolean isMediaType(String type) {
        return type.matches(TYPE);
    }

    /** The manifest of these files, in whatever order they are given. */
    public static byte[] write(List<Reference> files) {
        SortedMap<String, String> lines = new TreeMap<>();
        files.forEach(file -> lines.put(file.name(), file.line()));
        return (HEAD + String.join("", lines.values()) + FOOT).getBytes(StandardCharsets.UTF_8);
    }

    /** The files that a manifest names. */
    public static List<Reference> read(byte[] xml) {
        String text = new String(xml, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(HEAD) || !text.endsWith(FOOT) || text.length() < HEAD.length() + FOOT.length()) {
            throw damaged();
        }
        List<Reference> files = new ArrayList<>();
        Matcher line = REFERENCE.matcher(text).region(HEAD.length(), text.length() - FOOT.length());
        while (line.lookingAt()) {
            files.add(new Reference(
                    line.group(1), line.group(2), Base64.getDecoder().decode(line.group(3))));
            line.region(line.end(), line.regionEnd());
        }
        if (line.regionStart() != line.regionEnd()) {
            throw damaged();
        }
        return files;
    }

    private static PackDefect damaged() {
        return new PackDefect(Verdict.TAMPERED, PackFormat.ASIC_MANIFEST + " is not in the one form that a pack has.");
    }
}
