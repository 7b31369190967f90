package dev.chancery.contracts.fact;

/**
 * What people decided about outputs that have one score.
 *
 * @param score of a dimension, or over all of them in percent
 * @param reviewed outputs decided by a person
 * @param approvedUnchanged of these, approved without an edit
 */
public record ScoreCount(int score, int reviewed, int approvedUnchanged) {}
