package dev.chancery.handling;

import dev.chancery.contracts.command.Command;
import java.util.function.Function;
import org.axonframework.common.caching.Cache;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

/** How every aggregate is set up: addressed by {@link Command#target()}, kept in one bounded cache. */
public final class Aggregates {

    private final Configurer configurer;
    private final Cache cache;

    /** Sets aggregates up in a configuration, with a cache of {@code cached} of them. */
    public Aggregates(Configurer configurer, int cached) {
        this.configurer = configurer;
        this.cache = new BoundedCache(cached);
    }

    /** Sets up what handles commands that concern several aggregates at once. */
    public void handle(Function<Configuration, Object> handler) {
        configurer.registerCommandHandler(handler);
    }

    /** Sets one aggregate up. */
    public void register(Class<?> aggregate) {
        configurer.configureAggregate(AggregateConfigurer.defaultConfiguration(aggregate)
                .configureCache(c -> cache)
                .configureCommandTargetResolver(c -> command -> {
                    if (command.getPayload() instanceof Command ours) {
                        return new VersionedAggregateIdentifier((Object) ours.target(), null);
                    }
                    throw new IllegalArgumentException(command.getPayloadType() + " is no command of Chancery");
                }));
    }
}
