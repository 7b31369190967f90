package dev.chancery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** CPU that processes have used since they began, in nanoseconds, from {@code /proc} (ticks of 10 ms). */
final class Cpu {

    private static final long TICK = 10_000_000;
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int CHILDREN_USER = 13;

    private Cpu() {}

    /** CPU of this JVM and of a PostgreSQL. */
    record Used(long jvmNanos, long postgresNanos) {

        static final Used NONE = new Used(0, 0);

        static Used by(long postmaster) throws IOException {
            return new Used(of(ProcessHandle.current().pid()), ofPostgres(postmaster));
        }

        /** Microseconds of each for one of many. */
        String per(long many) {
            return String.format("%.1f + %.1f us", jvmNanos / 1e3 / many, postgresNanos / 1e3 / many);
        }

        Used plus(Used more) {
            return new Used(jvmNanos + more.jvmNanos, postgresNanos + more.postgresNanos);
        }

        Used minus(Used before) {
            return new Used(jvmNanos - before.jvmNanos, postgresNanos - before.postgresNanos);
        }
    }

    /** Of one process, without its children. */
    static long of(long pid) throws IOException {
        return used(fields(Path.of("/proc", Long.toString(pid))), USER) * TICK;
    }

    /** Of a PostgreSQL server: the postmaster, its children, and those that have ended. */
    static long ofPostgres(long postmaster) throws IOException {
        List<String> own = fields(Path.of("/proc", Long.toString(postmaster)));
        long ticks = used(own, USER) + used(own, CHILDREN_USER);
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                ticks += ofChild(process, postmaster);
            }
        }
        return ticks * TICK;
    }

    private static long ofChild(Path process, long parent) {
        try {
            List<String> fields = fields(process);
            return Long.parseLong(fields.get(PARENT)) == parent ? used(fields, USER) : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Of the threads of a process that live, by their names without numbers. */
    static SortedMap<String, Long> byThread(long pid) throws IOException {
        SortedMap<String, Long> used = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String name = Files.readString(thread.resolve("comm")).replaceAll("[-#0-9]*\\s*$", "");
                    used.merge(name, used(fields(thread), USER) * TICK, Long::sum);
                } catch (IOException ended) {
                    // A thread that is gone no longer has a part in what is measured.
                }
            }
        }
        return used;
    }

    /** Of everything that runs on this machine. */
    static long ofMachine() throws IOException {
        List<String> all = Arrays.asList(
                Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +"));
        long idle = Long.parseLong(all.get(4)) + Long.parseLong(all.get(5));
        return (all.subList(1, 9).stream().mapToLong(Long::parseLong).sum() - idle) * TICK;
    }

    private static long used(List<String> fields, int user) {
        return Long.parseLong(fields.get(user)) + Long.parseLong(fields.get(user + 1));
    }

    /** The fields after the name, which may hold blanks and brackets. */
    private static List<String> fields(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        return Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    }
}
