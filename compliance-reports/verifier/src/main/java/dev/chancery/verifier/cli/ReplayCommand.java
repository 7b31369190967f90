package dev.chancery.verifier.cli;

import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.record.RecordJson;
import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "replay",
        description = "Executes every recorded decision again and compares. Verifies the pack first.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.USAGE)
final class ReplayCommand implements Callable<Integer> {

    @CommandLine.Parameters(paramLabel = "PACK", description = "The pack.")
    private @Nullable Path pack;

    @CommandLine.Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Decide under this policy document (JSON) instead; differences are then the answer, not a fault.")
    private @Nullable Path policy;

    @CommandLine.Option(names = "--json", description = "Print what came of it as JSON, differences field by field.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path file = VerifyCommand.readable(Objects.requireNonNull(pack));
        Policy instead = policy == null ? null : parse(policy);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Report report = Verification.verify(file);
        if (report.verdict() != Verdict.VERIFIED) {
            VerifyCommand.print(report, out);
            out.flush();
            return report.exitCode();
        }
        try {
            long begun = System.nanoTime();
            Replay.Result result = Replay.replay(file, instead);
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (json) {
                out.println(RecordJson.mapper().writeValueAsString(result));
                return exitCode(result, instead);
            }
            return print(result, instead, seconds, out);
        } catch (PackDefect e) {
            out.println("NOT REPLAYED: " + e.getMessage());
            return e.verdict().exitCode();
        } finally {
            out.flush();
        }
    }

    private static int print(Replay.Result result, @Nullable Policy instead, double seconds, PrintWriter out) {
        boolean same = result.isSame();
        if (instead != null) {
            out.println("WHAT IF, under policy " + instead.version());
        } else if (same && result.isWhole()) {
            out.println("REPLAYED: every decision comes out as it was recorded.");
        } else if (same) {
            out.println(
                    "REPLAYED IN PART: what was decided again comes out as it was recorded; what was not is below.");
        } else {
            out.println("DIFFERENT: the record does not follow from the policies.");
        }
        out.println();
        out.println(result.decisions() + " decisions of " + result.tasks() + " tasks executed again: "
                + (result.decisions() - result.different()) + " identical, " + result.different() + " different.");
        out.printf(Locale.ROOT, "That took %.1f s, %,.0f decisions a second.%n", seconds, result.decisions() / seconds);
        result.byKind().forEach((kind, count) -> out.println("  " + kind + ": " + count));
        result.differences().forEach(d -> out.println("  - " + d.sentence()));
        if (result.different() > result.differences().size()) {
            out.println("  - and " + (result.different() - result.differences().size()) + " more");
        }
        if (result.openedBefore() > 0) {
            out.println(result.openedBefore() + " tasks were opened before the pack begins and are not replayed.");
        }
        if (!result.notDecided().isEmpty()) {
            out.println("Not decided again:");
            result.notDecided().forEach((what, count) -> out.println("  - " + count + " " + what));
        }
        out.println("Executed by version " + result.code()
                + "; events do not tell the version that they were decided by. Taken from the record and not decided again: what recognisers, classifiers, checks and judges saw, what"
                + " had been spent before, which deployments were unavailable, what people decided, and how a workflow"
                + " had done when its gate moved. Gates are held against the streams of their workflows, with a delay of "
                + Replay.GATE_LAG_SECONDS + " seconds.");
        return exitCode(result, instead);
    }

    private static int exitCode(Replay.Result result, @Nullable Policy instead) {
        return instead != null || result.isSame() ? Verdict.VERIFIED.exitCode() : Verdict.TAMPERED.exitCode();
    }

    static Policy parse(Path file) throws IOException {
        try {
            return PolicyDocument.parse(Files.readString(VerifyCommand.readable(file)));
        } catch (InvalidPolicy e) {
            throw new UsageException("'" + file + "' is no policy document: " + e.getMessage());
        }
    }
}
