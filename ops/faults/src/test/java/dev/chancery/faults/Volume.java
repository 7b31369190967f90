package dev.chancery.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a home's own, so that it can be filled and cut off without harm to anything else. Needs root. */
final class Volume implements AutoCloseable {

    private static final int MEBIBYTE = 1 << 20;
    private static final long EXT4_IOC_SHUTDOWN = 0x8004587dL;
    private static final int NO_FLUSH_AT_ALL = 2;

    private final Path root;
    private final String[] mount;

    private Volume(Path root, String... mount) {
        this.root = root;
        this.mount = mount;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Machine.need("to be allowed to mount", mount);
    }

    /** In memory, of a size. */
    static Volume inMemory(Path root, int mebibytes) {
        return new Volume(
                root, "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=700", "tmpfs", root.toString());
    }

    /** An ext4 on an image file that is its disk. */
    static Volume onDisk(Path root, int mebibytes) {
        Path disk = root.resolveSibling(root.getFileName() + ".img");
        Machine.must("truncate", "-s", mebibytes + "M", disk.toString());
        Machine.need("mkfs.ext4", "mkfs.ext4", "-q", "-m", "0", disk.toString());
        return new Volume(root, "mount", "-o", "loop", disk.toString(), root.toString());
    }

    Path root() {
        return root;
    }

    /** Bytes that are left, as {@code df} sees them. */
    long free() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String df() {
        return Machine.must("df", "--output=pcent,avail,target", "-m", root.toString())
                .lines()
                .reduce("", (title, line) -> line)
                .strip();
    }

    /** Takes all that is left with a ballast file. */
    void fill() {
        byte[] block = new byte[MEBIBYTE];
        try (OutputStream ballast =
                Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = block.length; size > 0; size = free() > 0 ? Math.max(size / 2, 512) : 0) {
                write(ballast, block, size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(OutputStream ballast, byte[] block, int size) {
        try {
            while (true) {
                ballast.write(block, 0, size);
            }
        } catch (IOException full) {
            // That is what was wanted; a smaller piece may still fit.
        }
    }

    /** Gives the space back. */
    void relieve() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return root.resolve("ballast");
    }

    /**
     * Cuts the power: the file system stops at once and forgets every page and every journal entry that was not flushed. What
     * the disk has stays. Only a new mount reads it again.
     */
    @SuppressWarnings("restricted")
    void cutPower() throws Throwable {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        try (Arena arena = Arena.ofConfined()) {
            int directory = (int) linker.downcallHandle(
                            libc.find("open").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                            Linker.Option.firstVariadicArg(2))
                    .invokeExact(arena.allocateFrom(root.toString()), 0);
            MemorySegment how = arena.allocateFrom(ValueLayout.JAVA_INT, NO_FLUSH_AT_ALL);
            int result = (int) linker.downcallHandle(
                            libc.find("ioctl").orElseThrow(),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2))
                    .invokeExact(directory, EXT4_IOC_SHUTDOWN, how);
            int closed = (int) linker.downcallHandle(
                            libc.find("close").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(directory);
            if (result != 0 || closed != 0) {
                Machine.missing("a kernel whose ext4 can be shut down (ioctl EXT4_IOC_SHUTDOWN)");
            }
        }
    }

    /** Mounts what the disk has, as after the power is back; the journal is replayed. */
    void mountAgain() {
        Machine.must("umount", root.toString());
        Machine.must(mount);
    }

    @Override
    public void close() {
        Machine.must("umount", root.toString());
    }
}
