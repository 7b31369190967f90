package dev.chancery.app.wiring;

import dev.chancery.app.views.NightlyCheck;
import dev.chancery.app.views.ViewsSettings;
import dev.chancery.contracts.log.LogStatus;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.gateway.pipeline.Deliveries;
import dev.chancery.gateway.pipeline.Unfinished;
import dev.chancery.query.contracts.ActQuery.FindDeadLetters;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.ViewsView.Reason;
import dev.chancery.views.ViewKeeper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.ZoneId;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator's watch sees of work that is late: outcomes that wait for the record, and events that wait for new code. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ViewsSettings.class)
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

    @Bean
    MeterBinder viewsMetrics(ViewKeeper views) {
        return registry -> {
            Gauge.builder("chancery.views.lag", views, v -> v.status().lag())
                    .description("Events that the views have not taken yet")
                    .register(registry);
            Gauge.builder("chancery.views.generation", views, v -> v.status().generation())
                    .description("Which building of the views answers")
                    .register(registry);
            Gauge.builder("chancery.views.rebuilding", views, v -> v.status().rebuilding() == null ? 0 : 1)
                    .description("1 while the next generation of the views is being built")
                    .register(registry);
            Gauge.builder(
                            "chancery.views.damaged",
                            views,
                            v -> v.status().damaged().size())
                    .description("Views whose files are damaged")
                    .register(registry);
            Gauge.builder("chancery.views.differing", views, WatchWiring::differing)
                    .description("Rows that were not what the log says, when views were last compared with it")
                    .register(registry);
        };
    }

    private static long differing(ViewKeeper views) {
        ViewsView.Rebuilt last = views.status().last();
        return last == null ? 0 : last.differing();
    }

    /** As with dead letters: what is governed and recorded does not depend on the views. */
    @Bean("views")
    HealthIndicator viewsHealth(ViewKeeper views) {
        return () -> {
            ViewsView status = views.status();
            long differing = differing(views);
            Health.Builder health = status.state() == ViewsView.State.CURRENT && differing == 0
                    ? Health.up()
                    : Health.status(new Status("WARNING", "Views are rebuilt, or were other than the log: /api/views"));
            if (!status.damaged().isEmpty()) {
                health.withDetail("damaged", status.damaged());
            }
            if (differing > 0) {
                health.withDetail("rowsThatDiffered", differing);
            }
            ViewsView.Rebuilding rebuilding = status.rebuilding();
            if (rebuilding != null) {
                health.withDetail("rebuiltPercent", rebuilding.percent());
            }
            return health.withDetail("state", status.state())
                    .withDetail("generation", status.generation())
                    .withDetail("lag", status.lag())
                    .build();
        };
    }

    /** By default every night; see {@link ViewsSettings}. */
    @Bean(destroyMethod = "close")
    NightlyCheck nightlyCheck(ViewsSettings settings, ViewKeeper views, Nodes nodes, Clock clock) {
        return NightlyCheck.start(settings.time(), ZoneId.systemDefault(), clock, () -> {
            if (nodes.leads()) {
                views.rebuild(Reason.CHECK);
            }
        });
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
