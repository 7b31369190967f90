package dev.chancery.contracts.fact;

/** What an organisation is to an AI system, Art. 3(3) to (7) of the AI Act; one that provides and deploys is both. */
public enum AiRole {
    /** Has it developed, and puts it into service or on the market under its own name. */
    PROVIDER,
    /** Uses it under its authority. */
    DEPLOYER,
    /** Places on the market what bears the name of somebody outside the Union. */
    IMPORTER,
    /** Makes it available and is none of the others. */
    DISTRIBUTOR
}
