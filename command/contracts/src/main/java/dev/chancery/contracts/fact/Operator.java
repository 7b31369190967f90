package dev.chancery.contracts.fact;

/** Who else has a duty for a system and is told of an incident: Art. 26(5). */
public enum Operator {
    PROVIDER,
    IMPORTER,
    DISTRIBUTOR,
    DEPLOYER
}
