package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.HoldEvent.HoldPlaced;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.record.Sha256;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.StampServer;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.EventTable;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import dev.chancery.verifier.page.VerifierPage;
import eu.europa.esig.dss.asic.cades.validation.ASiCContainerWithCAdESAnalyzer;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pack is one signed container whose files are all known. */
class PackContainerTest {

    private static final PackDocuments LETTER = subject -> List.of(new PackFile(
            "documents/letter.txt",
            "text/plain; charset=utf-8",
            "What was done",
            (subject.disclosed() + " events until " + subject.last()).getBytes(StandardCharsets.UTF_8)));

    private static final PackDocuments COVER = subject -> List.of(new PackFile(
            PackFormat.REPORT,
            "application/pdf",
            "The report",
            ("%PDF of " + subject.parts().size() + " parts").getBytes(StandardCharsets.UTF_8)));

    private final MemoryLog log = SampleLog.of(12);

    @TempDir
    private Path directory;

    private Path pack() throws IOException {
        return pack(new PackRange(0, log.size(), null));
    }

    private Path pack(PackRange range, PackDocuments... more) throws IOException {
        List<PackDocuments> documents = new ArrayList<>(List.of(LETTER));
        documents.addAll(List.of(more));
        documents.add(COVER);
        Path file = directory.resolve("pack.asice");
        log.write(PackOrder.of(range, log.checkpoint()), file, documents);
        return file;
    }

