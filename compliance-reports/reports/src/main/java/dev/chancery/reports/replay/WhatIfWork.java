package dev.chancery.reports.replay;

import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.record.RecordJson;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.print.Press;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.verifier.check.WhatIf;
import dev.chancery.verifier.check.WhatIf.Affected;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A simulation of a period under another policy, as a ZIP: the report ({@code report.pdf}), what came of it ({@value #RESULT}), the tasks that
 * would have come to something else ({@code affected-tasks.csv}, {@code .xlsx}), the policy that was tried and a {@code README.txt}.
 */
final class WhatIfWork implements Work {

    static final String EXTENSION = ".what-if.zip";
    static final String RESULT = "what-if.json";

    /** Of every entry: the time of its making is in the report. */
    private static final LocalDateTime THEN = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** So many affected tasks are printed; all are in the tables. */
    private static final int PRINTED = 40;

    private static final String UNSIGNED = "Nobody signed this document.";

    private static final String README = """
            SIMULATION. Nothing of this happened.

            What the tasks of a period would have come to under another policy than the one that they were decided under, each task
            decided again from its recorded facts.

            report.pdf           for people
            what-if.json         all of it, for programs
            affected-tasks.csv   every task that would have come to something else; .xlsx is the same
            policy.json          the policy that was tried

            To see for yourself, take an audit pack of the same events and run: chancery-verifier what-if PACK --policy policy.json
            """;

    private final EventLog log;
    private final Period period;
    private final DraftPolicy draft;
    private final Checkpoint head;
    private final Instant at;
    private final @Nullable PdfSigner signer;
    private volatile WhatIf.@Nullable Result result;

    /**
     * @param head the newest signed head of the log, for every page
     * @param at when it was asked for
     * @param signer null for a report that nobody signs
     */
    WhatIfWork(
            EventLog log, Period period, DraftPolicy draft, Checkpoint head, Instant at, @Nullable PdfSigner signer) {
        this.log = log;
        this.period = period;
        this.draft = draft;
        this.head = head;
        this.at = at;
        this.signer = signer;
    }

    /**
     * What it is made again from.
     *
     * @param at epoch millisecond
     */
    private record Saved(long from, long to, @Nullable String quarter, String document, String name, long at) {}

    @Override
    public String saved() {
        return RecordJson.mapper()
                .writeValueAsString(new Saved(
                        period.from(),
                        period.to(),
                        period.quarter(),
                        draft.document(),
                        draft.name(),
                        at.toEpochMilli()));
    }

    /** The work that was kept; the pages name the newest head of now. */
    static WhatIfWork reopened(String saved, EventLog log, Ledger ledger, @Nullable PdfSigner signer) {
        Saved read = RecordJson.mapper().readValue(saved, Saved.class);
        return new WhatIfWork(
                log,
                new Period(read.from(), read.to(), read.quarter()),
                new DraftPolicy(PolicyDocument.parse(read.document()), read.document(), read.name()),
                Checkpoint.parse(ledger.checkpoint()),
                Instant.ofEpochMilli(read.at()),
                signer);
    }

    Period period() {
        return period;
    }

    DraftPolicy draft() {
        return draft;
    }

    /** What came of it; null until then. */
    WhatIf.@Nullable Result result() {
        return result;
    }

    @Override
    public RequestExport intent(String id, String actor) {
        return new RequestExport(
                id, actor, null, period.from(), period.to(), false, ExportKind.WHAT_IF, period.quarter());
    }

    @Override
    public String extension() {
        return EXTENSION;
    }

    @Override
    public String mediaType() {
        return "application/zip";
    }

    @Override
    public long total() {
        return period.events();
    }

    @Override
    public Written write(Path target, LongConsumer progress) throws IOException {
        Path book = Files.createTempFile(target.toAbsolutePath().getParent(), "what-if-", ".part");
        List<Affected> printed = new ArrayList<>();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            WhatIf.Result found;
            entry(zip, "affected-tasks.csv");
            try (OutputStream xlsx = Files.newOutputStream(book)) {
                found = simulate(zip, xlsx, printed, progress);
            }
            zip.closeEntry();
            entry(zip, "affected-tasks.xlsx");
            Files.copy(book, zip);
            zip.closeEntry();
            byte[] json = RecordJson.mapper().writeValueAsBytes(found);
            entry(zip, RESULT, json);
            entry(zip, "policy.json", draft.document().getBytes(StandardCharsets.UTF_8));
            entry(zip, "README.txt", README.getBytes(StandardCharsets.UTF_8));
            entry(zip, "report.pdf", pdf(found, printed, json));
            result = found;
        } finally {
            Files.deleteIfExists(book);
        }
        return new Written("SIMULATED", findings());
    }

    private List<String> findings() {
        WhatIf.Result found = result;
        return found == null || found.undecidable() == 0
                ? List.of()
                : List.of(found.undecidable() + " tasks cannot be decided under that policy; the report says why.");
    }

    private WhatIf.Result simulate(OutputStream csv, OutputStream xlsx, List<Affected> printed, LongConsumer progress)
            throws IOException {
        try (AffectedSheet sheet = new AffectedSheet(csv, xlsx, WhatIf.TITLE)) {
            return WhatIf.of(new LogEvidence(log, period, progress), draft.policy(), affected -> {
                if (printed.size() < PRINTED) {
                    printed.add(affected);
                }
                try {
                    sheet.add(affected);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private byte[] pdf(WhatIf.Result found, List<Affected> printed, byte[] json) throws IOException {
        byte[] pdf = Press.print(WhatIfReport.of(
                found, printed, json, period, draft, head, at, signer == null ? UNSIGNED : signer.statement()));
        return signer == null ? pdf : signer.sign(pdf, at);
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        entry(zip, name);
        zip.write(content);
        zip.closeEntry();
    }

    private static void entry(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(THEN);
        zip.putNextEntry(entry);
    }
}
