package dev.chancery.decisions.fairness;

/** From the lower to the upper end. */
public record Range(double low, double high) {}
