package dev.chancery.reports.packreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.UsageEvent.UsageImported;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.UsageExport;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.reports.pack.SampleSubjects;
import dev.chancery.reports.pack.Vouching;
import dev.chancery.reports.print.Attachment;
import dev.chancery.reports.print.Block;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.Chart;
import dev.chancery.reports.print.Chart.Bars;
import dev.chancery.reports.print.Chart.Lines;
import dev.chancery.reports.print.Chart.Shares;
import dev.chancery.reports.print.FigureIndex;
import dev.chancery.reports.print.Press;
import dev.chancery.reports.print.Printed;
import dev.chancery.reports.print.Vera;
import dev.chancery.reports.signing.NotSigned;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.SigningSettings;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.PackJson;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.awt.image.BufferedImage;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PackReportTest {

    private static final int MOST_PICTURES = 9;

    /** Written so that nothing is invisible here either. */
    private static final String TEXT =
            "=cmd|' /C calc'!A0 <script>alert(1)</script> \u0000\u202E\uFEFF Z\u0300\u0301\u0302\u0303 \u4E2D"
                    + " and much more of it".repeat(200);

    private static final SigningSettings SETTINGS =
            new SigningSettings(null, null, null, null, null, Duration.ofSeconds(5));
    private static final byte[] OWN =
            SigningKey.fresh("example.org/chancery", Instant.now().minus(Duration.ofHours(1)));
    private static final SigningKey KEY = SigningKey.of(SETTINGS, () -> OWN);
    private static final PackReport REPORT = new PackReport(
            new PdfSigner(KEY, SETTINGS, HttpClient.newHttpClient()),
            new PackControls(PackReportTest::controls),
            InstantSource.system());

    private static final PackSubject COMPANY = SampleSubjects.company();
    private static final PackSubject OF_WORKFLOW = SampleSubjects.ofWorkflow();
    private static final PackSubject EMPTY = SampleSubjects.empty();
    private static final PackSubject HOSTILE = SampleSubjects.hostile(TEXT);
    private static final Map<PackSubject, byte[]> PRINTED = new IdentityHashMap<>();

    private static ControlsView controls(Instant at) {
        List<ControlView> company = List.of(
                control("ai-literacy", "Staff is trained", ControlState.SATISFIED, "Said on 2026-10-02."),
                control("logs-kept", "Logs are kept for six months", ControlState.SATISFIED, "Retention is 730 days."));
        List<ControlView> screening = List.of(
                control("oversight", "A person oversees it", ControlState.FAILING, "Nobody is assigned."),
                control("bias-check", "Checked for bias", ControlState.STALE, "The last check is 400 days old."),
                control("rank", "Not for workers", ControlState.NOT_APPLICABLE, "It is no employer's."),
                control("instructions", "Instructions for use", ControlState.NO_EVIDENCE, "None are recorded."));
        return new ControlsView(
                at,
                321,
                "obligations-3",
                List.of(
                        new SystemControls("company", "The company as a whole", company),
                        new SystemControls("cv-screening", "CV screening", screening)));
    }

    private static ControlView control(String id, String title, ControlState state, String why) {
        return new ControlView(
                id,
                title,
                List.of("Art. 26(2)"),
                state,
                why,
                null,
                List.of(),
                "",
                null,
                null,
                Marks.of(7, Instant.parse("2026-11-05T10:00:00Z")));
    }

    /** Each is printed once. */
    private static byte[] printed(PackSubject subject) throws IOException {
        byte[] known = PRINTED.get(subject);
        if (known == null) {
            known = REPORT.write(subject).getFirst().content();
            PRINTED.put(subject, known);
        }
        return known;
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of("company", COMPANY),
                Arguments.of("workflow", OF_WORKFLOW),
                Arguments.of("empty", EMPTY),
                Arguments.of("trend", SampleSubjects.trend()),
                Arguments.of("hostile", HOSTILE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("subjects")
    void veraPdfAcceptsTheReportAndNothingOfItIsCutOff(String name, PackSubject subject) throws Exception {
        // when
        byte[] pdf = printed(subject);

        // then
        assertThat(Vera.archive(pdf)).isEmpty();
        assertThat(Vera.accessibility(pdf)).isEmpty();
        Path folder = Files.createDirectories(Path.of("target", "packreport"));
        Files.write(folder.resolve(name + ".pdf"), pdf);
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (BufferedImage page : pictures(document, folder, name)) {
                assertThat(ink(page, 0, page.getWidth())).isGreaterThan(500);
                // what is cut off would reach into the margins
                assertThat(ink(page, 0, page.getWidth() / 16)).isZero();
                assertThat(ink(page, page.getWidth() * 15 / 16, page.getWidth()))
                        .isZero();
            }
        }
    }

    private static List<BufferedImage> pictures(PDDocument pdf, Path folder, String name) throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        PDFRenderer renderer = new PDFRenderer(pdf);
        for (int page = 0; page < Math.min(MOST_PICTURES, pdf.getNumberOfPages()); page++) {
            BufferedImage picture =
                    renderer.renderImageWithDPI(page, 60, page % 2 == 0 ? ImageType.GRAY : ImageType.RGB);
            ImageIO.write(
                    picture,
                    "png",
                    folder.resolve(name + "-" + (page + 1) + ".png").toFile());
            pictures.add(picture);
        }
        return pictures;
    }

    private static int ink(BufferedImage picture, int from, int to) {
        int dark = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = from; x < to; x++) {
                dark += (picture.getRGB(x, y) & 0xFF) < 128 ? 1 : 0;
            }
        }
        return dark;
    }

    @Test
    void theSignatureValidatesWhenItsCertificateIsTrusted() throws Exception {
        // given
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(new CertificateToken(KEY.chain().getFirst()));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(printed(EMPTY)));
        validator.setCertificateVerifier(verifier);

        // when
        SimpleReport report = validator.validateDocument().getSimpleReport();

        // then
        String id = report.getFirstSignatureId();
        assertThat(report.getSignaturesCount()).isEqualTo(1);
        assertThat(report.getIndication(id)).isEqualTo(Indication.TOTAL_PASSED);
        assertThat(report.getSignatureFormat(id)).isEqualTo(SignatureLevel.PAdES_BASELINE_B);
    }

    @Test
    void anAuthorityThatIsAwayLeavesNoReportWithoutATimeStamp() throws Exception {
        // given a port on which nobody listens
        URI away;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            away = URI.create("http://localhost:" + socket.getLocalPort() + "/");
        }
        SigningSettings settings = new SigningSettings(null, null, null, null, away, Duration.ofSeconds(2));
        PackReport report = new PackReport(
                new PdfSigner(KEY, settings, HttpClient.newHttpClient()),
                new PackControls(PackReportTest::controls),
                InstantSource.system());

        // when, then
        assertThatThrownBy(() -> report.write(EMPTY))
                .isInstanceOf(NotSigned.class)
                .hasMessageContaining("time-stamping authority");
    }

    @Test
    void figuresStandInTheTextWithTheirExactValuesAndNumbers() throws Exception {
        // given
        PackSubject subject = COMPANY;
        FigureSheet sheet = subject.figures().getFirst();
        FigureIndex index = new FigureIndex(subject.figures());

        // when
        String text = text(printed(subject));

        // then
        assertThat(sheet.get(Measure.TASKS_OPENED).value()).isEqualByComparingTo("90");
        assertThat(sheet.get(Measure.COST, "currency", "USD").value()).isEqualByComparingTo("0.004620");
        for (Measure measure : List.of(Measure.TASKS_OPENED, Measure.TASKS_DELIVERED, Measure.REVIEWS)) {
            Printed printed = index.get(sheet, measure);
            String detail = printed.detail().isEmpty() ? "" : Pattern.quote(printed.detail()) + " ";
            assertThat(text)
                    .containsPattern(
                            Pattern.quote(printed.text()) + " " + detail + "Figure " + printed.number() + "\\b");
        }
        assertThat(text)
                .contains("0.00462 USD Figure "
                        + index.get(sheet, Measure.COST, "currency", "USD").number())
                .contains("Approved as it was 64.0 % 16 of 25 decisions "
                        + index.get(sheet, Measure.REVIEWS_APPROVED).number())
                .contains("positions 0 to " + (subject.range().to() - 1))
                .contains(subject.disclosed() + " events")
                .contains(HexFormat.of().formatHex(subject.head().rootHash()))
                .contains("Self-signed: the key was made by who signs")
                .contains("java -jar chancery-verifier.jar figures PACK");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("subjects")
    void whateverIsPrintedAsAFigureIsTheFigureOfItsNumber(String name, PackSubject subject) {
        // given
        FigureIndex index = new FigureIndex(subject.figures());
        SortedMap<String, Printed> all = new TreeMap<>();
        subject.figures()
                .forEach(sheet -> sheet.all().stream()
                        .map(index::print)
                        .forEach(printed -> all.put(String.valueOf(printed.number()), printed)));
        List<Block> blocks = REPORT.document(subject).sections().stream()
                .flatMap(section -> section.blocks().stream())
                .toList();
        List<String> drawn = new ArrayList<>();

        // when, then
        for (Block block : blocks) {
            if (block instanceof KeyFigures cards) {
                cards.figures()
                        .forEach(card ->
                                assertThat(all.get(card.source()).text()).startsWith(card.value()));
            } else if (block instanceof Table table
                    && table.columns().getLast().heading().equals("Figure")) {
                table.rows()
                        .forEach(row -> assertThat(all.get(row.getLast().text()).withUnit())
                                .isEqualTo(row.get(1).text()));
            } else if (block instanceof Block.Figure figure) {
                drawn.addAll(drawn(figure.chart()));
            }
        }
        assertThat(all.values().stream().map(Printed::text).toList()).containsAll(drawn);
        assertThat(drawn.isEmpty()).isEqualTo(List.of("workflow", "empty").contains(name));
    }

    /** Intervals are of the record, and named by position. */
    private static List<String> drawn(Chart chart) {
        return switch (chart) {
            case Bars bars ->
                bars.bars().stream().map(bar -> bar.value().printed()).toList();
            case Shares shares ->
                shares.bars().stream()
                        .flatMap(bar -> bar.values().stream())
                        .map(Chart.Value::printed)
                        .toList();
            case Lines lines ->
                lines.series().stream()
                        .flatMap(series -> series.values().stream())
                        .filter(point -> point.at().isPresent())
                        .map(Chart.Point::printed)
                        .toList();
            case Chart.Intervals ignored -> List.of();
        };
    }

    @Test
    void figuresAndASummaryAreAttachedForMachines() {
        // given
        PackSubject subject = COMPANY;

        // when
        List<Attachment> attachments = REPORT.document(subject).attachments();

        // then
        assertThat(attachments.stream().map(Attachment::relationship).toList())
                .isEqualTo(List.of(Attachment.Relationship.DATA, Attachment.Relationship.ALTERNATIVE));
        assertThat(attachments.getFirst().content())
                .isEqualTo(PackJson.writeFigures(subject.figures().getFirst().all().stream()
                        .map(FigureClaim::of)
                        .toList()));
        JsonNode summary = JsonMapper.shared().readTree(attachments.getLast().content());
        assertThat(summary.path("treeSize").asLong()).isEqualTo(subject.head().size());
        assertThat(summary.path("systems").findValuesAsString("system"))
                .isEqualTo(List.of("credit", "cv-screening", "new", "support-desk"));
        assertThat(summary.path("incidents").findValuesAsString("clock")).isEqualTo(List.of("MET", "MISSED", "OPEN"));
    }

    @Test
    void theSameSubjectIsPrintedInTheSameBytes() throws Exception {
        // given
        PackSubject subject = COMPANY;

        // when, then
        assertThat(Press.print(REPORT.document(subject))).isEqualTo(Press.print(REPORT.document(subject)));
        assertThat(REPORT.document(subject).made().toInstant()).isEqualTo(subject.asOf());
    }

    @Test
    void aPackWithoutFiguresSaysSoAndCountsNothing() throws Exception {
        // given
        PackSubject subject = OF_WORKFLOW;

        // when
        String text = text(printed(subject));

        // then
        assertThat(text)
                .contains("This pack tells no figures")
                .contains("what belongs to the workflow letters")
                .contains(subject.disclosed() + " events")
                .contains(subject.withheld() + " events, of which the pack has the hash")
                .contains("java -jar chancery-verifier.jar replay PACK")
                .doesNotContain("What the AI did", "Figure 1");
        assertThat(REPORT.document(subject).attachments().stream()
                        .map(Attachment::name)
                        .toList())
                .isEqualTo(List.of("summary.json"));
    }

    @Test
    void whatIsOwedAndMissingIsSaidByName() throws Exception {
        // when
        String text = text(printed(COMPANY));

        // then
        assertThat(text)
                .contains("Never classified Meeting notes (new).")
                .contains("Classified by other facts than are known now Support desk (support-desk).")
                .contains("Credit scoring (credit) missing red")
                .contains("CV screening (cv-screening) present, version 1 not notified")
                .contains("failing red Nobody is assigned.")
                .doesNotContain("It is no employer's.")
                .contains("There is no time stamp")
                .contains("The log's key was replaced before");
    }

    @Test
    void aWitnessATimeStampAndALossAreSaid() throws Exception {
        // given
        PackSubject subject = EMPTY;
        PackSubject vouched = with(subject, new Vouching("key", 0, List.of("witness.example/w1+1+K"), true, 1));

        // when
        String before = text(printed(subject));
        String text = text(printed(vouched));

        // then
        assertThat(before).contains("No witness cosigned", "There is no time stamp", "No loss of events is on record");
        assertThat(text)
                .contains("Cosigned by the witnesses witness.example/w1+1+K")
                .contains("A time stamp of the tree head is in proofs/timestamp.tsr")
                .contains("Events of this log were lost");
    }

    private static PackSubject with(PackSubject subject, Vouching vouching) {
        return new PackSubject(
                subject.range(),
                subject.head(),
                vouching,
                subject.disclosed(),
                subject.withheld(),
                subject.dossier(),
                subject.figures(),
                subject.first(),
                subject.last(),
                subject.asOf(),
                subject.parts());
    }

    @Test
    void textsOfTheRecordAreTextAndLongListsAreCut() throws Exception {
        // when
        byte[] pdf = printed(HOSTILE);
        String text = text(pdf);

        // then
        assertThat(text)
                .contains("<script>alert(1)</script>")
                .contains("… and 30 more, in documents/register.json.")
                .contains("characters that cannot be printed, or cannot be seen");
        assertThat(text.codePoints().filter(c -> c < ' ' || c == 0x202E)).isEmpty();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isLessThan(40);
        }
    }

    @Test
    void daysThatRemainUnexplainedAreListedByNameFromTheDocument() throws Exception {
        // given
        LocalDate day = LocalDate.of(2026, 11, 5);
        Dossier dossier = new Dossier();
        dossier.take(new Recorded(
                0,
                "id-0",
                "usage/openai",
                0,
                EMPTY.first(),
                new UsageImported(
                        UsageExport.OPENAI_USAGE_JSON,
                        "ab".repeat(32),
                        day,
                        day,
                        List.of(new InvoicedUsage(day, "a-model-of-nobody", 3L, 100L, 0L, 7L, null)),
                        List.of(),
                        "ada")));
        PackSubject unread = with(EMPTY, dossier, List.of());
        List<PackFile> parts = new RecordDocuments(new PackControls(PackReportTest::controls))
                .write(unread).stream()
                        .filter(file -> file.name().equals(RecordDocuments.RECONCILIATION))
                        .map(PackReportTest::withoutSevenRows)
                        .toList();

        // when
        String text = text(printed(with(EMPTY, dossier, parts)));

        // then
        assertThat(text)
                .contains("how much is in documents/reconciliation.json Day (UTC) Provider Model 2026-11-05 openai"
                        + " a-model-of-nobody")
                .contains("Of the days and models, 7 are left out of documents/reconciliation.json");
    }

    private static PackFile withoutSevenRows(PackFile file) {
        ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(file.content());
        ((ObjectNode) document.get("rows")).put("leftOut", 7);
        return new PackFile(
                file.name(), file.mediaType(), file.title(), JsonMapper.shared().writeValueAsBytes(document));
    }

    private static PackSubject with(PackSubject subject, Dossier dossier, List<PackFile> parts) {
        return new PackSubject(
                subject.range(),
                subject.head(),
                subject.vouching(),
                subject.disclosed(),
                subject.withheld(),
                dossier,
                subject.figures(),
                subject.first(),
                subject.last(),
                subject.asOf(),
                parts);
    }

    @Test
    void aReportOfAScopeDoesNotDenyWhatItCannotKnow() throws Exception {
        // when
        String text = text(printed(OF_WORKFLOW));

        // then
        assertThat(text)
                .contains("AI systems: Not part of this scope: a pack of one workflow has no events of AI systems.")
                .contains("has no events of serious incidents.")
                .contains("Checks for bias and findings: Not part of this scope")
                .contains("has no events of versions that models reported.")
                .contains("has no events of erasures.")
                .doesNotContain("No AI system is in the register", "No check for bias is on record");
    }

    @Test
    void moreOfAListIsInTheDocumentOfThisNameWhateverElseIsCalledLikeIt() {
        // given
        List<PackFile> parts = Stream.of(
                        "documents/systems/access-control/fria.json",
                        RecordDocuments.REGISTER,
                        RecordDocuments.CONTROLS)
                .map(name -> new PackFile(name, "application/json", "a file", new byte[0]))
                .toList();
        PackSubject subject = with(EMPTY, EMPTY.dossier(), parts);
        Sources sources = new Sources(subject, controls(subject.last()), "");

        // then
        assertThat(sources.file(RecordDocuments.CONTROLS)).isEqualTo("documents/controls.oscal.json");
        assertThat(sources.file(RecordDocuments.BIAS)).isEqualTo("events.jsonl");
    }
}
