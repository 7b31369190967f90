package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Names for new tasks. */
public final class TaskIds {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TaskIds() {}

    /**
     * A name that sorts by time (UUID version 7, RFC 9562). It is no secret and opens nothing, but nobody can tell it
     * beforehand: that a budget of this name has not been touched rests on it.
     */
    public static String random() {
        byte[] bits = new byte[10];
        RANDOM.nextBytes(bits);
        ByteBuffer random = ByteBuffer.wrap(bits);
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (random.getShort() & 0xFFFL);
        long low = (random.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /**
     * The name of a request's task. With an idempotency key it follows from agent and key (UUID version 8), so that the
     * same request cannot open two tasks: the record takes a stream's first event once.
     */
    public static TaskId of(AgentId agent, @Nullable String idempotencyKey) {
        if (idempotencyKey == null) {
            return new TaskId(random());
        }
        try {
            ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest(("chancery-idempotency-v1\0" + agent + "\0" + idempotencyKey)
                            .getBytes(StandardCharsets.UTF_8)));
            long high = (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
            long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new TaskId(new UUID(high, low).toString());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
