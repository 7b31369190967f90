package dev.chancery.faults;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands of the operating system, and what they need to be there and be allowed. */
final class Machine {

    /** Turns a fault that cannot be injected here from a skipped test into a failed one. */
    private static final boolean ALL_FAULTS = Boolean.getBoolean("chancery.faults.all");

    private Machine() {}

    /** What a command said and how it ended. */
    record Ran(int exit, String said) {}

    static Ran run(String... command) {
        return answer("", command);
    }

    /** Runs a command that reads its input to the end. */
    static Ran answer(String input, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
                writer.write(input);
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Ran(process.waitFor(), said);
        } catch (IOException e) {
            return new Ran(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs a command that must succeed. */
    static String must(String... command) {
        Ran ran = run(command);
        if (ran.exit != 0) {
            throw new AssertionError(List.of(command) + " ended with " + ran.exit + ": " + ran.said);
        }
        return ran.said;
    }

    /** Runs a command whose success is a condition of the fault; when it fails the test is skipped and says why. */
    static void need(String what, String... command) {
        Ran ran = run(command);
        if (ran.exit != 0) {
            missing(what + " (" + String.join(" ", command) + ": " + ran.said + ")");
        }
    }

    static void missing(String what) {
        if (ALL_FAULTS) {
            throw new AssertionError("This fault needs " + what);
        }
        abort("SKIPPED: this fault needs " + what);
    }

    static void signal(String signal, long pid) {
        must("kill", "-" + signal, Long.toString(pid));
    }

    /** A process as the kernel knows it: an id is used again, an id with its start time never. */
    record Pid(long id, long startedAtTick) {

        static Pid of(long id) {
            return new Pid(id, start(id));
        }

        /** One that was dead already when it was noted is gone as well. */
        boolean isGone() {
            return startedAtTick == 0 || start(id) != startedAtTick;
        }

        @Override
        public String toString() {
            return "pid " + id + " started at tick " + startedAtTick;
        }

        /** Field 22 of {@code /proc/<pid>/stat}; 0 for a process that is not there, or is dead and not yet buried. */
        private static long start(long id) {
            try {
                String stat = Files.readString(Path.of("/proc", Long.toString(id), "stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return fields[0].equals("Z") ? 0 : Long.parseLong(fields[19]);
            } catch (IOException gone) {
                return 0;
            }
        }
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
