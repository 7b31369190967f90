package dev.chancery.inference.provider;

import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.ToolChoice;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /api/chat} of Ollama. It has no tool choice but the model's own. */
record OllamaDialect() implements Dialect {

    @Override
    public Models connect(Deployment deployment, @Nullable String apiKey, HttpClientBuilder http) {
        String url = deployment.baseUrl() == null ? "http://127.0.0.1:11434" : deployment.baseUrl();
        Duration timeout = Duration.ofMillis(deployment.timeoutMillis());
        Map<String, String> headers = apiKey == null ? Map.of() : Map.of("Authorization", "Bearer " + apiKey);
        return new Models(
                OllamaChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .customHeaders(headers)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .maxRetries(0)
                        .build(),
                OllamaStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .customHeaders(headers)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .build());
    }

    @Override
    public ChatRequestParameters parameters(Deployment deployment, Conversation conversation, int maxOutputTokens) {
        Sampling sampling = conversation.sampling();
        return OllamaChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .stopSequences(sampling.stop())
                .seed(sampling.seed())
                .build();
    }

    @Override
    public String members(Conversation conversation) throws ProviderFailure {
        ObjectNode members = WireJson.object();
        ToolChoice choice = conversation.choice();
        if (!conversation.tools().isEmpty() && !(choice instanceof ToolChoice.None)) {
            if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) {
                throw ProviderFailure.unsuited("Ollama cannot be made to call a tool");
            }
            members.set(
                    "tools",
                    WireJson.tools(
                            conversation,
                            (node, tool) -> WireJson.describe(
                                    node.put("type", "function").putObject("function"), tool, "parameters")));
        }
        WireJson.Format format = WireJson.format(conversation);
        if (format != null) {
            if (format.schema() == null) {
                members.put("format", "json");
            } else {
                members.set("format", format.schema());
            }
        }
        return WireJson.members(members);
    }
}
