package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.ToolChoice;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /messages} of Anthropic. */
record AnthropicDialect() implements Dialect {

    private static final String ANTHROPIC = "https://api.anthropic.com/v1";

    @Override
    public Models connect(Deployment deployment, @Nullable String apiKey, HttpClientBuilder http)
            throws ProviderFailure {
        if (apiKey == null) {
            throw ProviderFailure.of(AttemptFailure.REJECTED, "Anthropic asks for an API key; the policy names none");
        }
        String url = deployment.baseUrl() == null ? ANTHROPIC : deployment.baseUrl();
        Duration timeout = Duration.ofMillis(deployment.timeoutMillis());
        return new Models(
                AnthropicChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .apiKey(apiKey)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .maxRetries(0)
                        .build(),
                AnthropicStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .apiKey(apiKey)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .build());
    }

    @Override
    public ChatRequestParameters parameters(Deployment deployment, Conversation conversation, int maxOutputTokens) {
        Sampling sampling = conversation.sampling();
        return ChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .stopSequences(sampling.stop())
                .build();
    }

    @Override
    public String members(Conversation conversation) throws ProviderFailure {
        ObjectNode members = WireJson.object();
        if (!conversation.tools().isEmpty()) {
            members.set(
                    "tools",
                    WireJson.tools(conversation, (node, tool) -> WireJson.describe(node, tool, "input_schema")));
            switch (conversation.choice()) {
                case null -> {}
                case ToolChoice.Auto ignored -> members.putObject("tool_choice").put("type", "auto");
                case ToolChoice.None ignored -> members.putObject("tool_choice").put("type", "none");
                case ToolChoice.Required ignored ->
                    members.putObject("tool_choice").put("type", "any");
                case ToolChoice.Named named ->
                    members.putObject("tool_choice").put("type", "tool").put("name", named.tool());
            }
        }
        WireJson.Format format = WireJson.format(conversation);
        if (format != null) {
            if (format.schema() == null) {
                throw ProviderFailure.unsuited("Anthropic can be held to a JSON Schema only, not to any JSON");
            }
            members.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", format.schema());
        }
        return WireJson.members(members);
    }
}
