package dev.chancery.gateway.tools;

import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.CommandExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The tools that the policy names, to which definition each is held, and who may call it. */
@RestController
public final class ToolsApi {

    private static final int REASON_LIMIT = 2_000;

    private final Supplier<Policy> policy;
    private final ToolServers servers;
    private final ToolPins pins;
    private final Commands commands;
    private final UnaryOperator<String> sanitise;

    /** @param sanitise replaces personal data in the reason that a person gives */
    public ToolsApi(
            Supplier<Policy> policy,
            ToolServers servers,
            ToolPins pins,
            Commands commands,
            UnaryOperator<String> sanitise) {
        this.policy = policy;
        this.servers = servers;
        this.pins = pins;
        this.commands = commands;
        this.sanitise = sanitise;
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
            List<Granted> grants) {}

    /** An agent that may call a tool, and by which grant. */
    public record Granted(String agent, String grant, Policy.Access access) {}

    /**
     * An upstream server.
     *
     * @param url where it is, null when it is a program
     * @param command which program, null when it is reached by its url
     * @param sandboxed whether the program runs in a sandbox, null when it is none
     * @param problem why it could not be asked for its tools when that was tried last, null when it could or was not
     */
    public record Server(
            String server,
            @Nullable String url,
            @Nullable List<String> command,
            @Nullable Boolean sandboxed,
            @Nullable String problem,
            List<Tool> tools) {}

    /** All of them. */
    public record Servers(List<Server> servers) {}

    @GetMapping("/api/tools")
    public Servers tools() {
        Policy rules = policy.get();
        return new Servers(rules.toolServers().stream()
                .map(server -> server(server, rules))
                .toList());
    }

    private Server server(Policy.ToolServer server, Policy rules) {
        List<Tool> tools = server.tools().stream()
                .map(tool -> tool(server.id(), tool, rules))
                .toList();
        String problem = servers.problem(server).map(sanitise).orElse(null);
        return switch (server.upstream()) {
            case Policy.Upstream.Remote remote -> new Server(server.id(), remote.url(), null, null, problem, tools);
            case Policy.Upstream.Program program ->
                new Server(server.id(), null, program.command(), program.sandbox() != null, problem, tools);
        };
    }

    private Tool tool(String server, String tool, Policy rules) {
        List<Granted> grants = rules.agents().stream()
                .flatMap(agent -> agent.tools().stream()
                        .filter(grant -> grant.names(server, tool))
                        .map(grant -> new Granted(agent.id().value(), grant.name(), grant.access())))
                .toList();
        return pins.of(server, tool)
                .map(pin -> new Tool(
                        tool,
                        pin.changed() ? State.CHANGED : State.PINNED,
                        pin.seen(),
                        pin.definition(),
                        pin.changed() ? pin.shown() : null,
                        pin.by(),
                        pin.reason(),
                        grants))
                .orElseGet(() -> new Tool(tool, State.UNSEEN, null, null, null, null, null, grants));
    }

    /** What a person approves: the digest of the definition that he was shown, and why. */
    public record Approval(
            @Nullable String digest, @Nullable String reason) {}

    /** Answers 200 with the tool; 400, 404 or 409 with a problem that says what to do. */
    @PostMapping("/api/tools/{server}/{tool}/approve")
    public ResponseEntity<?> approve(
            @PathVariable String server, @PathVariable String tool, @RequestBody Approval approval, Principal person) {
        if (approval.digest() == null
                || approval.reason() == null
                || approval.reason().isBlank()
                || approval.reason().length() > REASON_LIMIT) {
            return problem(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "Give 'digest', that of the definition that you looked at (GET /api/tools), and a 'reason' of 1 to "
                            + REASON_LIMIT + " characters.");
        }
        if (pins.of(server, tool).isEmpty()) {
            return problem(HttpStatus.NOT_FOUND, "not-found", "No such tool was ever seen. GET /api/tools lists them.");
        }
        try {
            commands.send(new ApproveTool(
                    server,
                    tool,
                    approval.digest(),
                    person.getName(),
                    sanitise.apply(approval.reason().strip())));
        } catch (IllegalStateException | CommandExecutionException e) {
            return problem(HttpStatus.CONFLICT, "not-now", Objects.toString(e.getMessage()));
        }
        pins.catchUp();
        return ResponseEntity.ok(tool(server, tool, policy.get()));
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:chancery:problem:" + type));
        return ResponseEntity.status(status).body(problem);
    }
}
