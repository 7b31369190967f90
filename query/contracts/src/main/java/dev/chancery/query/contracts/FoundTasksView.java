package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks that were found.
 *
 * @param tasks their ids
 * @param position events before this position of the log were searched
 * @param next what {@code before} of the next page is, null at the end
 */
public record FoundTasksView(
        List<String> tasks, long position, @Nullable Long next) {
    public FoundTasksView {
        tasks = List.copyOf(tasks);
    }
}
