package dev.chancery.query.contracts;

import java.time.Instant;
import java.util.List;

/** Model versions that providers reported. */
public record ModelVersionsView(List<ModelVersionView> versions) {

    /** A version and the task that first saw it. */
    public record ModelVersionView(
            String deployment, String modelVersion, Instant firstSeen, String firstTask, long position) {}
}
