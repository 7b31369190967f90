package dev.chancery.query.web.security;

import dev.chancery.contracts.AgentId;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** An agent, known by its key. It sees what came of its own tasks and nothing else. */
public record Holder(AgentId agent) implements Principal {

    @Override
    public String getName() {
        return "agent/" + agent;
    }

    /** The agent that asks; empty when it is no agent. */
    public static Optional<AgentId> of(@Nullable Principal reader) {
        return reader instanceof Authentication known && known.getPrincipal() instanceof Holder holder
                ? Optional.of(holder.agent())
                : Optional.empty();
    }
}
