package dev.chancery.reports.delivery;

import dev.chancery.reports.delivery.DeliverySettings.Place;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Those of the configuration, by their names. */
public final class Destinations implements AutoCloseable {

    private final SortedMap<String, Destination> all = new TreeMap<>();

    public Destinations(DeliverySettings settings) {
        settings.destinations().forEach((name, place) -> all.put(name, destination(place)));
    }

    private static Destination destination(Place place) {
        if (place.directory() != null) {
            return new DirectoryDestination(place.directory());
        }
        if (place.s3() != null) {
            return new BucketDestination(place.s3());
        }
        throw new IllegalArgumentException("A destination is a directory or a bucket");
    }

    /** Their names. */
    public SortedSet<String> names() {
        return new TreeSet<>(all.keySet());
    }

    /** The URI of what is brought there, as far as it is known before. */
    public String address(String name) {
        return find(name).map(destination -> destination.address("")).orElse("unknown:" + name);
    }

    /** The one of a name; empty when it is no longer configured. */
    Optional<Destination> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    @Override
    public void close() {
        all.values().forEach(Destination::close);
    }
}
