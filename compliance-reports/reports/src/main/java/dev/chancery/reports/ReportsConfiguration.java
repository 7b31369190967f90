package dev.chancery.reports;

import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.reports.board.BoardApi;
import dev.chancery.reports.certificate.CertificateApi;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.pack.PackApi;
import dev.chancery.reports.pack.PackDocuments;
import dev.chancery.reports.pack.Packs;
import dev.chancery.reports.pack.VerifierPageApi;
import dev.chancery.reports.replay.ReplayApi;
import dev.chancery.reports.replay.WhatIfApi;
import dev.chancery.reports.signing.ContainerSigner;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Imported by the application, which declares the beans that {@link #issuing} and {@link #packs} make. */
@Configuration(proxyBeanMethods = false)
@Import({BoardApi.class, CertificateApi.class, PackApi.class, ReplayApi.class, VerifierPageApi.class, WhatIfApi.class})
public class ReportsConfiguration {

    /**
     * What is issued from a home directory, in its folder {@code packs}, which is called after the first kind that there was.
     *
     * @param journal records each export and download
     * @param home of the installation
     * @param several whether other nodes write in the same home
     */
    public static Issuing issuing(ExportJournal journal, Path home, boolean several) {
        return new Issuing(journal, home.resolve("packs"), several);
    }

    /**
     * The packs.
     *
     * @param recorder records that contents are shown, and returns once that is durable
     * @param sanitiser replaces personal data in what people type
     * @param issuing makes and keeps them
     * @param signer signs each pack
     * @param documents are written into each pack, in this order
     */
    public static Packs packs(
            EventLog log,
            Ledger ledger,
            ContentStore contents,
            Consumer<DiscloseContent> recorder,
            UnaryOperator<String> sanitiser,
            Issuing issuing,
            ContainerSigner signer,
            List<PackDocuments> documents) {
        return new Packs(log, ledger, contents, recorder, sanitiser, issuing, signer, documents);
    }
}
