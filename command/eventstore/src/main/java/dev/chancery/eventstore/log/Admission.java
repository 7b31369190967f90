package dev.chancery.eventstore.log;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * As what a process appends.
 *
 * @param node its number among several, by which its session and its events are known; 0 for the only one
 */
public record Admission(int node) {

    /** Name of the metadata that says which node recorded an event. */
    static final String AUTHOR = "node";

    /** Keeps every other process from appending. */
    public static final Admission ALONE = new Admission(0);

    /** One of several, by a number that no other has: a process that is started again is another node. */
    public static Admission amongOthers() {
        return new Admission(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
    }

    String name() {
        return Integer.toString(node);
    }

    boolean isAlone() {
        return node == 0;
    }

    /** Says in the metadata of an event which of several nodes recorded it. */
    Map<String, ?> sign(Map<String, ?> metadata) {
        if (isAlone()) {
            return metadata;
        }
        Map<String, Object> signed = new HashMap<>(metadata);
        signed.put(AUTHOR, name());
        return signed;
    }
}
