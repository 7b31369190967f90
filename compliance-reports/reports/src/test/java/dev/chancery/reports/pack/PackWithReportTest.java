package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.packreport.PackReport;
import dev.chancery.reports.print.Vera;
import dev.chancery.reports.signing.NotSigned;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.SigningSettings;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Packs whose documents and report are written by what writes them in the application. */
class PackWithReportTest {

    private static final byte[] OWN =
            SigningKey.fresh(MemoryLog.ORIGIN, Instant.now().minus(Duration.ofHours(1)));
    private static final Function<Instant, ControlsView> CONTROLS =
            at -> new ControlsView(at, 0, "obligations-1", List.of());

    private final MemoryLog log = SampleLog.of(40);
    private final AtomicInteger evaluated = new AtomicInteger();

    @TempDir
    private Path directory;

    private List<PackDocuments> documents(@Nullable URI timestamp) {
        SigningSettings settings = new SigningSettings(null, null, null, null, timestamp, Duration.ofSeconds(2));
        PdfSigner signer = new PdfSigner(SigningKey.of(settings, () -> OWN), settings, HttpClient.newHttpClient());
        PackControls controls = new PackControls(at -> {
            evaluated.incrementAndGet();
            return CONTROLS.apply(at);
        });
        return List.of(new RecordDocuments(controls), new PackReport(signer, controls, InstantSource.system()));
    }

    private Path pack(@Nullable Scope scope) throws IOException {
        Path file = directory.resolve("pack.asice");
        FigureQuery period = new FigureQuery(
                MemoryLog.START, MemoryLog.START.plusSeconds(log.size() - 1).plusNanos(1000), log.size());
        log.write(
                new PackOrder(new PackRange(0, log.size(), scope), log.checkpoint(), null, null, List.of(period)),
                file,
                documents(null));
        return file;
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    @Test
    void thePackOfAWholeLogIsVerifiedAndItsReportSaysWhatIsInIt() throws Exception {
        // given
        log.witnessed("witness.example/w1");

        // when
        Path pack = pack(null);

        // then
        assertThat(evaluated).hasValue(1);
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        Report verified = Verification.verify(pack);
        assertThat(verified.findings()).isEmpty();
        assertThat(verified.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(FigureCheck.check(pack).findings()).isEmpty();
        byte[] pdf = Objects.requireNonNull(entries.get(PackFormat.REPORT));
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        String text = text(pdf);
        assertThat(text).contains(log.size() + " events");
        // a long name is broken where the line ends
        assertThat(text.replace(" ", "")).contains("Cosignedbythewitnesseswitness.example/w1+");
        for (String name : entries.sequencedKeySet()) {
            if (name.startsWith(PackFormat.DOCUMENTS)) {
                assertThat(text.replace(" ", "")).contains(name);
            }
        }
    }

    @Test
    void everyNumberThatARegulatorLooksUpIsThereInFiguresJson() throws Exception {
        // given
        SequencedMap<String, byte[]> entries = Zips.read(pack(null));
        JsonNode figures = JsonMapper.shared().readTree(entries.get(PackFormat.FIGURES));
        String text = text(Objects.requireNonNull(entries.get(PackFormat.REPORT)));

        // when
        Matcher asked =
                Pattern.compile("Tasks asked for ([0-9,]+) Figure ([0-9]+)").matcher(text);
        Matcher delivered = Pattern.compile("Delivered [0-9.]+ % ([0-9]+) of ([0-9]+) tasks Figure ([0-9]+)")
                .matcher(text);

        // then
        assertThat(asked.find()).isTrue();
        JsonNode opened = figures.get(Integer.parseInt(asked.group(2)) - 1);
        assertThat(opened.get("id").asString()).isEqualTo("tasks.opened");
        assertThat(opened.get("value").asString()).isEqualTo(asked.group(1)).isEqualTo("40");
        assertThat(delivered.find()).isTrue();
        JsonNode share = figures.get(Integer.parseInt(delivered.group(3)) - 1);
        assertThat(share.get("id").asString()).isEqualTo("tasks.delivered");
        assertThat(share.get("value").asString()).isEqualTo(delivered.group(1));
        assertThat(share.get("of").asString()).isEqualTo(delivered.group(2));
    }

    @Test
    void thePackOfAWorkflowTellsTheFiguresOfItsTasksAndNotThoseOfTheCompany() throws Exception {
        // when
        Path pack = pack(new Scope(null, "letters", null));

        // then
        assertThat(Verification.verify(pack).verdict()).isEqualTo(Verdict.VERIFIED);
        byte[] pdf = Objects.requireNonNull(Zips.read(pack).get(PackFormat.REPORT));
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        assertThat(text(pdf))
                .contains("what belongs to the workflow letters")
                .contains("Tasks asked for 13 Figure ")
                .doesNotContain("Kill switches pulled", "Signed events that these lost");
    }

    @Test
    void noPackIsLeftWhenItsReportCannotBeSigned() throws Exception {
        // given a port on which nobody listens
        URI away;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            away = URI.create("http://localhost:" + socket.getLocalPort() + "/");
        }

        // when, then
        assertThatThrownBy(() -> log.write(
                        PackOrder.of(new PackRange(0, log.size(), null), log.checkpoint()),
                        directory.resolve("pack.asice"),
                        documents(away)))
                .isInstanceOf(NotSigned.class);
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
