package dev.chancery.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is kept in memory, in MB.
 *
 * @param heap reachable objects of this JVM, after a collection
 * @param jvm resident set of this JVM
 * @param postgres of PostgreSQL's processes, what they share counted once
 */
record Memory(long heap, long jvm, long postgres) {

    static Memory now(long postmaster) throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long postgres = kilobytes(Path.of("/proc", Long.toString(postmaster), "smaps_rollup"), "Pss:");
        for (ProcessHandle child :
                ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            postgres += kilobytes(Path.of("/proc", Long.toString(child.pid()), "smaps_rollup"), "Pss:");
        }
        return new Memory(heap >> 20, kilobytes(Path.of("/proc/self/status"), "VmRSS:") >> 10, postgres >> 10);
    }

    private static long kilobytes(Path file, String name) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException ended) {
            return 0;
        }
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return String.format("heap %d MB, JVM %d MB, PostgreSQL %d MB", heap, jvm, postgres);
    }
}
