package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.ContentScope;
import java.util.List;

/** Whose contents are held for an incident. */
public record HeldPartsView(List<ContentScope> scopes) {}
