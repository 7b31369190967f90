package dev.chancery.contracts.fact;

/** A section of Annex VIII. */
public enum AnnexEight {
    /** High-risk systems, by the provider, Art. 49(1). */
    A,
    /** Systems that the provider holds not to be high-risk, Art. 49(2). */
    B,
    /** High-risk systems, by a deployer that is a public authority, Art. 49(3). */
    C
}
