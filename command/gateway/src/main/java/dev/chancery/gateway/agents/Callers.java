package dev.chancery.gateway.agents;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells from a key and the request's headers who calls. */
public final class Callers {

    private final Directory directory;
    private final Policies policies;

    public Callers(Directory directory, Policies policies) {
        this.directory = directory;
        this.policies = policies;
    }

    /** A header of Chancery holds no identifier. The message says which. */
    public static final class BadHeader extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        BadHeader(String header) {
            super("The header " + header + " must have 1 to " + Id.LIMIT
                    + " printable ASCII characters and no space. Correct it or leave it out.");
        }
    }

    /**
     * The caller behind a key, or empty when the key opens nothing.
     *
     * @param key as given after {@code Bearer}
     * @param header reads a request header, null when it is absent
     * @throws BadHeader when a {@code Chancery-…} header is no identifier
     */
    public Optional<Caller> of(@Nullable String key, Function<String, @Nullable String> header) {
        if (key == null) {
            return Optional.empty();
        }
        return directory.agentOf(key).map(agent -> {
            WorkflowId workflow = id(header, "Chancery-Workflow", WorkflowId::new);
            if (workflow == null) {
                workflow = defaultWorkflow(agent);
            }
            return new Caller(
                    agent,
                    workflow,
                    id(header, "Chancery-Session", SessionId::new),
                    id(header, "Chancery-Subject", SubjectId::new),
                    directory.suspension(agent),
                    directory.gate(workflow));
        });
    }

    private WorkflowId defaultWorkflow(AgentId agent) {
        for (Policy.Agent known : policies.current().agents()) {
            if (known.id().equals(agent) && !known.workflows().isEmpty()) {
                return known.workflows().getFirst();
            }
        }
        return new WorkflowId("none");
    }

    private static <I extends Id> @Nullable I id(
            Function<String, @Nullable String> header, String name, Function<String, I> parse) {
        String value = header.apply(name);
        if (value == null) {
            return null;
        }
        if (!Id.isValid(value)) {
            throw new BadHeader(name);
        }
        return parse.apply(value);
    }
}
