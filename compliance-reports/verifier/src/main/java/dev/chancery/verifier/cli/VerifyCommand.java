package dev.chancery.verifier.cli;

import dev.chancery.record.RecordJson;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "verify",
        description = "Checks that a pack is complete, unchanged and signed.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.USAGE)
final class VerifyCommand implements Callable<Integer> {

    private static final int LONGEST_KEY = 4096;

    @CommandLine.Parameters(paramLabel = "PACK", description = "The pack.")
    private @Nullable Path pack;

    @CommandLine.Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The company's verifier key, got some other way than with the pack.")
    private @Nullable Path key;

    @CommandLine.Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path file = readable(Objects.requireNonNull(pack));
        Report report = Verification.verify(file, key == null ? null : trusted(key));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(RecordJson.mapper().writeValueAsString(report));
        } else {
            print(report, out);
        }
        out.flush();
        return report.exitCode();
    }

    static Path readable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new UsageException("There is no readable file '" + file + "'.");
        }
        return file;
    }

    static void print(Report report, PrintWriter out) {
        out.println(title(report.verdict()));
        list(out, "Found", report.findings());
        list(out, "Checked", report.checked());
        list(out, "Worth knowing", report.notes());
        list(out, "Not checked", report.notChecked());
        list(out, "What no pack can prove", report.notProven());
    }

    private static NoteVerifier trusted(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(readable(file))) {
            String text = new String(in.readNBytes(LONGEST_KEY), StandardCharsets.UTF_8);
            return NoteVerifier.parse(text.strip());
        } catch (NoteException e) {
            throw new UsageException("'" + file + "' holds no verifier key: " + e.getMessage() + ".");
        }
    }

    private static void list(PrintWriter out, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            out.println();
            out.println(title + ":");
            sentences.forEach(s -> out.println("  - " + s));
        }
    }

    private static String title(Verdict verdict) {
        return switch (verdict) {
            case VERIFIED -> "VERIFIED";
            case TAMPERED -> "TAMPERED: the pack is not what was signed.";
            case INCOMPLETE -> "INCOMPLETE: something that belongs to the pack is not in it.";
            case UNVERIFIABLE -> "UNVERIFIABLE: this version cannot judge all of the pack.";
            case UNKNOWN_KEY -> "UNKNOWN KEY: the pack is signed by another key.";
        };
    }
}
