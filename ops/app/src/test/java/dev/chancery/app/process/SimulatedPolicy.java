package dev.chancery.app.process;

import dev.chancery.simulated.SimulatedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A policy whose models are those of a simulated provider; written into a home before Chancery starts on it. */
public final class SimulatedPolicy {

    private final StringBuilder deployments = new StringBuilder();
    private final StringBuilder models = new StringBuilder();
    private final StringBuilder agents = new StringBuilder();
    private final SimulatedUpstream upstream;

    public SimulatedPolicy(SimulatedUpstream upstream) {
        this.upstream = upstream;
    }

    /** Adds a model of the provider under its own name, at 10 and 100 dollars a million tokens. */
    public SimulatedPolicy model(String name) {
        return model(name, 10_000);
    }

    /** Adds a model that has so long to answer. */
    public SimulatedPolicy model(String name, int timeoutMillis) {
        deployments.append("""
                - id: %s
                  provider: openai
                  model: %s
                  baseUrl: %s
                  tier: worker
                  location: local
                  inputPrice: "10"
                  outputPrice: "100"
                  contextTokens: 8192
                  maxOutputTokens: 16
                  timeoutMillis: %d
                """.formatted(name, name, upstream.baseUrl(), timeoutMillis));
        return this;
    }

    /** Adds a name for several models, in order of preference. */
    public SimulatedPolicy alias(String name, String... deployments) {
        models.append("- alias: ").append(name).append("\n  deployments: [");
        models.append(String.join(", ", deployments)).append("]\n");
        return this;
    }

    /** Adds an agent with a hard cap for each day. */
    public SimulatedPolicy agent(String id, String day) {
        agents.append("""
                - id: %s
                  owner: The tests
                  purpose: To be tested
                  workflows: [default]
                  budgets: {day: "%s"}
                """.formatted(id, day));
        return this;
    }

    /** The file's text. */
    public String yaml() {
        return "currency: USD\ndeployments:\n" + deployments
                + (models.isEmpty() ? "" : "models:\n" + models)
                + "workflows:\n- id: default\n  purpose: Tests\n  gate: autonomous\nagents:\n" + agents;
    }

    /** Writes the file, for the first start or for a running process to take up. */
    public SimulatedPolicy write(Path home) {
        write(home, yaml());
        return this;
    }

    /** Writes any text as the policy of a home. */
    public static void write(Path home, String yaml) {
        try {
            Files.writeString(Files.createDirectories(home.resolve("policy")).resolve("chancery.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
