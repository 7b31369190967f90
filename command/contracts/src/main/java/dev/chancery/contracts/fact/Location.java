package dev.chancery.contracts.fact;

/** Where a deployment processes what it is sent. */
public enum Location {
    LOCAL,
    CLOUD
}
