package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.ToolChoice;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code models/…:generateContent} of Google's Gemini API. */
record GeminiDialect() implements Dialect {

    @Override
    public Models connect(Deployment deployment, @Nullable String apiKey, HttpClientBuilder http)
            throws ProviderFailure {
        if (apiKey == null) {
            throw ProviderFailure.of(AttemptFailure.REJECTED, "Gemini asks for an API key; the policy names none");
        }
        Duration timeout = Duration.ofMillis(deployment.timeoutMillis());
        return new Models(
                GoogleAiGeminiChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(deployment.baseUrl())
                        .apiKey(apiKey)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .maxRetries(0)
                        .build(),
                GoogleAiGeminiStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .baseUrl(deployment.baseUrl())
                        .apiKey(apiKey)
                        .modelName(deployment.model())
                        .timeout(timeout)
                        .build());
    }

    @Override
    public ChatRequestParameters parameters(Deployment deployment, Conversation conversation, int maxOutputTokens)
            throws ProviderFailure {
        Sampling sampling = conversation.sampling();
        WireJson.Format format = WireJson.format(conversation);
        return ChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .stopSequences(sampling.stop())
                .presencePenalty(sampling.presencePenalty())
                .frequencyPenalty(sampling.frequencyPenalty())
                .responseFormat(format == null ? null : responseFormat(format))
                .build();
    }

    private static ResponseFormat responseFormat(WireJson.Format format) {
        ResponseFormat.Builder json = ResponseFormat.builder().type(ResponseFormatType.JSON);
        return format.schema() == null
                ? json.build()
                : json.jsonSchema(JsonSchema.builder()
                                .name(format.name())
                                .rootElement(JsonRawSchema.from(format.schema().toString()))
                                .build())
                        .build();
    }

    @Override
    public String members(Conversation conversation) {
        if (conversation.tools().isEmpty()) {
            return "";
        }
        ObjectNode members = WireJson.object();
        members.putArray("tools")
                .addObject()
                .set(
                        "functionDeclarations",
                        WireJson.tools(
                                conversation, (node, tool) -> WireJson.describe(node, tool, "parametersJsonSchema")));
        if (conversation.choice() != null) {
            ObjectNode calling = members.putObject("toolConfig").putObject("functionCallingConfig");
            switch (conversation.choice()) {
                case ToolChoice.Auto ignored -> calling.put("mode", "AUTO");
                case ToolChoice.None ignored -> calling.put("mode", "NONE");
                case ToolChoice.Required ignored -> calling.put("mode", "ANY");
                case ToolChoice.Named named ->
                    calling.put("mode", "ANY").putArray("allowedFunctionNames").add(named.tool());
            }
        }
        return WireJson.members(members);
    }
}
