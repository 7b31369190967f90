package dev.chancery.app.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Looks for values in every byte of every file, whatever kind of file it is; packs are unpacked. Letters are compared
 * without regard to case.
 */
public final class AtRest {

    private static final int PREFIX = 8;
    private static final int BITS = 20;

    private final Map<Long, List<String>> byPrefix = new HashMap<>();
    private final BitSet mayBegin = new BitSet(1 << BITS);
    private final Set<String> found = new TreeSet<>();
    private long bytes;

    private AtRest(Collection<String> values) {
        for (String value : values) {
            String needle = value.toLowerCase(Locale.ROOT);
            byte[] utf8 = needle.getBytes(StandardCharsets.UTF_8);
            if (utf8.length < PREFIX) {
                throw new IllegalArgumentException("Too short to be looked for: " + value);
            }
            long prefix = 0;
            for (int i = 0; i < PREFIX; i++) {
                prefix = prefix << 8 | utf8[i] & 0xff;
            }
            byPrefix.computeIfAbsent(prefix, p -> new ArrayList<>()).add(needle);
            mayBegin.set(hash(prefix));
        }
    }

    /**
     * What was seen.
     *
     * @param found values with the file in which each was found first
     * @param bytes looked at
     */
    public record Seen(Set<String> found, long bytes) {}

    /** Looks through files and directories. */
    public static Seen search(Collection<String> values, Path... roots) {
        AtRest search = new AtRest(values);
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    search.look(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Seen(search.found, search.bytes);
    }

    private void look(Path file) throws IOException {
        byte[] whole;
        try {
            whole = Files.readAllBytes(file);
        } catch (NoSuchFileException replacedMeanwhile) {
            return;
        }
        look(whole, file.toString());
        if (file.toString().endsWith(".zip")) {
            new AuditPack(file).entries().forEach((entry, content) -> look(content, file + "!" + entry));
        }
    }

    private void look(byte[] content, String where) {
        bytes += content.length;
        long last = 0;
        for (int i = 0; i < content.length; i++) {
            byte b = content[i];
            last = last << 8 | (b >= 'A' && b <= 'Z' ? b + 32 : b) & 0xff;
            if (mayBegin.get(hash(last))) {
                for (String needle : byPrefix.getOrDefault(last, List.of())) {
                    if (isAt(content, i - PREFIX + 1, needle)) {
                        found.add(needle + " in " + where);
                    }
                }
            }
        }
    }

    private static boolean isAt(byte[] content, int from, String needle) {
        int length = needle.getBytes(StandardCharsets.UTF_8).length;
        return from + length <= content.length
                && new String(content, from, length, StandardCharsets.UTF_8)
                        .toLowerCase(Locale.ROOT)
                        .equals(needle);
    }

    private static int hash(long prefix) {
        return (int) (prefix * 0x9E3779B97F4A7C15L >>> 64 - BITS);
    }
}
