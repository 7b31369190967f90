package dev.chancery.verifier.cli;

import dev.chancery.record.RecordJson;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "figures",
        description = "Counts every figure that a pack, or a report, tells again, from the events of the pack."
                + " Verifies the pack first.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.USAGE)
final class FiguresCommand implements Callable<Integer> {

    /** Bytes, as of an entry of a pack. */
    private static final long LARGEST = 16L * 1024 * 1024;

    @CommandLine.Parameters(paramLabel = "PACK", description = "The pack.")
    private @Nullable Path pack;

    @CommandLine.Option(
            names = "--figures",
            paramLabel = "FILE",
            description = "Figures that are told outside the pack: figures.json of a report to the board.")
    private @Nullable Path figures;

    @CommandLine.Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path file = VerifyCommand.readable(Objects.requireNonNull(pack));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            Report report = Verification.verify(file);
            FigureCheck.Result result =
                    report.verdict() == Verdict.VERIFIED ? check(file) : none(report.verdict(), report.findings());
            print(result, out);
            return result.exitCode();
        } catch (PackDefect e) {
            FigureCheck.Result result = none(e.verdict(), List.of(String.valueOf(e.getMessage())));
            print(result, out);
            return result.exitCode();
        } finally {
            out.flush();
        }
    }

    private FigureCheck.Result check(Path file) throws IOException {
        return figures == null
                ? FigureCheck.check(file)
                : FigureCheck.check(file, read(VerifyCommand.readable(figures)));
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new UsageException(file + " is larger than any list of figures. Give figures.json of a report.");
        }
        return Files.readAllBytes(file);
    }

    private static FigureCheck.Result none(Verdict verdict, List<String> findings) {
        return new FigureCheck.Result(verdict, verdict.exitCode(), 0, findings, List.of());
    }

    private void print(FigureCheck.Result result, PrintWriter out) {
        if (json) {
            out.println(RecordJson.mapper().writeValueAsString(result));
            return;
        }
        out.println(title(result));
        if (!result.findings().isEmpty()) {
            out.println();
            out.println("Found:");
            result.findings().forEach(sentence -> out.println("  - " + sentence));
        }
        String period = "";
        for (FigureCheck.Counted figure : result.figures()) {
            FigureClaim told = figure.told();
            if (!FigureCheck.period(told).equals(period)) {
                period = FigureCheck.period(told);
                out.println();
                out.println("Period " + period + ":");
            }
            out.println((figure.agrees() ? "  agrees   " : "  DIFFERS  ") + told.name() + ": " + told.number());
        }
    }

    private static String title(FigureCheck.Result result) {
        return switch (result.verdict()) {
            case VERIFIED -> "AGREE: all " + result.agree() + " figures follow from the events of the pack.";
            case TAMPERED ->
                "DIFFERENT: what the pack tells does not follow from its events, or is not what was signed.";
            case INCOMPLETE ->
                "INCOMPLETE: the pack has no figures, not all of them, or not the events that they are of.";
            case UNVERIFIABLE -> "UNVERIFIABLE: this version cannot count all of the figures.";
            case UNKNOWN_KEY -> "UNKNOWN KEY: the pack is signed by another key.";
        };
    }
}
