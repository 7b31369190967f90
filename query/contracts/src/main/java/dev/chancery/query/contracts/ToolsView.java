package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.SandboxLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tools that the policy names, to which definition each is held, and who may call it. */
public record ToolsView(List<Server> servers) {
    public ToolsView {
        servers = List.copyOf(servers);
    }

    /** Whether a tool can be called. */
    public enum State {
        /** No server has shown it yet. */
        UNSEEN,
        /** It is as it was pinned or approved. */
        PINNED,
        /** Its server shows another definition; calls are denied until a person approves it. */
        CHANGED
    }

    /**
     * An upstream server.
     *
     * @param url where it is, null when it is a program
     * @param command which program, empty when each tool has one of its own, null when it is reached by its url
     * @param sandboxed whether the program runs in a sandbox, null when it is none
     * @param network what the program may reach, null when it may reach nothing, or is not confined, or is none
     * @param problem why it could not be asked for its tools when that was tried last, null when it could or was not
     * @param confinement what the sandbox lets the program do, null when there is no sandbox
     */
    public record Server(
            String server,
            @Nullable String url,
            @Nullable List<String> command,
            @Nullable Boolean sandboxed,
            @Nullable List<String> network,
            @Nullable String problem,
            List<Tool> tools,
            @Nullable Confinement confinement) {
        public Server {
            tools = List.copyOf(tools);
        }

        /** Not in a sandbox, or in one of which nothing more is known. */
        public Server(
                String server,
                @Nullable String url,
                @Nullable List<String> command,
                @Nullable Boolean sandboxed,
                @Nullable List<String> network,
                @Nullable String problem,
                List<Tool> tools) {
            this(server, url, command, sandboxed, network, problem, tools, null);
        }
    }

    /**
     * What a sandbox lets a program do beside its network.
     *
     * @param read paths that it may read
     * @param write paths that it may read and write
     */
    public record Confinement(List<String> read, List<String> write, SandboxLimits limits) {
        public Confinement {
            read = List.copyOf(read);
            write = List.copyOf(write);
        }
    }

    /**
     * A tool.
     *
     * @param digest of the definition that the server showed last, null when it was never seen
     * @param definition to which the tool is held, JSON with personal data replaced
     * @param changedTo what the server shows instead, null when it is the same
     * @param approvedBy who approved a change last, null when nobody had to
     */
    public record Tool(
            String tool,
            State state,
            @Nullable String digest,
            @Nullable String definition,
            @Nullable String changedTo,
            @Nullable String approvedBy,
            @Nullable String reason,
            List<Granted> grants) {
        public Tool {
            grants = List.copyOf(grants);
        }
    }

    /**
     * An agent that may call a tool, and by which grant.
     *
     * @param access READ or WRITE
     * @param review whether each call waits for a person: NEVER or ALWAYS
     * @param results what becomes of a suspicious result: FLAG, HOLD or REFUSE
     * @param perMinute null for any number
     * @param perHour null for any number
     */
    public record Granted(
            String agent,
            String grant,
            String access,
            String review,
            String results,
            @Nullable Integer perMinute,
            @Nullable Integer perHour) {}
}
