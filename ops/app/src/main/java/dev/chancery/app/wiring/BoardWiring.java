package dev.chancery.app.wiring;

import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.contracts.ControlQuery.FindControls;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.web.Sanitiser;
import dev.chancery.reports.board.BoardReports;
import dev.chancery.reports.board.ControlStates;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.signing.PdfSigner;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The board's report, and where it asks what controls find. */
@Configuration(proxyBeanMethods = false)
class BoardWiring {

    private static final Logger LOG = LoggerFactory.getLogger(BoardWiring.class);

    /** So long the read models are waited for. */
    private static final int ANSWER_SECONDS = 30;

    /** The worst first. */
    private static final List<ControlState> WORST =
            List.of(ControlState.FAILING, ControlState.NO_EVIDENCE, ControlState.STALE, ControlState.SATISFIED);

    @Bean
    BoardReports boardReports(
            EventLog log,
            Ledger ledger,
            Issuing issuing,
            PdfSigner signer,
            QueryGateway queries,
            Commands commands,
            Sanitiser sanitiser,
            Clock clock) {
        return new BoardReports(
                log, ledger, issuing, signer, now -> controls(queries, now), commands::send, sanitiser, clock);
    }

    private static Optional<ControlStates> controls(QueryGateway queries, Instant now) {
        try {
            return Optional.ofNullable(queries.query(new FindControls(null, null, now), ControlsView.class)
                            .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .join())
                    .map(BoardWiring::states);
        } catch (CompletionException e) {
            LOG.atWarn().setCause(e).log("A board report is made without controls, since they could not be asked for");
            return Optional.empty();
        }
    }

    private static ControlStates states(ControlsView view) {
        SortedMap<String, ControlState> worst = new TreeMap<>();
        view.systems().stream()
                .flatMap(system -> system.controls().stream())
                .filter(control -> WORST.contains(control.state()))
                .forEach(control -> worst.merge(
                        control.control().replace('-', ' '),
                        control.state(),
                        (one, other) -> WORST.indexOf(one) <= WORST.indexOf(other) ? one : other));
        SortedMap<ControlState, List<String>> byState = new TreeMap<>();
        worst.forEach((control, state) ->
                byState.computeIfAbsent(state, none -> new ArrayList<>()).add(control));
        return new ControlStates(view.at(), view.position(), byState);
    }
}
