package dev.chancery.contracts.fact;

/** What a person, or a program in a person's place, is here for. An agent has a key and no role. */
public enum Role {
    /** Makes people known, keeps keys, agents and the installation. Never reviews. */
    ADMINISTRATOR,
    /** Keeps the register, the controls, incidents and erasures; issues packs. */
    COMPLIANCE_OFFICER,
    /** Decides about held outputs and calls. */
    REVIEWER,
    /** Answers for models, gates, budgets, policy and value. */
    AI_OFFICER,
    /** Looks from outside, until a day, at the whole record or at one system; each look is recorded. */
    REGULATOR,
    /** Reads the quarter. */
    BOARD,
    /** Looks at one system. */
    AUDITOR
}
