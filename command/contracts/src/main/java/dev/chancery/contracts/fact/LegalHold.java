package dev.chancery.contracts.fact;

/**
 * Contents that must be kept, whatever else would erase them.
 *
 * @param hold its id
 * @param scope what it keeps
 */
public record LegalHold(String hold, ContentScope scope) {}
