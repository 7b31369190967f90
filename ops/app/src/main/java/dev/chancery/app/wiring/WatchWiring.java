package dev.chancery.app.wiring;

import dev.chancery.contracts.log.LogStatus;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.gateway.pipeline.Deliveries;
import dev.chancery.gateway.pipeline.Unfinished;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.views.ViewKeeper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator's watch sees of work that is late: outcomes that wait for the record, and events that wait for new code. */
@Configuration(proxyBeanMethods = false)
class WatchWiring {

    @Bean
    MeterBinder lateness(Deliveries deliveries, Unfinished unfinished, ViewKeeper views, Nodes nodes) {
        return registry -> {
            Gauge.builder("chancery.node.leads", nodes, n -> n.leads() ? 1 : 0)
                    .description("1 on the node that does what only one of several does")
                    .register(registry);
            Gauge.builder("chancery.deliveries.waiting", deliveries, Deliveries::waiting)
                    .description("Outcomes of deliveries that are not on the record yet")
                    .register(registry);
            Gauge.builder("chancery.deliveries.dropped", deliveries, Deliveries::dropped)
                    .description("Outcomes of deliveries that found no room to wait")
                    .register(registry);
            Gauge.builder("chancery.unfinished.waiting", unfinished, Unfinished::waiting)
                    .description("Requests of which something waits for the record")
                    .register(registry);
            Gauge.builder("chancery.dead.letter.streams", views, ViewKeeper::deadStreams)
                    .description("Streams that hold an event which the views cannot take")
                    .register(registry);
        };
    }

    /** A log that a signed head contradicts takes nothing any more. */
    @Bean("log")
    HealthIndicator log(LogStatus.Source heads) {
        return () -> {
            String stopped = heads.get().stopped();
            return stopped == null
                    ? Health.up().build()
                    : Health.down().withDetail("stopped", stopped).build();
        };
    }

    /** Requests are served all the same, so this is a warning, and health as a whole stays as it is. */
    @Bean("deadLetters")
    HealthIndicator deadLetters(QueryGateway queries, ViewKeeper views) {
        return () -> {
            if (views.deadStreams() == 0) {
                return Health.up().build();
            }
            DeadLettersView first = queries.query(new FindDeadLetters(null, 1), DeadLettersView.class)
                    .join();
            return Health.status(
                            new Status("WARNING", "Some events wait for code that can read them: /api/dead-letters"))
                    .withDetail("events", first.total())
                    .build();
        };
    }
}
