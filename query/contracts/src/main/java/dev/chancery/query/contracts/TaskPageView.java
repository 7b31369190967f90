package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks.
 *
 * @param next what {@code before} of the next page is, null at the end
 */
public record TaskPageView(
        List<TaskSummaryView> tasks, @Nullable Long next) {}
