package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.privacy.SessionVault;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.inference.provider.DeltaSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestoringTest {

    private final List<String> given = new ArrayList<>();
    private final SessionVault vault = new SessionVaults(PrivacySettings.DEFAULT).once();
    private final Restoring restoring = new Restoring(vault, new DeltaSink() {
        @Override
        public void text(String delta) {
            given.add(delta);
        }

        @Override
        public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta) {
            given.add(index + ":" + (name == null ? "" : name) + ":" + argumentsDelta);
        }
    });

    @Test
    void putsValuesBackIntoArgumentsThatArriveInPieces() throws IOException {
        // given
        String placeholder =
                vault.redaction(new PersonalDataScanner(Map.of())).sanitise("anna\"x\"@example.org or ada@example.org");
        placeholder = placeholder.substring(placeholder.lastIndexOf('['));

        // when
        restoring.toolCall(0, "c", "mail", "");
        restoring.toolCall(0, null, null, "{\"to\":\"" + placeholder.substring(0, 7));
        restoring.toolCall(0, null, null, placeholder.substring(7) + "\"}");
        restoring.finish();

        // then
        assertThat(given).containsExactly("0:mail:", "0::{\"to\":\"", "0::ada@example.org\"}");
    }

    @Test
    void givesWordsOutBeforeTheCallThatFollowsThem() throws IOException {
        // given
        vault.redaction(new PersonalDataScanner(Map.of())).sanitise("ada@example.org");

        // when
        restoring.text("See [EMAIL");
        restoring.toolCall(0, "c", "mail", "{}");
        restoring.finish();

        // then
        assertThat(given).containsExactly("See ", "[EMAIL", "0:mail:{}");
    }
}
