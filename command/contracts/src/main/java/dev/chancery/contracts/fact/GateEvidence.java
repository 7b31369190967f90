package dev.chancery.contracts.fact;

/**
 * What people decided about a workflow's held outputs since its gate last changed.
 *
 * @param reviewed outputs decided by a person
 * @param approvedUnchanged of these, approved without an edit
 * @param lowerBound lower bound of the 95 % Wilson interval of the share approved unchanged, 0 when none was reviewed
 */
public record GateEvidence(int reviewed, int approvedUnchanged, double lowerBound) {}
