package dev.chancery.inference.provider;

import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.ToolChoice;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** {@code POST /chat/completions} of OpenAI and of the many servers that imitate it. */
record OpenAiDialect() implements Dialect {

    private static final String OPENAI = "https://api.openai.com/v1";

    @Override
    public Models connect(Deployment deployment, @Nullable String apiKey, HttpClientBuilder http) {
        String url = deployment.baseUrl() == null ? OPENAI : deployment.baseUrl();
        Duration timeout = Duration.ofMillis(deployment.timeoutMillis());
        return new Models(
                OpenAiChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(url)
                        .apiKey(apiKey)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .maxRetries(0)
                        .build(),
                OpenAiStreamingChatModel.builder()
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
        OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder()
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .stopSequences(sampling.stop())
                .presencePenalty(sampling.presencePenalty())
                .frequencyPenalty(sampling.frequencyPenalty())
                .seed(sampling.seed());
        // OpenAI's reasoning models refuse max_tokens; most imitators know nothing else.
        return deployment.baseUrl() == null || deployment.baseUrl().startsWith("https://api.openai.com")
                ? parameters.maxCompletionTokens(maxOutputTokens).build()
                : parameters.maxOutputTokens(maxOutputTokens).build();
    }

    @Override
    public String members(Conversation conversation) {
        ObjectNode members = WireJson.object();
        if (!conversation.tools().isEmpty()) {
            members.set(
                    "tools",
                    WireJson.tools(
                            conversation,
                            (node, tool) -> WireJson.describe(
                                    node.put("type", "function").putObject("function"), tool, "parameters")));
            switch (conversation.choice()) {
                case null -> {}
                case ToolChoice.Auto ignored -> members.put("tool_choice", "auto");
                case ToolChoice.None ignored -> members.put("tool_choice", "none");
                case ToolChoice.Required ignored -> members.put("tool_choice", "required");
                case ToolChoice.Named named ->
                    members.putObject("tool_choice")
                            .put("type", "function")
                            .putObject("function")
                            .put("name", named.tool());
            }
        }
        String format = conversation.sampling().responseFormatJson();
        if (format != null) {
            members.putRawValue("response_format", new RawValue(format));
        }
        return WireJson.members(members);
    }
}
