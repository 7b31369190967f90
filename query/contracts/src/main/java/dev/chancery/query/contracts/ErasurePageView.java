package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of erasures.
 *
 * @param next what to ask the next page with, null when this is the last
 */
public record ErasurePageView(List<ErasureView> erasures, @Nullable Long next) {}
