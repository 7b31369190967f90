package dev.chancery.contracts.fact;

/** Who a deployer is, as Art. 27(1) and 49(3) ask. */
public enum DeployerKind {
    /** A public authority, an institution of the Union, or somebody who acts for one. */
    PUBLIC_AUTHORITY,
    /** A body governed by public law, or a private one that provides a public service. */
    PUBLIC_SERVICE,
    /** Anybody else. */
    PRIVATE
}
