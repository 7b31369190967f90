package dev.chancery.decisions.tools;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policy.Sandbox;
import dev.chancery.decisions.policy.Policy.Upstream;
import java.util.List;

/** What the program of a tool server is granted when it is started for a call. */
public final class SandboxDecision {

    private SandboxDecision() {}

    /** Decides by the policy alone; a machine that cannot make such a sandbox starts no program. */
    public static SandboxOpened decide(String server, Upstream.Program program, PolicyVersion policy) {
        Sandbox sandbox = program.sandbox();
        List<String> environment = List.copyOf(program.env().keySet());
        return sandbox == null
                ? new SandboxOpened(
                        policy,
                        server,
                        program.command(),
                        Confinement.NONE,
                        LimitMeans.CLOCK,
                        List.of(),
                        List.of(),
                        environment,
                        null,
                        null)
                : new SandboxOpened(
                        policy,
                        server,
                        program.command(),
                        Confinement.BUBBLEWRAP,
                        LimitMeans.RESOURCE_LIMITS,
                        sandbox.read(),
                        sandbox.write(),
                        environment,
                        sandbox.limits(),
                        sandbox.network().isEmpty()
                                ? null
                                : sandbox.network().stream()
                                        .map(Destination::toString)
                                        .toList());
    }
}
