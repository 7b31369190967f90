package dev.chancery.app.wiring;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.reports.replay.ExplanationApi;
import dev.chancery.reports.replay.Replays;
import dev.chancery.reports.signing.PdfSigner;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Decisions taken again, and explained to the persons that they are about. */
@Configuration(proxyBeanMethods = false)
class ReplayWiring {

    @Bean(destroyMethod = "close")
    Replays replays(EventLog log) {
        return new Replays(log);
    }

    @Bean
    ExplanationApi explanations(
            EventLog log, Ledger ledger, QueryGateway queries, Commands commands, ObjectProvider<PdfSigner> signer) {
        return new ExplanationApi(log, ledger, () -> systems(queries), commands::send, signer);
    }

    private static List<String> systems(QueryGateway queries) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            SystemsView page = queries.query(new FindSystems(after, Query.PAGE_LIMIT), SystemsView.class)
                    .join();
            page.systems().forEach(line -> ids.add(line.system()));
            after = page.next();
        } while (after != null);
        return ids;
    }
}
