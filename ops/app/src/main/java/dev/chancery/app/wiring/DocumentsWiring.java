package dev.chancery.app.wiring;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.query.contracts.ControlQuery.FindControls;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.web.Desk;
import dev.chancery.reports.document.DocumentsApi;
import dev.chancery.reports.document.RecordDocuments;
import dev.chancery.reports.pack.PackControls;
import dev.chancery.reports.packreport.PackReport;
import dev.chancery.reports.signing.PdfSigner;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The documents of packs, whose controls are evaluated by what the views know. */
@Configuration(proxyBeanMethods = false)
class DocumentsWiring {

    @Bean
    PackControls packControls(Desk desk) {
        return new PackControls(controls(desk));
    }

    @Bean
    @Order(1)
    RecordDocuments recordDocuments(PackControls controls) {
        return new RecordDocuments(controls);
    }

    /** It names the documents that were written before it. */
    @Bean
    @Order(2)
    PackReport packReport(PdfSigner signer, PackControls controls, Clock clock) {
        return new PackReport(signer, controls, clock);
    }

    @Bean
    DocumentsApi documentsApi(EventLog log, Ledger ledger, Desk desk, Clock clock) {
        return new DocumentsApi(log, ledger, controls(desk), clock);
    }

    private static Function<Instant, ControlsView> controls(Desk desk) {
        return at -> desk.ask(new FindControls(null, null, at));
    }
}
