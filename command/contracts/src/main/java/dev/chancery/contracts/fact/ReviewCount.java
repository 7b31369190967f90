package dev.chancery.contracts.fact;

/**
 * What people decided about outputs of a deployment that were asked for by one model name.
 *
 * @param reviewed outputs decided by a person
 * @param approvedUnchanged of these, approved without an edit
 */
public record ReviewCount(String deployment, int reviewed, int approvedUnchanged) {}