    private Report changed(Consumer<SequencedMap<String, byte[]>> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack());
        change.accept(entries);
        return Verification.verify(Zips.write(directory.resolve("changed.zip"), entries));
    }

    private static void assertFound(Report report, Verdict verdict, String part) {
        assertThat(report.verdict()).as(report.findings().toString()).isEqualTo(verdict);
        assertThat(report.findings().getFirst()).contains(part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void beginsAsAContainerDoes() throws IOException {
        // when
        byte[] bytes = Files.readAllBytes(pack());
        // then by EN 319 162-1, A.1: the type of the file can be read at its thirty-ninth byte
        String start = new String(bytes, 0, 100, StandardCharsets.ISO_8859_1);
        assertThat(start).startsWith("PK").contains("mimetypeapplication/vnd.etsi.asic-e+zip");
        assertThat(start.indexOf("application/")).isEqualTo(38);
        assertThat(Zips.read(pack()).sequencedKeySet())
                .startsWith("mimetype", "README.txt")
                .endsWith("manifest.json", "META-INF/ASiCManifest.xml", "META-INF/signature.p7s");
    }

    @Test
    void isValidForDssAndItsSignatureCoversEveryFile() throws IOException {
        // given
        Path pack = pack();
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setAIASource(null);
        // when
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(pack.toFile()));
        validator.setCertificateVerifier(verifier);
        DiagnosticData data = validator.validateDocument().getDiagnosticData();
        SignatureWrapper signature = data.getSignatures().getFirst();
        // then
        assertThat(validator.getDocumentAnalyzer()).isInstanceOf(ASiCContainerWithCAdESAnalyzer.class);
        assertThat(data.getSignatures()).hasSize(1);
        assertThat(signature.isSignatureIntact()).isTrue();
        assertThat(signature.isSignatureValid()).isTrue();
        assertThat(signature.getSignatureFormat()).isEqualTo(SignatureLevel.CAdES_BASELINE_B);
        List<String> covered = signature.getDigestMatchers().stream()
                .filter(m -> m.isDataFound() && m.isDataIntact())
                .map(m -> m.getDocumentName() == null ? String.valueOf(m.getUri()) : m.getDocumentName())
                .toList();
        assertThat(signature.getDigestMatchers()).allMatch(m -> m.isDataFound() && m.isDataIntact());
        List<String> all = new ArrayList<>(Zips.read(pack).keySet());
        all.removeIf(name -> name.equals("mimetype") || name.equals(PackFormat.SIGNATURE));
        assertThat(covered).containsAll(all);
        assertThat(data.getContainerInfo().getContentFiles())
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(name -> !name.startsWith("META-INF/"))
                        .toList());
    }

    @Test
    void listsItsFilesWithTheirDigests() throws IOException {
        // when
        SequencedMap<String, byte[]> entries = Zips.read(pack());
        String manifest = new String(entries.get(PackFormat.MANIFEST), StandardCharsets.UTF_8);
        // then
        assertThat(manifest)
                .contains(
                        "{\"name\":\"documents/letter.txt\",\"mediaType\":\"text/plain; charset=utf-8\",\"title\":\"What was"
                                + " done\",\"bytes\":" + entries.get("documents/letter.txt").length + ",\"sha256\":\""
                                + HexFormat.of()
                                        .formatHex(Sha256.digest().digest(entries.get("documents/letter.txt"))));
        assertThat(entries.get(PackFormat.PAGE)).isEqualTo(VerifierPage.html());
        assertThat(new String(entries.get(PackFormat.REPORT), StandardCharsets.UTF_8))
                .isEqualTo("%PDF of 1 parts");
        Report report = Verification.verify(directory.resolve("pack.asice"));
        assertThat(report.findings()).isEmpty();
        assertThat(String.join("\n", report.checked()))
                .contains("The files that manifest.json lists, 7 in number")
                .contains("The 4 tables of events say what events.jsonl says")
                .contains("CN=Chancery reports of company (self-signed)");
        assertThat(String.join("\n", report.notChecked()))
                .contains("--signer-certificates")
                .contains("documents and the report");
    }

    @Test
    void theSameRequestGivesTheSameBytesButForTheSignature() throws IOException {
        // given
        byte[] once = Files.readAllBytes(pack());
        byte[] again = Files.readAllBytes(pack());
        // then all that comes before the signature is the same, byte for byte
        int signature = new String(once, StandardCharsets.ISO_8859_1).indexOf(PackFormat.SIGNATURE) - 30;
        assertThat(signature).isGreaterThan(once.length / 2);
        assertThat(Arrays.copyOf(again, signature)).isEqualTo(Arrays.copyOf(once, signature));
        assertThat(again).isNotEqualTo(once);
    }

    @Test
    void aFileThatIsChangedMissingOrOneTooManyIsNamed() throws IOException {
        for (String name : List.of("documents/letter.txt", PackFormat.REPORT, PackFormat.PAGE, "events/task.csv")) {
            assertFound(changed(e -> e.compute(name, (n, content) -> utf8("x"))), Verdict.TAMPERED, name);
            assertFound(changed(e -> e.remove(name)), Verdict.INCOMPLETE, name);
        }
        for (String name : List.of("documents/more.txt", "events/more.csv", "documents/a/b/c.json")) {
            assertFound(changed(e -> e.put(name, utf8("x"))), Verdict.TAMPERED, name);
        }
        for (String name : List.of(PackFormat.MIMETYPE, PackFormat.ASIC_MANIFEST, PackFormat.SIGNATURE)) {
            assertFound(changed(e -> e.remove(name)), Verdict.INCOMPLETE, name);
        }
        for (String name :
                List.of("META-INF/more.p7s", "documents/../x", "documents/.x", "report.pdf.exe", "events/A.csv")) {
            assertFound(changed(e -> e.put(name, utf8("x"))), Verdict.TAMPERED, "no pack has");
        }
    }

    @Test
    void whatIsListedAnewAndSignedByAnotherIsFound() throws IOException {
        // given a forger who changes a document, a table, or both manifests, and signs with a key of the same name
        SigningKey forger = Seal.key("company");
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("documents/letter.txt", "Nothing was done");
        changes.put("events/task.csv", "position\r\n");
        changes.put(PackFormat.README, "Trust us");
        changes.forEach((name, text) -> {
            try {
                SequencedMap<String, byte[]> entries = Zips.read(pack());
                entries.put(name, utf8(text));
                Path forged = Zips.write(directory.resolve("forged.zip"), Seal.anew(entries, forger));
                // when and then: a document is as good as who signed it, the rest follows from the events
                Report alone = Verification.verify(forged);
                assertThat(alone.verdict())
                        .as(name)
                        .isEqualTo(name.startsWith("documents/") ? Verdict.VERIFIED : Verdict.TAMPERED);
                assertThat(Verification.verify(forged, Trust.NONE.signedBy(Seal.certificate()))
                                .verdict())
                        .isNotEqualTo(Verdict.VERIFIED);
            } catch (IOException e) {
                throw new AssertionError(name, e);
            }
        });
        SequencedMap<String, byte[]> entries = Zips.read(pack());
        entries.put("documents/letter.txt", utf8("Nothing was done"));
        Path forged = Zips.write(directory.resolve("forged.zip"), Seal.anew(entries, forger));
        assertFound(
                Verification.verify(forged, Trust.NONE.signedBy(Seal.certificate())),
                Verdict.UNKNOWN_KEY,
                "does not lead to one that was given");
        // and the company's own passes
        Report own = Verification.verify(pack(), Trust.NONE.signedBy(Seal.certificate()));
        assertThat(own.findings()).isEmpty();
        assertThat(String.join("\n", own.checked())).contains("The certificate of who signed the container is given");
    }

    @Test
    void aSignatureOfAnotherContainerIsTampering() throws IOException {
        // given
        byte[] other = Zips.read(pack(new PackRange(1, log.size(), null))).get(PackFormat.SIGNATURE);
        // when and then
        assertFound(
                changed(e -> e.put(PackFormat.SIGNATURE, other)),
                Verdict.TAMPERED,
                "signature of the container is not genuine");
        for (byte[] damaged : List.of(new byte[0], utf8("x"), Arrays.copyOf(other, other.length - 1))) {
            assertFound(
                    changed(e -> e.put(PackFormat.SIGNATURE, damaged)),
                    Verdict.TAMPERED,
                    "signature of the container is not genuine");
        }
    }

    @Test
    void theTimeOfASignatureIsThatOfItsStampWhereTheAuthorityIsKnown() throws Exception {
        try (StampServer stamps = new StampServer();
                StampServer others = new StampServer()) {
            // given
            Path pack = directory.resolve("stamped.asice");
            new PackWriter(log, log, log, log::record, Seal.stamped(stamps.url()), List.of())
                    .write(PackOrder.of(new PackRange(0, log.size(), null), log.checkpoint()), pack, done -> {});
            Path foreign = directory.resolve("foreign.asice");
            new PackWriter(log, log, log, log::record, Seal.stamped(others.url()), List.of())
                    .write(PackOrder.of(new PackRange(0, log.size(), null), log.checkpoint()), foreign, done -> {});
            Trust company = Trust.NONE.signedBy(Seal.certificate());
            List<X509Certificate> authority = List.of(stamps.certificate());
            // when
            Report alone = Verification.verify(pack, company);
            Report stamped = Verification.verify(pack, company.stampedBy(authority));
            // then
            assertThat(String.join("\n", alone.checked()))
                    .contains("with a time stamp that says 20")
                    .contains("was valid when the signer says");
            assertThat(String.join("\n", alone.notChecked())).contains("Who made the time stamp");
            assertThat(stamped.findings()).isEmpty();
            assertThat(String.join("\n", stamped.checked()))
                    .contains("The time stamp of the container's signature is signed by CN=Stamps")
                    .contains("was valid at the time of a time stamp of CN=Stamps");
            assertFound(
                    Verification.verify(foreign, company.stampedBy(authority)),
                    Verdict.UNKNOWN_KEY,
                    "not of an authority that was given");
            // and a stamp of another signature is none of this one
            byte[] signature = Zips.read(pack).get(PackFormat.SIGNATURE);
            byte[] other = Zips.read(foreign).get(PackFormat.SIGNATURE);
            SequencedMap<String, byte[]> entries = Zips.read(pack);
            entries.put(PackFormat.SIGNATURE, withStampOf(signature, other));
            assertFound(
                    Verification.verify(Zips.write(directory.resolve("mixed.asice"), entries), company),
                    Verdict.TAMPERED,
                    "time stamp is of something else");
        }
    }

    private static byte[] withStampOf(byte[] signature, byte[] other) throws CMSException, IOException {
        CMSSignedData own = new CMSSignedData(signature);
        SignerInformation stamped =
                new CMSSignedData(other).getSignerInfos().iterator().next();
        SignerInformation mixed = SignerInformation.replaceUnsignedAttributes(
                own.getSignerInfos().iterator().next(), stamped.getUnsignedAttributes());
        return CMSSignedData.replaceSigners(own, new SignerInformationStore(mixed))
                .toASN1Structure()
                .getEncoded(ASN1Encoding.DER);
    }

    @Test
    void onlyAContainerCanBeAskedForASigner() throws IOException {
        Path old = Zips.write(directory.resolve("old.zip"), Seal.asFormat(Zips.read(pack()), 3));
        assertFound(
                Verification.verify(old, Trust.NONE.signedBy(Seal.certificate())),
                Verdict.INCOMPLETE,
                "not signed as a whole");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void readsPacksOfTheFormatsBefore(int version) throws IOException {
        // given a pack that an older version wrote
        Path old = directory.resolve("old.zip");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("format-" + version + ".zip"))) {
            Files.copy(in, old);
        }
        // when and then
        assertThat(Verification.verify(old).findings()).isEmpty();
        SequencedMap<String, byte[]> entries = Zips.read(old);
        for (String name : List.of(PackFormat.MIMETYPE, PackFormat.PAGE, "documents/x", "events/task.csv")) {
            SequencedMap<String, byte[]> mixed = new LinkedHashMap<>(entries);
            mixed.put(name, utf8("x"));
            assertFound(
                    Verification.verify(Zips.write(directory.resolve("mixed.zip"), mixed)),
                    Verdict.TAMPERED,
                    "no pack of format " + version);
        }
    }

    @Test
    void tablesAreSafeInASpreadsheetAndLoseNothing() throws IOException {
        // given texts that a spreadsheet would take for formulas, at commas as at semicolons
        String payload = "{\"reason\":\"=1+1;=HYPERLINK(\\\"x\\\");@SUM(A1);-2;+3\"}";
        log.append("task/=cmd|'/c calc'!A0", "task.failed", 1, utf8(payload));
        log.append("task/a;=1", "+1.x", 1, utf8("=1+1"));
        // when
        SequencedMap<String, byte[]> entries =
                Zips.read(log.write(new PackRange(0, log.size(), null), directory.resolve("pack.asice")));
        String table = new String(entries.get("events/task.csv"), StandardCharsets.UTF_8);
        String other = new String(entries.get("events/other.csv"), StandardCharsets.UTF_8);
        // then
        List<String> rows = table.lines().toList();
        assertThat(rows.getFirst()).isEqualTo("\uFEFFposition,id,stream,sequence,name,revision,instant,payload");
        assertThat(table)
                .contains("\r\n")
                .doesNotContainPattern("[^\r]\n")
                .doesNotContainPattern("(^|[;\t\n]|,\")[=+@-]");
        assertThat(rows.getLast())
                .contains("\"'=cmd|'/c calc'!A0\"".replace("'=cmd", "task/=cmd"))
                .endsWith("\"{\"\"reason\"\":\"\"\\u003d1+1;\\u003dHYPERLINK".replace("\\u003d1+1", "=1+1")
                        + "(\\\"\"x\\\"\");\\u0040SUM(A1);\\u002d2;\\u002b3\"\"}\"");
        assertThat(other).contains("\"task/a;'=1\"").contains("\"'+1.x\"").contains("\"'=1+1\"");
        assertThat(EventTable.family("Task.x")).isEqualTo("other");
        assertThat(EventTable.family("../../x.y")).isEqualTo("other");
    }

    @Test
    void aPackOfAScopeHoldsNothingElse() throws IOException {
        // given
        hold("outside", "agent");
        SampleLog.more(log, 12, 15);
        List<String> seen = new ArrayList<>();
        // when
        Path pack = pack(new PackRange(5, log.size(), new Scope(null, "letters", null)), holds(seen));
        // then
        assertThat(seen).isEmpty();
        assertThat(Zips.read(pack).values())
                .noneMatch(content -> new String(content, StandardCharsets.UTF_8).contains("SECRET"));
        assertThat(Verification.verify(pack).findings()).isEmpty();
    }

    @Test
    void documentsKnowWhatStoodBeforeTheRange() throws IOException {
        // given
        hold("early", "agent");
        SampleLog.more(log, 12, 15);
        hold("late", "agent");
        List<String> seen = new ArrayList<>();
        // when
        Path pack = pack(new PackRange(log.size() - 5, log.size() - 1, null), holds(seen));
        // then
        assertThat(seen).containsExactly("early");
        assertThat(Verification.verify(pack).findings()).isEmpty();
    }

    private void hold(String id, String agent) {
        log.append("hold/" + id, new HoldPlaced(id, new ContentScope(ContentScope.Kind.AGENT, agent), "SECRET", "ada"));
    }

    private static PackDocuments holds(List<String> seen) {
        return subject -> {
            seen.addAll(subject.dossier().legalHolds().keySet());
            return List.of();
        };
    }

    @Test
    void aFullDiskLeavesNothingAndSaysSo() throws IOException {
        // given the kernel's own full device in the place of the unfinished pack, then of a table
        for (String name : List.of("pack.asice.tmp", "pack.asice.task.tmp")) {
            Files.createSymbolicLink(directory.resolve(name), Path.of("/dev/full"));
            SampleLog.more(log, (int) log.size(), (int) log.size() + 400);
            // when and then
            assertThatThrownBy(this::pack)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing of it is left")
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("make room");
            assertThat(directory).isEmptyDirectory();
        }
        // and once there is room, it is written
        assertThat(Verification.verify(pack()).findings()).isEmpty();
        assertThat(directory).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
    }

    @Test
    void whatADocumentCannotBeLeavesNothing() {
        PackDocuments broken = subject -> {
            throw new IOException("no font");
        };
        PackDocuments hostile = subject -> List.of(new PackFile("documents/../x", "text/plain", "x", new byte[] {1}));
        assertThatThrownBy(() -> pack(new PackRange(0, log.size(), null), broken))
                .hasMessageContaining("no font");
        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> pack(new PackRange(0, log.size(), null), hostile))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(directory).isEmptyDirectory();
    }
}
