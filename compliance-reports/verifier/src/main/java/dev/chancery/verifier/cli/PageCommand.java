package dev.chancery.verifier.cli;

import dev.chancery.verifier.page.VerifierPage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "page",
        description = "Writes the HTML page that does the same checks in a browser, from disk, without network.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.USAGE)
final class PageCommand implements Callable<Integer> {

    @CommandLine.Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "Where to; nothing to print it. A file that is there is not overwritten.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            PrintStream out = System.out;
            out.write(VerifierPage.html());
            out.flush();
        } else if (Files.exists(file)) {
            throw new UsageException("There is a file '" + file + "' already; name another one.");
        } else {
            Files.write(file, VerifierPage.html());
        }
        return 0;
    }
}
