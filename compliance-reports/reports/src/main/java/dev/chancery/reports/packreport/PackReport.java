package dev.chancery.reports.packreport;

import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.pack.PackDocuments;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.reports.print.Attachment;
import dev.chancery.reports.print.Attachment.Relationship;
import dev.chancery.reports.print.Press;
import dev.chancery.reports.print.PrintDocument;
import dev.chancery.reports.print.PrintDocument.Section;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes {@code report.pdf}, printed and signed: what whoever gets the pack opens first. */
public final class PackReport implements PackDocuments {

    private static final ZoneId ZONE = ZoneId.of("UTC");

    private final PdfSigner signer;
    private final PackControls controls;
    private final InstantSource clock;

    /**
     * @param controls the same that the documents of the pack are written from
     * @param clock when it is signed
     */
    public PackReport(PdfSigner signer, PackControls controls, InstantSource clock) {
        this.signer = signer;
        this.controls = controls;
        this.clock = clock;
    }

    /**
     * The report alone. What is printed follows from the subject; the signature and its time do not.
     *
     * @throws IOException when it cannot be signed, as when the time-stamping authority is away
     */
    @Override
    public List<PackFile> write(PackSubject subject) throws IOException {
        byte[] pdf = Press.print(document(subject));
        return List.of(
                new PackFile(PackFormat.REPORT, "application/pdf", "this report", signer.sign(pdf, clock.instant())));
    }

    PrintDocument document(PackSubject subject) {
        Sources sources = new Sources(subject, controls.of(subject), signer.statement());
        List<Section> sections = new ArrayList<>(WhatThisIs.of(sources));
        sources.told().ifPresent(told -> sections.add(WhatTheAiDid.of(sources, told)));
        sections.add(People.of(sources));
        sections.add(Register.of(sources));
        sections.addAll(Harm.of(sources));
        sections.add(Lineage.of(sources));
        sections.add(Integrity.of(sources));
        return new PrintDocument(
                "Audit pack of " + subject.head().origin(),
                "Positions " + subject.range().from() + " to "
                        + (subject.range().to() - 1) + ": "
                        + (subject.range().scope() == null
                                ? "everything"
                                : subject.range().scope().toString()),
                "Log " + subject.head().origin() + ", " + subject.head().size() + " events, root "
                        + HexFormat.of().formatHex(subject.head().rootHash()),
                subject.asOf().atZone(ZONE),
                sources.statement(),
                sections,
                attachments(sources));
    }

    private static List<Attachment> attachments(Sources sources) {
        List<Attachment> attachments = new ArrayList<>();
        byte[] figures = PackJson.writeFigures(sources.subject().figures().stream()
                .flatMap(sheet -> sheet.all().stream())
                .map(FigureClaim::of)
                .toList());
        if (!sources.subject().figures().isEmpty() && figures.length <= Attachment.LARGEST) {
            attachments.add(new Attachment(
                    PackFormat.FIGURES,
                    "application/json",
                    "the exact figures of this report, in the order of their numbers",
                    Relationship.DATA,
                    figures));
        }
        attachments.add(new Attachment(
                "summary.json",
                "application/json",
                "what this report lists, for machines",
                Relationship.ALTERNATIVE,
                Summary.json(sources)));
        return attachments;
    }
}
