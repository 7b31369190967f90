package dev.chancery.contracts.fact;

/** What keeps a program from what it was not granted. */
public enum Confinement {
    /**
     * Bubblewrap: namespaces of its own for users, processes, mounts, network and the rest; it sees the system's programs and
     * the granted paths, has no network, and is not root.
     */
    BUBBLEWRAP,
    /** Nothing: a plain process with the rights of Chancery, because the policy says so. */
    NONE
}
