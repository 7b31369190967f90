package dev.chancery.gateway.agents;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells from a key and the request's headers who calls. */
public final class Callers {

    private static final String PROMPT = "Chancery-Prompt";

    private final Directory directory;
    private final Policies policies;
    private final Predicate<String> personal;

    /**
     * Knows callers.
     *
     * @param personal whether a text holds personal data, which no identifier may: it is recorded as it is
     */
    public Callers(Directory directory, Policies policies, Predicate<String> personal) {
        this.directory = directory;
        this.policies = policies;
        this.personal = personal;
    }

    /** A header of Chancery holds no identifier. The message says which. */
    public static final class BadHeader extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private BadHeader(String message) {
            super(message);
        }

        static BadHeader malformed(String header) {
            return new BadHeader("The header " + header + " must have 1 to " + Id.LIMIT
                    + " printable ASCII characters and no space. Correct it or leave it out.");
        }

        static BadHeader noPrompt() {
            return new BadHeader("The header " + PROMPT + " must be name@version: a name of 1 to "
                    + NamedPrompt.NAME_LIMIT + " letters, digits or _ . : / - and a version of 1 to "
                    + NamedPrompt.VERSION_LIMIT + " letters, digits or _ . : + -. Correct it or leave it out.");
        }

        /** A header holds personal data, and would be recorded with it. */
        public static BadHeader personal(String header) {
            return new BadHeader(
                    "The header " + header
                            + " seems to hold personal data, and is kept as it is. Send a pseudonym, such as a number of your own.");
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
                    prompt(header.apply(PROMPT)),
                    directory.stopped(agent, workflow),
                    directory.gate(workflow));
        });
    }

    private @Nullable NamedPrompt prompt(@Nullable String value) {
        if (value == null) {
            return null;
        }
        NamedPrompt prompt = NamedPrompt.parse(value).orElseThrow(BadHeader::noPrompt);
        // The whole, too: an e-mail address is neither in its name nor in its version.
        if (personal.test(value) || personal.test(prompt.name()) || personal.test(prompt.version())) {
            throw BadHeader.personal(PROMPT);
        }
        return prompt;
    }

    private WorkflowId defaultWorkflow(AgentId agent) {
        for (Policy.Agent known : policies.current().agents()) {
            if (known.id().equals(agent) && !known.workflows().isEmpty()) {
                return known.workflows().getFirst();
            }
        }
        return new WorkflowId("none");
    }

    private <I extends Id> @Nullable I id(
            Function<String, @Nullable String> header, String name, Function<String, I> parse) {
        String value = header.apply(name);
        if (value == null) {
            return null;
        }
        if (!Id.isValid(value)) {
            throw BadHeader.malformed(name);
        }
        if (personal.test(value)) {
            throw BadHeader.personal(name);
        }
        return parse.apply(value);
    }
}
