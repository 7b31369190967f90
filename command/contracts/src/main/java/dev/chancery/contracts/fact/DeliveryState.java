package dev.chancery.contracts.fact;

/** How the bringing of an export to a destination stands. */
public enum DeliveryState {
    REQUESTED,
    DELIVERED,
    FAILED
}
