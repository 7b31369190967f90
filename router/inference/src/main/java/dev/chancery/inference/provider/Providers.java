package dev.chancery.inference.provider;

import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import org.jspecify.annotations.Nullable;

/** Makes clients. */
public final class Providers {

    private Providers() {}

    /**
     * The client of a deployment; its API key is read at the first call. Null for the embedded provider, whose model
     * answers from a workflow's own knowledge.
     */
    public static @Nullable ModelClient client(Deployment deployment, PooledHttp http) {
        Dialect dialect = switch (deployment.provider()) {
            case OPENAI -> new OpenAiDialect();
            case OLLAMA -> new OllamaDialect();
            case ANTHROPIC -> new AnthropicDialect();
            case GEMINI -> new GeminiDialect();
            case EMBEDDED -> null;
        };
        return dialect == null ? null : new LangChainClient(deployment, dialect, http);
    }

    /** Whether the answer has to be JSON. */
    public static boolean asksForJson(Conversation conversation) throws ProviderFailure {
        return WireJson.format(conversation) != null;
    }
}
