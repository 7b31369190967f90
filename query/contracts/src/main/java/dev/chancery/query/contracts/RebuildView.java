package dev.chancery.query.contracts;

/**
 * The answer to whoever asked for a rebuild of the views.
 *
 * @param begun false when one was under way already
 * @param views how they stand
 */
public record RebuildView(boolean begun, ViewsView views) {}
