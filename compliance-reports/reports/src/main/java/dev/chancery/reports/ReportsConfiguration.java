package dev.chancery.reports;

import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.reports.certificate.CertificateApi;
import dev.chancery.reports.pack.ExportJournal;
import dev.chancery.reports.pack.PackApi;
import dev.chancery.reports.pack.Packs;
import dev.chancery.reports.pack.VerifierPageApi;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Imported by the application, which declares the bean that {@link #packs} makes. */
@Configuration(proxyBeanMethods = false)
@Import({PackApi.class, VerifierPageApi.class, CertificateApi.class})
public class ReportsConfiguration {

    /**
     * The packs of a home directory, in its folder {@code packs}.
     *
     * @param recorder records that contents are shown, and returns once that is durable
     * @param journal records each export and download
     * @param home of the installation
     * @param several whether other nodes make packs in the same home
     */
    public static Packs packs(
            EventLog log,
            Ledger ledger,
            ContentStore contents,
            Consumer<DiscloseContent> recorder,
            ExportJournal journal,
            Path home,
            boolean several) {
        return new Packs(log, ledger, contents, recorder, journal, home.resolve("packs"), several);
    }
}
