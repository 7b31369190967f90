package dev.chancery.verifier.pack;

/**
 * A file that {@code manifest.json} lists.
 *
 * @param name its entry
 * @param mediaType by IANA
 * @param title what it is, for people, in one line
 * @param bytes its length
 * @param sha256 of its content, in lower-case hex
 */
public record ListedFile(String name, String mediaType, String title, long bytes, String sha256) {

    public ListedFile {
        if (!PackFormat.isListed(name)
                || !AsicManifest.isMediaType(mediaType)
                || !title.matches("[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]{1,200}")
                || bytes < 0
                || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("No file is listed so: '" + name + "'");
        }
    }
}
