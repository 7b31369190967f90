package dev.chancery.query.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of exports.
 *
 * @param next what to ask the next page with, null when this is the last
 */
public record ExportsView(
        List<ExportView> exports, @Nullable Long next) {}
