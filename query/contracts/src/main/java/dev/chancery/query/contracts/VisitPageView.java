package dev.chancery.query.contracts;

import dev.chancery.query.contracts.VisitsView.VisitView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A visit and a page of what was looked at.
 *
 * @param after to ask for the next page with; null when there is none
 */
public record VisitPageView(
        VisitView visit, List<Looked> looked, @Nullable Long after) {

    /**
     * A look, recorded before what was asked for was shown.
     *
     * @param method of HTTP
     */
    public record Looked(long position, Instant at, String method, String path) {}
}
