package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of held outputs, and of delivered ones that a person is to look at.
 *
 * @param next what {@code after} of the next page is, null at the end
 */
public record ReviewPageView(
        List<TaskSummaryView> reviews, @Nullable Long next) {}
