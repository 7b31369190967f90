package dev.chancery.contracts.fact;

/**
 * Something that an AI system is made of.
 *
 * @param id the id of the workflow or agent, the name of the deployment or tool server in the policy, or the service of the
 *     catalogue of AI hosts
 */
public record SystemPart(Kind kind, String id) implements Comparable<SystemPart> {

    /** What a part is. */
    public enum Kind {
        /** A workflow. */
        WORKFLOW,
        /** An agent. */
        AGENT,
        /** A deployment of a model. */
        MODEL,
        /** A server of tools. */
        TOOL_SERVER,
        /** A service that people use past the gateway. */
        HOST
    }

    @Override
    public int compareTo(SystemPart other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }
}
