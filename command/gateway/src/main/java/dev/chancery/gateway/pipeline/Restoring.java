package dev.chancery.gateway.pipeline;

import dev.chancery.gateway.privacy.SessionVault;
import dev.chancery.gateway.privacy.StreamRestorer;
import dev.chancery.inference.provider.DeltaSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the raw values back into an answer while it streams. Text and each tool call's arguments are restored apart. */
final class Restoring implements DeltaSink {

    private final SessionVault vault;
    private final DeltaSink caller;
    private final StreamRestorer text;
    private final List<StreamRestorer> arguments = new ArrayList<>();

    Restoring(SessionVault vault, DeltaSink caller) {
        this.vault = vault;
        this.caller = caller;
        this.text = vault.streamRestorer();
    }

    @Override
    public void text(String delta) throws IOException {
        String restored = text.accept(delta);
        if (!restored.isEmpty()) {
            caller.text(restored);
        }
    }

    @Override
    public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta)
            throws IOException {
        if (name != null) {
            // Words before a call are whole when it begins, and must not follow it.
            finishText();
        }
        while (arguments.size() <= index) {
            arguments.add(vault.jsonStreamRestorer());
        }
        String restored = arguments.get(index).accept(argumentsDelta);
        if (id != null || name != null || !restored.isEmpty()) {
            caller.toolCall(index, id, name, restored);
        }
    }

    /** Gives out what was held back in case it became a placeholder. */
    void finish() throws IOException {
        finishText();
        for (int i = 0; i < arguments.size(); i++) {
            String restOfArguments = arguments.get(i).finish();
            if (!restOfArguments.isEmpty()) {
                caller.toolCall(i, null, null, restOfArguments);
            }
        }
    }

    private void finishText() throws IOException {
        String rest = text.finish();
        if (!rest.isEmpty()) {
            caller.text(rest);
        }
    }
}
