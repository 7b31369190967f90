package dev.chancery.handling;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.log.StreamSummary;
import java.util.function.Function;
import org.axonframework.common.caching.Cache;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

/** How every aggregate is set up: addressed by {@link Command#target()}, kept in one bounded cache. */
public final class Aggregates {

    /** So an aggregate is loaded from a snapshot and at most this many events. */
    static final int EVENTS_BETWEEN_SNAPSHOTS = 100;

    private final Configurer configurer;
    private final Cache cache;

    /** Sets aggregates up in a configuration, with a cache of {@code cached} of them. */
    public Aggregates(Configurer configurer, int cached) {
        this.configurer = configurer;
        this.cache = new BoundedCache(cached);
    }

    /** Has an aggregate read anew, because another node has appended to its stream. */
    public void forget(String stream) {
        cache.remove(stream);
    }

    /** Sets up what handles commands that concern several aggregates at once. */
    public void handle(Function<Configuration, Object> handler) {
        configurer.registerCommandHandler(handler);
    }

    /** Sets one aggregate up. One that can tell its state is loaded from a snapshot and what followed it. */
    public <A> void register(Class<A> aggregate) {
        AggregateConfigurer<A> configuration = AggregateConfigurer.defaultConfiguration(aggregate);
        if (StreamSummary.Source.class.isAssignableFrom(aggregate)) {
            configuration.configureSnapshotTrigger(
                    c -> new EventCountSnapshotTriggerDefinition(c.snapshotter(), EVENTS_BETWEEN_SNAPSHOTS));
        }
        configurer.configureAggregate(configuration
                .configureCache(c -> cache)
                .configureCommandTargetResolver(c -> command -> {
                    if (command.getPayload() instanceof Command ours) {
                        return new VersionedAggregateIdentifier((Object) ours.target(), null);
                    }
                    throw new IllegalArgumentException(command.getPayloadType() + " is no command of Chancery");
                }));
    }
}
