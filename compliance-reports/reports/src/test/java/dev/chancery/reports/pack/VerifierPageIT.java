package dev.chancery.reports.pack;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import dev.chancery.verifier.page.VerifierPage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier's page in a real browser, from disk and without network: it says what the jar says, of every pack. */
class VerifierPageIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    private static Path directory;

    private static Playwright playwright;
    private static Browser browser;
    private static String url;

    private final MemoryLog log = SampleLog.of(40);
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                Files.isExecutable(CHROMIUM) || "true".equals(System.getenv("CI")),
                "There is no " + CHROMIUM + ": install it to test the verifier's page");
        url = Files.write(directory.resolve("verifier.html"), VerifierPage.html())
                .toUri()
                .toString();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void open() {
        open(1440, ColorScheme.LIGHT);
    }

    private void open(int width, ColorScheme scheme) {
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width > 1000 ? 900 : 844)
                .setColorScheme(scheme)
                .setOffline(true));
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onRequest(request -> requests.add(request.url()));
    }

    @AfterEach
    void neitherComplainsNorAsksForAnything() {
        context.close();
        assertThat(complaints).isEmpty();
        assertThat(requests).allMatch(asked -> asked.equals(url) || asked.startsWith("blob:"));
    }

    private Path write(MemoryLog from, PackRange range) throws IOException {
        return from.write(range, directory.resolve("pack.zip"));
    }

    private Path whole() throws IOException {
        return write(log, new PackRange(0, log.size(), null));
    }

    private Path changed(String name, UnaryOperator<byte @Nullable []> change) throws IOException {
        return changed(whole(), name, change);
    }

    private static Path changed(Path pack, String name, UnaryOperator<byte @Nullable []> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        byte[] content = change.apply(entries.get(name));
        if (content == null) {
            entries.remove(name);
        } else {
            entries.put(name, content);
        }
        return Zips.write(directory.resolve("changed.zip"), entries);
    }

    private Path withLines(UnaryOperator<List<String>> change) throws IOException {
        return changed(PackFormat.EVENTS, events -> Zips.text(change.apply(new ArrayList<>(Zips.lines(events)))));
    }

    private void drop(Path pack, Trust trust) {
        page.navigate(url);
        if (trust.key() != null) {
            page.getByLabel("The company’s key").fill(trust.key());
        }
        if (trust.previous() != null) {
            page.getByLabel("An older checkpoint").fill(trust.previous());
        }
        page.locator("#file").setInputFiles(pack);
        page.locator("#verdict-title").waitFor();
    }

    /** Both verifiers' verdict, which must be one. */
    private Verdict verdict(Path pack, Trust trust) throws IOException {
        Report jar = Verification.verify(pack, trust);
        drop(pack, trust);
        assertThat(String.valueOf(page.locator("#verdict").getAttribute("class")))
                .as(
                        "jar: %s; page: %s",
                        jar.findings(), page.locator(".findings").allInnerTexts())
                .isEqualTo("verdict " + jar.verdict());
        assertThat(page.locator(".notProven li").allInnerTexts()).isEqualTo(jar.notProven());
        assertThat(page.locator(".losses li").allInnerTexts()).isEqualTo(jar.losses());
        assertThat(acts(page.locator(".checked li, .notes li").allInnerTexts()))
                .isEqualTo(acts(Stream.concat(jar.checked().stream(), jar.notes().stream())
                        .toList()));
        return jar.verdict();
    }

    /** What is said of the pairing of intents with outcomes. */
    private static List<String> acts(List<String> said) {
        return said.stream()
                .filter(s -> s.startsWith("Intent and outcome") || s.startsWith("Open at the end"))
                .toList();
    }

    private Verdict verdict(Path pack) throws IOException {
        return verdict(pack, Trust.NONE);
    }

    @Test
    void verifiesWhatTheJarVerifies() throws IOException {
        for (Scope scope : Arrays.asList(null, new Scope("t-3", null, null), new Scope(null, "letters", null))) {
            for (long from : new long[] {0, 9}) {
                Path pack = write(log, new PackRange(from, log.size(), scope));
                assertThat(verdict(pack, Trust.key(log.verifierKey()))).isEqualTo(Verdict.VERIFIED);
            }
        }
        assertThat(page.locator(".checked").innerText()).contains("The key that was given signed the checkpoint");
        assertThat(page.locator(".notChecked").innerText()).contains("replay");
        assertThat(page.locator("#verdict-title")).isFocused();
        assertThat(page.locator("#said")).containsText("Verified.");
    }

    @Test
    void judgesPacksOfSystemsAndPersonsAsTheJarDoes() throws IOException {
        // given packs with texts, with some of them erased, and with figures
        ScopedLog company = ScopedLog.make();
        company.erase("e-1", ContentScope.Kind.TASK, "t-8");
        company.erase("e-2", ContentScope.Kind.SUBJECT, "customer-2");
        MemoryLog record = company.log;
        for (Scope scope : List.of(Scope.ofSystem("triage"), Scope.ofSubject("customer-1"))) {
            for (long from : new long[] {0, 9, company.described + 3}) {
                Path pack = directory.resolve("scoped.zip");
                long to = record.size();
                record.write(
                        new PackOrder(
                                new PackRange(from, to, scope),
                                record.checkpoint(),
                                null,
                                new Disclosure("auditor", "review"),
                                List.of(new FigureQuery(MemoryLog.START, MemoryLog.START.plusSeconds(3600), to))),
                        pack);
                // then
                assertThat(verdict(pack, Trust.key(record.verifierKey()))).isEqualTo(Verdict.VERIFIED);
                // and when a line, a description, a figure or the manifest is another
                for (Map.Entry<String, UnaryOperator<String>> forged :
                        List.<Map.Entry<String, UnaryOperator<String>>>of(
                                Map.entry(
                                        PackFormat.EVENTS, text -> text.replaceFirst(",\"erased\":\\[[^\\]]*\\]", "")),
                                Map.entry(PackFormat.EVENTS, text -> shown(text, record, "task/t-1", from)),
                                Map.entry(PackFormat.EVENTS, text -> shown(text, record, "system/other", from)),
                                Map.entry(PackFormat.EVENTS, text -> shown(text, record, "incident/i-2", from)),
                                Map.entry(PackFormat.EVENTS, text -> shown(text, record, "erasure/e-2", from)),
                                Map.entry(PackFormat.SYSTEM, text -> text.replace("letters", "support")),
                                Map.entry(
                                        PackFormat.FIGURES,
                                        text -> text.replaceFirst("\"scope\":\\{[^}]*}", "\"scope\":{}")),
                                Map.entry(
                                        PackFormat.MANIFEST,
                                        text -> text.replaceFirst(
                                                "(\"contents\":[1-9][0-9]*),\"erased\":[0-9]+", "$1")))) {
                    SequencedMap<String, byte[]> entries = Zips.read(pack);
                    byte[] before = entries.get(forged.getKey());
                    if (before == null) {
                        continue;
                    }
                    String text = new String(before, StandardCharsets.UTF_8);
                    String after = forged.getValue().apply(text);
                    entries.put(forged.getKey(), after.getBytes(StandardCharsets.UTF_8));
                    Path bad = Zips.write(directory.resolve("bad.zip"), Seal.anew(entries, Seal.KEY));
                    assertThat(verdict(bad) == Verdict.VERIFIED)
                            .as("%s from %d, %s", scope, from, forged.getKey())
                            .isEqualTo(after.equals(text));
                }
            }
        }
    }

    /** The lines with the first event of a stream disclosed, if it is in the range. */
    private static String shown(String text, MemoryLog record, String stream, long from) {
        StoredEvent event = record.readStream(stream).getFirst();
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (event.position() >= from) {
            lines.set(
                    (int) (event.position() - from),
                    new String(PackJson.write(new Line.Disclosed(event)), StandardCharsets.UTF_8));
        }
        return String.join("\n", lines) + "\n";
    }

    @Test
    void stillReadsTheFirstFormat() throws IOException {
        Path first = directory.resolve("format-1.zip");
        try (InputStream in = Objects.requireNonNull(VerifierPageIT.class.getResourceAsStream("format-1.zip"))) {
            Files.copy(in, first);
        }
        assertThat(verdict(first)).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void stillReadsTheFormatsBefore() throws IOException {
        for (int version : new int[] {3, 4}) {
            Path old = directory.resolve("format-" + version + ".zip");
            try (InputStream in =
                    Objects.requireNonNull(VerifierPageIT.class.getResourceAsStream("format-" + version + ".zip"))) {
                Files.copy(in, old);
            }
            assertThat(verdict(old)).isEqualTo(Verdict.VERIFIED);
            assertThat(verdict(changed(old, PackFormat.PAGE, none -> new byte[] {1})))
                    .isEqualTo(Verdict.TAMPERED);
        }
    }

    /** A pack with a document and a report. */
    private Path container() throws IOException {
        Path file = directory.resolve("container.asice");
        PackDocuments documents = subject -> List.of(
                new PackFile("documents/register.json", "application/json", "The register", new byte[] {'{', '}'}),
                new PackFile(PackFormat.REPORT, "application/pdf", "The pack in print", new byte[5000]));
        log.write(PackOrder.of(new PackRange(0, log.size(), null), log.checkpoint()), file, List.of(documents));
        return file;
    }

    @Test
    void judgesAContainerAndEveryWayToBendOne() throws IOException {
        // given a good one
        Path pack = container();
        assertThat(verdict(pack, Trust.key(log.verifierKey()))).isEqualTo(Verdict.VERIFIED);
        assertThat(page.locator(".checked").innerText())
                .contains("The files that manifest.json lists, 7 in number")
                .contains("META-INF/ASiCManifest.xml names every file");
        assertThat(page.locator(".notChecked").innerText())
                .contains("The signature of the container as a whole")
                .contains("Whether the tables in the folder events say what events.jsonl says")
                .contains("documents and the report");
        // when and then
        found(changed(pack, PackFormat.EVENTS, events -> flipped(events, 700)), Verdict.TAMPERED, "");
        found(changed(pack, "events/task.csv", csv -> flipped(csv, 300)), Verdict.TAMPERED, "events/task.csv");
        found(changed(pack, PackFormat.REPORT, pdf -> flipped(pdf, 9)), Verdict.TAMPERED, PackFormat.REPORT);
        found(changed(pack, PackFormat.PAGE, html -> flipped(html, 9)), Verdict.TAMPERED, PackFormat.PAGE);
        found(changed(pack, "documents/register.json", json -> null), Verdict.INCOMPLETE, "documents/register.json");
        found(changed(pack, "events/agent.csv", csv -> null), Verdict.INCOMPLETE, "events/agent.csv");
        found(changed(pack, "documents/extra.json", none -> new byte[] {1}), Verdict.TAMPERED, "documents/extra.json");
        found(changed(pack, "events/more.csv", none -> new byte[] {1}), Verdict.TAMPERED, "events/more.csv");
        found(changed(pack, "META-INF/other.p7s", none -> new byte[] {1}), Verdict.TAMPERED, "no pack has");
        found(changed(pack, PackFormat.MIMETYPE, type -> new byte[] {1}), Verdict.TAMPERED, "mimetype");
        found(
                changed(pack, PackFormat.ASIC_MANIFEST, xml -> flipped(xml, xml.length - 3)),
                Verdict.TAMPERED,
                "one form");
        found(
                changed(
                        pack,
                        PackFormat.MANIFEST,
                        json -> new String(json, StandardCharsets.UTF_8)
                                .replace("The register", "A register")
                                .getBytes(StandardCharsets.UTF_8)),
                Verdict.TAMPERED,
                PackFormat.MANIFEST);
        // and one that is signed by another log's key, and one cut short
        assertThat(verdict(pack, Trust.key(SampleLog.of(1).verifierKey()))).isEqualTo(Verdict.UNKNOWN_KEY);
        byte[] file = Files.readAllBytes(pack);
        found(
                Files.write(directory.resolve("cut.asice"), Arrays.copyOf(file, file.length - 100)),
                Verdict.TAMPERED,
                "no readable ZIP");
    }

    private static byte[] flipped(byte[] content, int at) {
        byte[] flipped = content.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    private void found(Path pack, Verdict verdict, String part) throws IOException {
        assertThat(verdict(pack)).as(part).isEqualTo(verdict);
        assertThat(page.locator(".findings").innerText()).contains(part);
    }

    /** A million of them: {@code -Dverifier.page.events=1000001}. */
    @Test
    void checksALongPack() throws IOException {
        // given
        int events = Integer.getInteger("verifier.page.events", 10_001);
        String filler = "upstream answered 503 after three attempts; none of them was charged. ".repeat(4);
        while (log.size() < events) {
            String payload = "{\"reason\":\"" + log.size() + " " + filler + Math.sin(log.size()) + "\"}";
            log.append("task/x" + log.size() / 6, "task.failed", 1, payload.getBytes(StandardCharsets.UTF_8));
        }
        Path pack = whole();
        // when
        long began = System.nanoTime();
        page.setDefaultTimeout(600_000);
        drop(pack, Trust.NONE);
        // then
        assertThat(page.locator("#verdict-title").innerText()).isEqualTo("Verified");
        assertThat(page.locator(".checked").innerText()).contains(events + " in number");
        System.out.printf(
                "%,d events, %,d bytes packed, checked in %.1f s%n",
                events, Files.size(pack), (System.nanoTime() - began) / 1e9);
    }

    @Test
    void aCheckCanBeCancelled() throws IOException {
        // given a pack that takes a while
        while (log.size() < 60_000) {
            log.append("task/last", "task.failed", 1, "{\"reason\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        }
        page.navigate(url);
        page.locator("#file").setInputFiles(whole());
        // when
        page.locator("#cancel").click();
        // then
        assertThat(page.locator("#problem")).hasText("Cancelled. Nothing was found out.");
        assertThat(page.locator("#work")).isHidden();
        assertThat(page.locator("#verdict")).isHidden();
    }

    @Test
    void seesEveryFlippedByte() throws IOException {
        // given
        SequencedMap<String, byte[]> entries = Zips.read(whole());
        // The container's signature is the jar's to judge, and the page says so.
        entries.remove(PackFormat.SIGNATURE);
        for (String name : entries.keySet()) {
            byte[] flipped = entries.get(name).clone();
            flipped[flipped.length / 2] ^= 1;
            // when and then
            assertThat(verdict(changed(name, content -> flipped))).as(name).isEqualTo(Verdict.TAMPERED);
        }
        byte[] file = Files.readAllBytes(whole());
        for (int i = 1; i < 12; i++) {
            byte[] flipped = file.clone();
            flipped[file.length / 12 * i] ^= 4;
            verdict(Files.write(directory.resolve("flipped.zip"), flipped));
        }
    }

    @Test
    void seesWhatIsMissing() throws IOException {
        assertThat(verdict(withLines(lines -> {
                    lines.remove(17);
                    return lines;
                })))
                .isEqualTo(Verdict.INCOMPLETE);
        assertThat(page.locator(".findings").innerText()).contains("the first is 17");
        for (String name : Zips.read(whole()).keySet()) {
            assertThat(verdict(changed(name, content -> null))).as(name).isEqualTo(Verdict.INCOMPLETE);
        }
        byte[] file = Files.readAllBytes(whole());
        for (int length : new int[] {0, 21, file.length / 2, file.length - 1}) {
            assertThat(verdict(Files.write(directory.resolve("cut.zip"), Arrays.copyOf(file, length))))
                    .isEqualTo(Verdict.TAMPERED);
        }
    }

    @Test
    void seesWhatDoesNotBelongThere() throws IOException {
        for (String extra : List.of("notes.txt", "../escape", "/etc/passwd", "policies/x.json", "\u202egnp.exe")) {
            assertThat(verdict(changed(extra, content -> new byte[] {1})))
                    .as(extra)
                    .isEqualTo(Verdict.TAMPERED);
            assertThat(page.locator(".findings li").innerText()).matches("[ -~]+");
        }
        assertThat(verdict(withLines(lines -> {
                    lines.add(5, lines.get(5));
                    return lines;
                })))
                .isEqualTo(Verdict.TAMPERED);
        // and a bomb, of which nothing is unpacked
        byte[] bomb = new byte[64 << 20];
        assertThat(verdict(changed(PackFormat.EVENTS, content -> bomb))).isEqualTo(Verdict.TAMPERED);
        assertThat(page.locator(".findings").innerText()).contains("not unpacked");
    }

    @Test
    void tellsWhoseKeyItIs() throws IOException {
        // given
        MemoryLog other = SampleLog.of(40);
        // when and then
        assertThat(verdict(whole(), Trust.key(other.verifierKey()))).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(verdict(
                        changed(PackFormat.KEY, key -> (other.verifierKey() + "\n").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Verdict.TAMPERED);
        // and what is no key is told beside it, before anything is checked
        page.getByLabel("The company’s key").fill("no key");
        page.getByLabel("The company’s key").blur();
        assertThat(page.locator("#key-problem")).containsText("A verifier key is");
        assertThat(page.locator("#problem")).containsText("correct what is marked");
        page.getByLabel("The company’s key").fill("");
        page.getByLabel("The company’s key").blur();
        assertThat(page.locator("#key-problem")).isEmpty();
    }

    /** A log with an older head, another key since, two witnesses, and a pack of it with all that a pack may have. */
    private Path everything(PackRange range, String older) throws IOException {
        Path file = directory.resolve("everything.zip");
        log.write(new PackOrder(range, log.checkpoint(), older, new Disclosure("auditor", "Annual audit")), file);
        return file;
    }

    @Test
    void checksContentsWitnessesRotationsAndGrowth() throws IOException {
        // given
        String before = log.verifierKey();
        String older = log.checkpoint(100);
        log.rotate();
        log.witnessed("witness.example/one");
        log.witnessed("witness.example/two");
        Path pack = Files.move(everything(new PackRange(0, log.size(), null), older), directory.resolve("all.zip"));
        // when and then
        assertThat(verdict(pack, Trust.key(before).since(older))).isEqualTo(Verdict.VERIFIED);
        assertThat(page.locator(".checked").innerText())
                .contains("witness.example/one")
                .contains("by the log's rotations")
                .contains("only grew since the earlier checkpoint in the pack, of 100 events")
                .contains("only grew since the earlier checkpoint that was given, of 100 events")
                .contains("disclosed texts are as they were recorded");
        // and the same of a part of the log, where only the proof leads from the older head
        Path part = everything(new PackRange(150, log.size(), null), older);
        assertThat(verdict(part, Trust.NONE.since(older))).isEqualTo(Verdict.VERIFIED);
        String later = log.checkpoint();
        assertThat(verdict(everything(new PackRange(150, log.size(), null), older), Trust.NONE.since(later)))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(verdict(write(log, new PackRange(150, log.size(), null)), Trust.NONE.since(older)))
                .isEqualTo(Verdict.INCOMPLETE);

        // and whatever is changed in it
        for (String name : List.of(
                "proofs/rotations.json", "proofs/witnesses.json", "previous/checkpoint", "proofs/consistency.json")) {
            byte[] flipped = Zips.read(pack).get(name).clone();
            flipped[flipped.length / 2] ^= 1;
            assertThat(verdict(changed(pack, name, content -> flipped)))
                    .as(name)
                    .isEqualTo(Verdict.TAMPERED);
            verdict(changed(pack, name, content -> null));
        }
        assertThat(verdict(changed(
                        pack,
                        PackFormat.EVENTS,
                        events -> new String(events, StandardCharsets.UTF_8)
                                .replaceFirst("\"text\":\"[^\"]{5}", "\"text\":\"Never")
                                .getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Verdict.TAMPERED);
        assertThat(page.locator(".findings").innerText()).contains("is not the one that was recorded");
        assertThat(verdict(changed(pack, PackFormat.CHECKPOINT, note -> {
                    List<String> lines = new ArrayList<>(Zips.lines(note));
                    int cosignature = lines.size() - 1;
                    String line = lines.get(cosignature);
                    int at = line.length() - 20;
                    char other = line.charAt(at) == 'A' ? 'B' : 'A';
                    lines.set(cosignature, line.substring(0, at) + other + line.substring(at + 1));
                    return Zips.text(lines);
                })))
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void pairsIntentsWithOutcomes() throws IOException {
        // given acts that are open or handed nothing over, and after them one that its task went past
        log.append("task/asking", PackActsTest.opened("asking", TaskKind.TOOL_CALL), PackActsTest.ASKED);
        log.append("task/first", PackActsTest.opened("first", TaskKind.INFERENCE), PackActsTest.PERMITTED);
        log.append("task/first", PackActsTest.ANSWERED, new OutputReleased(Gate.AUTONOMOUS, null));
        log.append("task/used", PackActsTest.opened("used", TaskKind.TOOL_CALL), PackActsTest.ASKED);
        log.append("task/used", PackActsTest.RESULT);
        assertThat(verdict(whole())).isEqualTo(Verdict.VERIFIED);
        assertThat(page.locator(".notes").innerText()).contains("tool calls (1): task/asking since position");
        log.append("task/past", PackActsTest.opened("past", TaskKind.INFERENCE), PackActsTest.PERMITTED);
        log.append("task/past", PackActsTest.RELEASED);
        // when and then
        Path pack = whole();
        assertThat(verdict(pack)).isEqualTo(Verdict.INCOMPLETE);
        assertThat(page.locator(".findings li").allInnerTexts())
                .isEqualTo(Verification.verify(pack).findings());
        assertThat(page.locator(".findings").innerText()).contains("The paid call of task/past, begun at position");
    }

    @Test
    void followsALogAcrossAcceptedLosses() throws IOException {
        // given
        String firstKey = log.verifierKey();
        String kept = log.checkpoint(60);
        String lost = log.checkpoint();
        log.rotate();
        log.lose(100, "example.org/chancery/after-100", true);
        SampleLog.more(log, 100, 102);
        Path pack = Files.move(whole(), directory.resolve("lost.zip"));
        // when and then
        assertThat(verdict(pack, Trust.key(firstKey).since(kept))).isEqualTo(Verdict.VERIFIED);
        assertThat(page.locator("#verdict-title")).containsText("goes on after an accepted loss");
        assertThat(page.locator(".losses").innerText()).contains("Lost are positions 100 to ");
        assertThat(verdict(pack)).isEqualTo(Verdict.VERIFIED);
        assertThat(verdict(pack, Trust.key(firstKey).since(lost))).isEqualTo(Verdict.INCOMPLETE);
        assertThat(verdict(changed(pack, PackFormat.LOSSES, losses -> null))).isEqualTo(Verdict.TAMPERED);
        byte[] losses = Zips.read(pack).get(PackFormat.LOSSES);
        for (int i = 1; i < 8; i++) {
            byte[] flipped = losses.clone();
            flipped[losses.length / 8 * i] ^= 1;
            assertThat(verdict(changed(pack, PackFormat.LOSSES, none -> flipped)))
                    .isEqualTo(Verdict.TAMPERED);
        }
        assertThat(verdict(PackVerificationTest.asSecondFormat(pack, directory.resolve("second.zip"))))
                .isEqualTo(Verdict.VERIFIED);
        // and what the old key did not sign
        log.lose(90, "example.org/chancery/after-90", false);
        assertThat(verdict(whole(), Trust.key(firstKey))).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(verdict(whole(), Trust.key(log.verifierKey()))).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void seesThatALogWasRewritten() throws IOException {
        // given a head that the same key signed of another past
        String kept = log.checkpoint(60);
        StoredEvent old = log.events.get(30);
        log.events.set(
                30,
                new StoredEvent(
                        old.position(),
                        old.id(),
                        old.stream(),
                        old.sequence(),
                        old.name(),
                        old.revision(),
                        old.at().plusSeconds(1),
                        old.payload(),
                        old.metadata()));
        // when and then
        assertThat(verdict(whole(), Trust.NONE.since(kept))).isEqualTo(Verdict.TAMPERED);
        assertThat(page.locator(".findings").innerText()).contains("The log was rewritten");
        assertThat(verdict(whole(), Trust.NONE.since(SampleLog.of(3).checkpoint())))
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void seesAPolicyThatHadNotBeenInForce() throws IOException {
        // given a policy that is put in force after something was decided under it
        String document = SampleLog.DOCUMENT.replace("Writes letters", "Writes");
        Policy later = PolicyDocument.parse(document);
        log.append(
                "policy-drafts", new PolicyDrafted("d", later.version(), List.of(), List.of(), "better", "ada", null));
        log.append("policy", new PolicyActivated(later.version(), document));
        Path pack = whole();
        // when and then
        assertThat(verdict(pack)).isEqualTo(Verdict.TAMPERED);
        assertThat(page.locator(".findings li").allInnerTexts())
                .isEqualTo(Verification.verify(pack).findings());
        assertThat(verdict(write(log, new PackRange(1, log.size(), null)))).isEqualTo(Verdict.VERIFIED);
        assertThat(page.locator(".notChecked").innerText()).contains("Whether the policies had been put in force");
    }

    @Test
    void cannotJudgeWhatIsNewer() throws IOException {
        log.append("task/t-99", "task.dreamt", 2, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(verdict(whole())).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(page.locator(".findings").innerText())
                .contains("task.dreamt")
                .contains("revision 2");
    }

    @Test
    void readsFiguresAndLeavesTheirCountingToTheJar() throws IOException {
        // given
        Path figures = directory.resolve("figures.zip");
        PackFiguresTest.write(log, figures, new FigureQuery(PackFiguresTest.FROM, PackFiguresTest.TO, log.size()));
        // when and then
        assertThat(verdict(figures)).isEqualTo(Verdict.VERIFIED);
        assertThat(page.locator(".notChecked").innerText()).contains("figures follow from the events");
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                json -> json.replaceFirst("\"value\":\"40\"", "\"value\":40"),
                json -> json.replaceFirst("\"value\":\"40\"", "\"value\":\"4e1\""),
                json -> json.replaceFirst("\"from\":\"2026", "\"from\":\"1926"),
                json -> json.replaceFirst("\"from\":\"2026", "\"from\":\"2027"),
                json -> json.replaceFirst("\"state\":", "\"state\":\"A\",\"a\":"),
                json -> json.replaceFirst(",", ", "))) {
            assertThat(verdict(changed(
                            figures,
                            PackFormat.FIGURES,
                            told -> change.apply(new String(told, StandardCharsets.UTF_8))
                                    .getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(Verdict.TAMPERED);
        }
        assertThat(verdict(changed(figures, PackFormat.FIGURES, told -> null))).isEqualTo(Verdict.INCOMPLETE);
    }

    @Test
    void fitsDeskAndPhoneByDayAndByNight() throws IOException {
        // given
        MemoryLog other = SampleLog.of(1);
        Map<String, Path> packs = new LinkedHashMap<>();
        packs.put("verified", Files.copy(whole(), directory.resolve("verified.zip")));
        packs.put("tampered", Files.copy(withLines(lines -> lines.reversed()), directory.resolve("tampered.zip")));
        packs.put(
                "incomplete",
                Files.copy(withLines(lines -> lines.subList(3, 90)), directory.resolve("incomplete.zip")));
        packs.put("unknown", Files.copy(whole(), directory.resolve("unknown.zip")));
        log.append("task/t-99", "task.dreamt", 2, "{}".getBytes(StandardCharsets.UTF_8));
        packs.put("unverifiable", Files.copy(whole(), directory.resolve("unverifiable.zip")));
        context.close();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                open(width, scheme);
                // when and then
                page.navigate(url);
                shoot("start", width, scheme);
                for (Map.Entry<String, Path> pack : packs.entrySet()) {
                    drop(
                            pack.getValue(),
                            pack.getKey().equals("unknown") ? Trust.key(other.verifierKey()) : Trust.NONE);
                    shoot(pack.getKey(), width, scheme);
                }
                context.close();
            }
        }
        open();
    }

    /** The whole page; it must not be wider than the window. */
    private void shoot(String name, int width, ColorScheme scheme) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target/screenshots/"
                        + String.join(
                                "-", name, String.valueOf(width), scheme.name().toLowerCase(Locale.ROOT)) + ".png")));
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .as(name + " fits")
                .isTrue();
    }
}
