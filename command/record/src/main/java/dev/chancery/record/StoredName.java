package dev.chancery.record;

/**
 * What an event is called in the record, for ever.
 *
 * @param name {@code family.what-happened}; never a Java name
 * @param revision of its shape, from 1
 */
public record StoredName(String name, int revision) {
    @Override
    public String toString() {
        return name + " revision " + revision;
    }
}
