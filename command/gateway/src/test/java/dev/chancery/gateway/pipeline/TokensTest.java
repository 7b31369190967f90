package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.conversation.Tool;
import dev.chancery.inference.conversation.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Grüße", "日本語", "👩‍👩‍👧", "\u0000\u007f", "a\uD83D\uDE00b"})
    void boundsByTheBytesOfUtf8(String text) {
        Conversation conversation =
                new Conversation(List.of(new Message.User(text)), List.of(), null, Sampling.DEFAULT);
        assertThat(Tokens.bound(conversation))
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length + 2 * 64)
                .isGreaterThanOrEqualTo(Tokens.estimate(conversation));
    }

    @Test
    void countsEveryPartThatAProviderIsSent() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            // given
            String text = random.ints(random.nextInt(60), 1, Character.MAX_CODE_POINT)
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Conversation conversation = new Conversation(
                    List.of(
                            new Message.System(text),
                            new Message.Assistant(text, List.of(new ToolCall(text, text, text))),
                            new Message.ToolResult(text, text)),
                    List.of(new Tool(text, text, text)),
                    null,
                    new Sampling(null, null, List.of(), null, text, null, null));
            // then: eleven times the text
            assertThat(Tokens.bound(conversation))
                    .isGreaterThanOrEqualTo(11 * text.getBytes(StandardCharsets.UTF_8).length)
                    .isGreaterThanOrEqualTo(Tokens.estimate(conversation));
        }
    }
}
