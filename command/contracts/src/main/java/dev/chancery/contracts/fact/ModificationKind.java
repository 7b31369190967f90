package dev.chancery.contracts.fact;

/** What has changed of a workflow, so that a person has to say whether it is a substantial modification. */
public enum ModificationKind {
    /** A deployment that serves the workflow reports another version of its model. */
    MODEL_VERSION,
    /** Another deployment serves the workflow. */
    DEPLOYMENT,
    /** Its outputs are held against another rubric, or by another judge. */
    RUBRIC,
    /** Its agents may call other tools, or the same by other grants. */
    TOOLS,
    /** It is for something else. */
    PURPOSE,
    /** The files that an embedded model answers from are others. */
    KNOWLEDGE,
    /** It has more autonomy. */
    GATE
}
