package dev.chancery.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The proof that a fault happened: evidence that is looked for before the fault, when all of it must be missing, and after it,
 * when all of it must be there. Without the first look a receipt could be one that is always written.
 */
final class Receipt {

    private static final Path DIRECTORY = Path.of("target", "receipts");

    private final String fault;
    private final List<Evidence> all = new ArrayList<>();

    /** What was looked at and whether it shows the fault. */
    record Finding(boolean happened, String seen) {}

    private record Evidence(String of, Supplier<Finding> look) {}

    private Receipt(String fault) {
        this.fault = fault;
    }

    static Receipt of(String fault) {
        return new Receipt(fault);
    }

    Receipt evidence(String of, Supplier<Finding> look) {
        all.add(new Evidence(of, look));
        return this;
    }

    /** The control: nothing was injected yet, so each piece of evidence must be missing. */
    Receipt before() {
        for (Evidence evidence : all) {
            Finding finding = evidence.look.get();
            if (finding.happened) {
                throw new AssertionError(fault + " had happened before: " + evidence.of + ": " + finding.seen);
            }
        }
        return this;
    }

    /** Prints the receipt and keeps it in {@code target/receipts}; fails when any evidence is missing. */
    void print() {
        StringBuilder text = new StringBuilder("FAULT RECEIPT  ").append(fault).append('\n');
        all.forEach(evidence -> text.append(line(evidence)));
        System.out.print(text);
        try {
            Files.writeString(
                    Files.createDirectories(DIRECTORY).resolve(fault.replaceAll("[^A-Za-z0-9]+", "-") + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(Evidence evidence) {
        Finding finding = evidence.look.get();
        if (!finding.happened) {
            throw new AssertionError(fault + " did not happen: " + evidence.of + ": " + finding.seen);
        }
        return "  " + evidence.of + ": " + finding.seen + "\n";
    }
}
