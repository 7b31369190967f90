package dev.chancery.gateway.tools;

import dev.chancery.decisions.policy.Policy;
import java.util.Comparator;
import java.util.List;

/**
 * A tool of a server. Agents see it as {@code server__tool}, always, so that a server that comes later renames nothing.
 *
 * @param server as the policy names it
 * @param tool as the server names it
 */
record ToolName(String server, String tool) {
    private static final String BETWEEN = "__";
    private static final String UNNAMED = "unnamed";

    String exposed() {
        return server + BETWEEN + tool;
    }

    /** Reads what an agent calls; of two servers that fit, the one with the longer id. A name may mean no server at all. */
    static ToolName parse(String exposed, List<Policy.ToolServer> servers) {
        return servers.stream()
                .map(Policy.ToolServer::id)
                .filter(id -> exposed.startsWith(id + BETWEEN))
                .max(Comparator.comparingInt(String::length))
                .map(id -> new ToolName(id, exposed.substring(id.length() + BETWEEN.length())))
                .orElseGet(() -> {
                    int at = exposed.indexOf(BETWEEN);
                    return at < 1
                            ? new ToolName(UNNAMED, exposed)
                            : new ToolName(exposed.substring(0, at), exposed.substring(at + BETWEEN.length()));
                });
    }
}
