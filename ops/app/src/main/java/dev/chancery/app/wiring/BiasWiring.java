package dev.chancery.app.wiring;

import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.ProtectedAttributes;
import dev.chancery.decisions.fairness.Tally;
import dev.chancery.eventstore.Store;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.handling.bias.Checks;
import dev.chancery.handling.bias.Datasets;
import dev.chancery.query.web.BiasWork;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Protected attributes and the checks that read them. */
@Configuration(proxyBeanMethods = false)
class BiasWiring {

    private static final Duration SWEEP = Duration.ofMinutes(1);

    @Bean
    ProtectedAttributes protectedAttributes(Store store) {
        return store.attributes();
    }

    @Bean(destroyMethod = "close")
    Datasets biasDatasets(ProtectedAttributes attributes, Commands commands, Clock clock, Nodes nodes) {
        Datasets datasets = new Datasets(attributes, commands::send, clock, nodes::leads);
        datasets.start(SWEEP);
        return datasets;
    }

    @Bean
    BiasWork biasWork(Datasets datasets, ProtectedAttributes attributes, Commands commands, Clock clock) {
        Checks checks = new Checks(attributes, commands::send, clock);
        return new BiasWork() {
            @Override
            public void receive(Upload upload, String by) {
                datasets.receive(
                        new Datasets.Upload(
                                upload.dataset(),
                                upload.use(),
                                upload.name(),
                                upload.subject(),
                                upload.sha256(),
                                upload.attributes(),
                                upload.labelled(),
                                upload.scored(),
                                upload.until(),
                                upload.rows()),
                        by);
            }

            @Override
            public void delete(String dataset, String use, String reason, String by) {
                datasets.delete(dataset, use, reason, by);
            }

            @Override
            public void end(String use, String reason, String by) {
                datasets.end(use, reason, by);
            }

            @Override
            public void check(Check check, String by) {
                checks.check(
                        new Checks.Wanted(
                                check.check(),
                                check.subject(),
                                check.dataset(),
                                check.use(),
                                check.rows(),
                                check.favourable(),
                                check.splits().stream().map(BiasWiring::split).toList(),
                                check.crossings().stream()
                                        .map(both -> new Tally.Crossing(split(both.one()), split(both.other())))
                                        .toList(),
                                check.metrics(),
                                check.bounds(),
                                check.rules()),
                        by);
            }
        };
    }

    private static Tally.Split split(BiasWork.Split split) {
        return new Tally.Split(
                split.attribute(),
                split.groups().stream()
                        .map(group -> new Tally.Group(group.name(), group.values(), group.atLeast(), group.below()))
                        .toList(),
                split.privileged());
    }
}
