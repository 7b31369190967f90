package dev.chancery.app.wiring;

import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.ErasableContents;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.handling.erasure.Holds;
import dev.chancery.handling.erasure.WhenContentIsTooOldThenExpire;
import dev.chancery.handling.erasure.WhenErasureRequestedThenErase;
import dev.chancery.reports.pack.Packs;
import java.time.Clock;
import java.time.Duration;
import org.axonframework.config.Configuration;
import org.springframework.context.annotation.Bean;

/** Holds, erasures and retention. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class ErasureWiring {

    private static final Duration SWEEP = Duration.ofHours(1);

    @Bean
    Holds holds(EventLog log, Nodes nodes) {
        return new Holds(log, nodes);
    }

    /** Told of each request once its commit is over, well or ill: whether it was made, the record knows. */
    @Bean(destroyMethod = "close")
    WhenErasureRequestedThenErase erasing(
            Configuration axon,
            EventLog log,
            Ledger ledger,
            ErasableContents contents,
            Holds holds,
            Commands commands,
            SessionVaults vaults,
            Packs packs,
            Nodes nodes) {
        WhenErasureRequestedThenErase erasing = new WhenErasureRequestedThenErase(
                log, ledger, contents, holds, commands::send, new WhenErasureRequestedThenErase.Elsewhere() {
                    @Override
                    public void forget(TaskOpened task) {
                        vaults.forget(task.agent(), task.session());
                    }

                    @Override
                    public void deleteCopies() {
                        packs.deleteThoseWithTexts();
                    }
                });
        axon.commandBus().registerHandlerInterceptor((unit, chain) -> {
            if (unit.getMessage().getPayload() instanceof RequestErasure request) {
                unit.onCleanup(over -> erasing.requested(request.erasure()));
            }
            return chain.proceed();
        });
        nodes.listen((events, elsewhere) -> {
            if (elsewhere) {
                events.stream()
                        .filter(recorded -> recorded.event() instanceof ErasureCompleted)
                        .forEach(recorded ->
                                erasing.erasedElsewhere(recorded.stream().substring(ErasureCommand.STREAM.length())));
            }
        });
        return erasing;
    }

    @Bean(destroyMethod = "close")
    WhenContentIsTooOldThenExpire expiring(
            Policies policies, ErasableContents contents, Holds holds, Commands commands, Clock clock, Nodes nodes) {
        WhenContentIsTooOldThenExpire expiring =
                new WhenContentIsTooOldThenExpire(policies, contents, holds, commands::send, clock, nodes::leads);
        expiring.start(SWEEP);
        return expiring;
    }
}
