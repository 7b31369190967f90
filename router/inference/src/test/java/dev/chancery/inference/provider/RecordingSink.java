package dev.chancery.inference.provider;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what it is handed. */
public final class RecordingSink implements DeltaSink {

    /** Text deltas as they came. */
    public final List<String> texts = new CopyOnWriteArrayList<>();

    /** Tool-call deltas as {@code index id name arguments}. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void text(String delta) {
        texts.add(delta);
    }

    @Override
    public void toolCall(int index, @Nullable String id, @Nullable String name, String argumentsDelta) {
        calls.add(index + " " + id + " " + name + " " + argumentsDelta);
    }
}
