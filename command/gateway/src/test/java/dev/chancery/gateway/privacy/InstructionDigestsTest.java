package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Sampling;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstructionDigestsTest {

    private static final Message ASKED = new Message.User("What is a mortgage?");
    private final InstructionDigests digests = new InstructionDigests(secret(1));

    private static byte[] secret(int value) {
        byte[] secret = new byte[Capsules.SECRET_BYTES];
        Arrays.fill(secret, (byte) value);
        return secret;
    }

    private String of(Message... messages) {
        return of(digests, messages);
    }

    private static String of(InstructionDigests digests, Message... messages) {
        return digests.of(new Conversation(List.of(messages), List.of(), null, Sampling.DEFAULT))
                .orElse(null);
    }

    private static Message instruct(String text) {
        return new Message.System(text);
    }

    @Test
    void theSameInstructionsHaveTheSameDigestWhateverIsAsked() {
        assertThat(of(instruct("Be brief."), ASKED))
                .matches("hmac-sha256:[0-9a-f]{16}:[0-9a-f]{64}")
                .isEqualTo(of(instruct("Be brief."), new Message.User("And a loan?")));
    }

    @Test
    void whateverChangesInThemChangesIt() {
        assertThat(List.of(
                        of(instruct("Be brief.")),
                        of(instruct("Be brief. ")),
                        of(instruct("Be "), instruct("brief.")),
                        of(instruct("Be"), instruct(" brief.")),
                        of(instruct("brief."), instruct("Be ")),
                        of(instruct(""))))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRequestWithoutInstructionsHasNone() {
        assertThat(of(ASKED)).isNull();
    }

    @Test
    void onlyWhoHasTheSecretCanTryWhatTheyWere() {
        // when
        String ours = of(instruct("Be brief."));
        String theirs = of(new InstructionDigests(secret(2)), instruct("Be brief."));

        // then the id of the key tells that the two cannot be compared
        assertThat(ours.split(":")[1]).isNotEqualTo(theirs.split(":")[1]);
        assertThat(ours.split(":")[2]).isNotEqualTo(theirs.split(":")[2]);
        assertThat(of(new InstructionDigests(secret(1)), instruct("Be brief."))).isEqualTo(ours);
        assertThatThrownBy(() -> new InstructionDigests(new byte[Capsules.SECRET_BYTES - 1]))
                .hasMessageContaining("32 bytes");
    }
}
