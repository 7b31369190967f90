package dev.chancery.verifier.cli;

import dev.chancery.decisions.policy.Policy;
import dev.chancery.record.RecordJson;
import dev.chancery.verifier.check.Evidence;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.check.WhatIf;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "what-if",
        description =
                "Simulates the tasks of a pack under another policy and prints JSON: what would have been routed elsewhere,"
                        + " refused, held, at what cost. Verifies the pack first.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.USAGE)
final class WhatIfCommand implements Callable<Integer> {

    @CommandLine.Parameters(paramLabel = "PACK", description = "The pack.")
    private @Nullable Path pack;

    @CommandLine.Option(
            names = "--policy",
            paramLabel = "FILE",
            required = true,
            description = "The policy document (JSON) to decide under.")
    private @Nullable Path policy;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path file = VerifyCommand.readable(Objects.requireNonNull(pack));
        Policy instead = ReplayCommand.parse(Objects.requireNonNull(policy));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Report report = Verification.verify(file);
        if (report.verdict() != Verdict.VERIFIED) {
            VerifyCommand.print(report, out);
            out.flush();
            return report.exitCode();
        }
        try (Pack opened = Pack.open(file)) {
            WhatIf.Result result = WhatIf.of(Evidence.of(opened), instead, affected -> {});
            out.println(RecordJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
            return Verdict.VERIFIED.exitCode();
        } catch (PackDefect e) {
            out.println("NOT SIMULATED: " + e.getMessage());
            return e.verdict().exitCode();
        } finally {
            out.flush();
        }
    }
}
