package dev.chancery.reports;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.reports.certificate.CertificateApi;
import dev.chancery.reports.pack.PackApi;
import dev.chancery.reports.pack.Packs;
import java.nio.file.Path;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Imported by the application, which declares the bean that {@link #packs} makes. */
@Configuration(proxyBeanMethods = false)
@Import({PackApi.class, CertificateApi.class})
public class ReportsConfiguration {

    /**
     * The packs of a home directory, in its folder {@code packs}.
     *
     * @param home of the installation
     */
    public static Packs packs(EventLog log, Ledger ledger, Path home) {
        return new Packs(log, ledger, home.resolve("packs"));
    }
}
