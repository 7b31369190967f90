package dev.chancery.contracts.fact;

/**
 * What a pack is restricted to.
 *
 * @param kind such as {@code workflow}
 * @param id of that kind
 */
public record ScheduleScope(String kind, String id) {

    /** {@code workflow/<id>}, … */
    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
