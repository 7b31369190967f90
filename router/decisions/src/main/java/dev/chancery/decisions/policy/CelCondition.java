package dev.chancery.decisions.policy;

/** A CEL condition, compiled when the policy is read; the same facts always give the same answer. */
public record CelCondition(String source) {}
