package dev.chancery.reports.signing;

import dev.chancery.record.Sha256;
import dev.chancery.verifier.pack.AsicManifest;
import dev.chancery.verifier.pack.AsicManifest.Reference;
import dev.chancery.verifier.pack.PackFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an ASiC-E container with a CAdES signature (ETSI EN 319 162-1): a ZIP that begins with {@code mimetype} and ends with the digests of
 * its files and a signature of those. The same files in the same order give the same bytes, but for the signature. Nothing is kept in
 * memory but the digests. Not thread-safe.
 */
public final class SignedContainer implements Closeable {

    /** Two seconds after the first instant that a ZIP knows: that one itself would get a field with the zone's offset in it. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

    /** A longer piece is not compressed: a text may be so uniform that it would swell like a bomb when it is read. */
    private static final int COMPRESSED = 1 << 14;

    /** A page or a document is less uniform, and shorter. */
    private static final int COMPRESSED_FILE = 1 << 20;

    private final ZipOutputStream zip;
    private final List<Reference> files = new ArrayList<>();
    private String name = "";
    private String mediaType = "";
    private MessageDigest digest = Sha256.own();
    private long bytes;

    /**
     * What was written of a file.
     *
     * @param sha256 in lower-case hex
     */
    public record Written(long bytes, String sha256) {}

    /** Begins a container. */
    public SignedContainer(OutputStream out) throws IOException {
        this.zip = new ZipOutputStream(out);
        byte[] type = AsicManifest.CONTAINER_TYPE.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        ZipEntry entry = entry(PackFormat.MIMETYPE);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(type.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(type);
        zip.closeEntry();
    }

    /** A whole file. */
    public Written add(String file, String type, byte[] content) throws IOException {
        begin(file, type);
        write(content, COMPRESSED_FILE);
        return end();
    }

    /**
     * Begins a file, which is then written in pieces.
     *
     * @throws IllegalArgumentException when no file of a container may be called so
     */
    public void begin(String file, String type) throws IOException {
        if (!AsicManifest.isName(file)) {
            throw new IllegalArgumentException("No file of a container is called '" + file + "'");
        }
        name = file;
        mediaType = type;
        digest = Sha256.own();
        bytes = 0;
        zip.putNextEntry(entry(file));
    }

    /** Writes a piece, such as a line with its end, of the file that is begun. */
    public void write(byte[] piece) throws IOException {
        write(piece, COMPRESSED);
    }

    private void write(byte[] piece, int compressed) throws IOException {
        if (piece.length == 0) {
            return;
        }
        zip.setLevel(piece.length > compressed ? Deflater.NO_COMPRESSION : Deflater.DEFAULT_COMPRESSION);
        // What is written first after a change of the level is still packed as before.
        zip.write(piece, 0, 1);
        zip.write(piece, 1, piece.length - 1);
        digest.update(piece);
        bytes += piece.length;
    }

    /** Ends the file that is begun. */
    public Written end() throws IOException {
        zip.closeEntry();
        byte[] sha256 = digest.digest();
        files.add(new Reference(name, mediaType, sha256));
        return new Written(bytes, HexFormat.of().formatHex(sha256));
    }

    /**
     * Signs what was written; nothing comes after it.
     *
     * @param at when, as the signer says
     * @throws IOException when it cannot be signed
     */
    public void seal(ContainerSigner signer, Instant at) throws IOException {
        byte[] manifest = AsicManifest.write(files);
        byte[] signature = signer.sign(manifest, at);
        plain(PackFormat.ASIC_MANIFEST, manifest);
        plain(PackFormat.SIGNATURE, signature);
    }

    private void plain(String file, byte[] content) throws IOException {
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        zip.putNextEntry(entry(file));
        zip.write(content);
        zip.closeEntry();
    }

    private static ZipEntry entry(String file) {
        ZipEntry entry = new ZipEntry(file);
        entry.setTimeLocal(NO_TIME);
        return entry;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
