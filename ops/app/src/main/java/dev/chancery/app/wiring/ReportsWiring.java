package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.reports.signing.ContainerSigner;
import dev.chancery.reports.signing.OwnKey;
import dev.chancery.reports.signing.PdfSigner;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.SigningSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who signs what is handed over: {@code chancery.reports.signing}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SigningSettings.class)
class ReportsWiring {

    /** The configured key, or one that this installation makes itself and keeps. */
    @Bean
    SigningKey signingKey(SigningSettings signing, ChancerySettings settings, Ledger ledger, Clock clock) {
        return SigningKey.of(
                signing,
                () -> OwnKey.of(
                        settings.home(),
                        NoteVerifier.parse(ledger.verifierKey()).name(),
                        clock.instant()));
    }

    @Bean
    ContainerSigner containerSigner(SigningKey key, SigningSettings signing) {
        return new ContainerSigner(
                key,
                signing,
                HttpClient.newBuilder().connectTimeout(signing.timeout()).build());
    }

    @Bean
    PdfSigner pdfSigner(SigningKey key, SigningSettings signing) {
        return new PdfSigner(
                key,
                signing,
                HttpClient.newBuilder().connectTimeout(signing.timeout()).build());
    }
}
