package dev.chancery.gateway.sandbox;

import dev.chancery.contracts.fact.FileChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What became of files while a sandbox was open. Links are never followed: a program makes them as it likes. */
final class Changes {

    /** Entries of one granted path, or of the work directory, that are looked at. */
    static final int ENTRIES = 20_000;

    private static final int DEPTH = 64;
    private static final int BUFFER = 1 << 16;
    private static final long LARGEST = 64L << 20;
    private static final long IN_ALL = 256L << 20;
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** How a path was. The time of its last change is the kernel's, and a program cannot set it back. */
    private record Stamp(int type, long size, Object changed, Object inode) {}

    /**
     * A granted path as it was at a time.
     *
     * @param whole whether all of it could be seen
     */
    record Snapshot(SortedMap<String, Stamp> stamps, boolean whole) {}

    /** Opens a file. */
    @FunctionalInterface
    private interface Opener {
        SeekableByteChannel open() throws IOException;
    }

    private final SortedMap<String, FileChange> changes = new TreeMap<>();
    private @Nullable String unseen;
    private int left = ENTRIES;
    private long toHash = IN_ALL;

    /** A granted path as it is. */
    static Snapshot of(Path root) {
        Walk walk = new Walk();
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, walk);
        } catch (IOException e) {
            walk.whole = false;
        }
        return new Snapshot(walk.stamps, walk.whole);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final SortedMap<String, Stamp> stamps = new TreeMap<>();
        private boolean whole = true;

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return see(directory);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return see(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            whole = false;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            whole &= e == null;
            return FileVisitResult.CONTINUE;
        }

        private FileVisitResult see(Path path) {
            if (stamps.size() >= ENTRIES) {
                whole = false;
                return FileVisitResult.TERMINATE;
            }
            try {
                Map<String, Object> found =
                        Files.readAttributes(path, "unix:mode,size,ctime,ino", LinkOption.NOFOLLOW_LINKS);
                int type = (Integer) found.getOrDefault("mode", 0) & TYPE;
                // What changes in a directory is told by itself.
                boolean directory = type == DIRECTORY;
                stamps.put(
                        path.toString(),
                        new Stamp(
                                type,
                                directory ? 0 : (Long) found.getOrDefault("size", 0L),
                                directory ? "" : found.getOrDefault("ctime", ""),
                                found.getOrDefault("ino", "")));
            } catch (IOException e) {
                whole = false;
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Compares a granted path with what it was. */
    void compare(Path root, String seenAs, Snapshot before) {
        Snapshot after = of(root);
        if (!before.whole() || !after.whole()) {
            unseen("Not all of " + seenAs + " could be read, or it has more than " + ENTRIES + " entries.");
            return;
        }
        int prefix = root.toString().length();
        before.stamps().keySet().stream()
                .filter(path -> !after.stamps().containsKey(path))
                .forEach(path -> add(seenAs + path.substring(prefix), FileChange.Kind.DELETED, null, null));
        after.stamps().forEach((path, stamp) -> {
            Stamp was = before.stamps().get(path);
            if (!stamp.equals(was)) {
                boolean file = stamp.type() == FILE;
                add(
                        seenAs + path.substring(prefix),
                        was == null ? FileChange.Kind.CREATED : FileChange.Kind.CHANGED,
                        file ? stamp.size() : null,
                        file ? sha256(stamp.size(), () -> Files.newByteChannel(Path.of(path), READ)) : null);
            }
        });
    }

    /** Takes all that is in a directory that was empty. */
    void created(SecureDirectoryStream<Path> directory, String seenAs) {
        created(directory, seenAs, 0);
    }

    private void created(SecureDirectoryStream<Path> directory, String seenAs, int depth) {
        try {
            for (Path entry : directory) {
                if (left-- <= 0 || depth > DEPTH) {
                    unseen("The work directory has more than " + ENTRIES + " entries, or is deeper than " + DEPTH
                            + ".");
                    return;
                }
                Path name = entry.getFileName();
                String path = seenAs + "/" + name;
                BasicFileAttributes found = directory
                        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
                boolean file = found.isRegularFile();
                add(
                        path,
                        FileChange.Kind.CREATED,
                        file ? found.size() : null,
                        file ? sha256(found.size(), () -> directory.newByteChannel(name, READ)) : null);
                if (found.isDirectory()) {
                    try (SecureDirectoryStream<Path> below =
                            directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        created(below, path, depth + 1);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            unseen("Not all of the work directory could be read.");
        }
    }

    private void add(String path, FileChange.Kind kind, @Nullable Long size, @Nullable String sha256) {
        changes.put(path, new FileChange(path, kind, size, sha256));
    }

    private @Nullable String sha256(long size, Opener opener) {
        if (size > LARGEST || size > toHash) {
            return null;
        }
        toHash -= size;
        try (InputStream in = Channels.newInputStream(opener.open())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            long all = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                all += read;
                if (all > LARGEST) {
                    return null;
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            unseen("A changed file could not be read.");
            return null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** Notes why not all changes are known. */
    void unseen(String why) {
        if (unseen == null) {
            unseen = why;
        } else if (!unseen.contains(why)) {
            unseen += " " + why;
        }
    }

    @Nullable
    String unseen() {
        return unseen;
    }

    int size() {
        return changes.size();
    }

    /** The first changes in the order of their names. */
    List<FileChange> first(int count, UnaryOperator<String> sanitise) {
        return changes.values().stream()
                .limit(count)
                .map(change ->
                        new FileChange(sanitise.apply(change.path()), change.kind(), change.size(), change.sha256()))
                .toList();
    }
}
