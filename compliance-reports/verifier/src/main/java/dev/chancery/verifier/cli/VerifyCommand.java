package dev.chancery.verifier.cli;

import dev.chancery.record.RecordJson;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "verify",
        description = "Checks that a pack is complete, unchanged and signed.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.USAGE)
final class VerifyCommand implements Callable<Integer> {

    private static final int LONGEST_KEY = 4096;
    private static final int LONGEST_CERTIFICATES = 1 << 20;

    @CommandLine.Parameters(paramLabel = "PACK", description = "The pack.")
    private @Nullable Path pack;

    @CommandLine.Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The company's verifier key, got some other way than with the pack.")
    private @Nullable Path key;

    @CommandLine.Option(
            names = "--previous",
            paramLabel = "PACK|FILE",
            description = "An earlier pack, or a checkpoint of it, that you kept: the log must only have grown since.")
    private @Nullable Path previous;

    @CommandLine.Option(
            names = "--witness",
            paramLabel = "FILE",
            description = "The key of a witness that you believe; may be given several times.")
    private List<Path> witnesses = List.of();

    @CommandLine.Option(
            names = "--witnesses",
            paramLabel = "N",
            description = "How many of them must have cosigned; all of them when this is not given.")
    private @Nullable Integer quorum;

    @CommandLine.Option(
            names = "--timestamp-certificates",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) of the time-stamping authority or of its root, got some other way than with"
                            + " the pack: the pack must have a time stamp of it.")
    private @Nullable Path authorities;

    @CommandLine.Option(
            names = "--signer-certificates",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) of who signs the company's packs, or of who issued them, got some other way than with"
                            + " the pack: the pack must be signed with one of them.")
    private @Nullable Path signers;

    @CommandLine.Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path file = readable(Objects.requireNonNull(pack));
        Report report = Verification.verify(file, trust());
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
        out.println(title(report));
        list(out, "Accepted losses", report.losses());
        list(out, "Found", report.findings());
        list(out, "Checked", report.checked());
        list(out, "Worth knowing", report.notes());
        list(out, "Not checked", report.notChecked());
        list(out, "What no pack can prove", report.notProven());
    }

    private Trust trust() throws IOException {
        List<String> keys = new ArrayList<>();
        for (Path witness : witnesses) {
            keys.add(key(witness, CosignatureVerifier::parse));
        }
        int wanted = quorum == null ? keys.size() : quorum;
        if (wanted < 0 || wanted > new LinkedHashSet<>(keys).size() || new LinkedHashSet<>(keys).size() < keys.size()) {
            throw new UsageException("Give each --witness once, and with --witnesses not more than there are.");
        }
        return new Trust(
                key == null ? null : key(key, NoteVerifier::parse),
                keys,
                wanted,
                previous == null ? null : checkpoint(previous),
                authorities == null ? List.of() : certificates(authorities),
                signers == null ? List.of() : certificates(signers));
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(readable(file))) {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(in.readNBytes(LONGEST_CERTIFICATES)))) {
                certificates.add((X509Certificate) certificate);
            }
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // Told below, in words that help.
        }
        throw new UsageException("'" + file + "' holds no certificates in PEM.");
    }

    private static String key(Path file, Consumer<String> parse) throws IOException {
        try {
            String text = start(file, LONGEST_KEY).strip();
            parse.accept(text);
            return text;
        } catch (NoteException e) {
            throw new UsageException("'" + file + "' holds no verifier key: " + e.getMessage() + ".");
        }
    }

    /** The checkpoint in a file, or in a pack. */
    private static String checkpoint(Path file) throws IOException {
        String text = start(file, Note.LIMIT);
        if (!text.startsWith("PK")) {
            return text;
        }
        try (Pack earlier = Pack.open(file)) {
            return earlier.checkpoint();
        } catch (PackDefect e) {
            throw new UsageException("'" + file + "' is no pack to compare with: " + e.getMessage());
        }
    }

    private static String start(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(readable(file))) {
            return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
        }
    }

    private static void list(PrintWriter out, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            out.println();
            out.println(title + ":");
            sentences.forEach(s -> out.println("  - " + s));
        }
    }

    private static String title(Report report) {
        return switch (report.verdict()) {
            case VERIFIED ->
                report.losses().isEmpty() ? "VERIFIED" : "VERIFIED, of a log that goes on after an accepted loss.";
            case TAMPERED -> "TAMPERED: the pack is not what was signed.";
            case INCOMPLETE -> "INCOMPLETE: something that belongs to the pack is not in it.";
            case UNVERIFIABLE -> "UNVERIFIABLE: this version cannot judge all of the pack.";
            case UNKNOWN_KEY -> "UNKNOWN KEY: the pack is signed by another key.";
        };
    }
}
