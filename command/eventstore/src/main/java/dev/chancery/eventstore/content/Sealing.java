package dev.chancery.eventstore.content;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentUnreadable;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Seals contents in the thread of whoever brings them, so that the one thread that appends does not have to. */
public final class Sealing {

    private static final int TASKS_IN_MEMORY = 20_000;

    private final DataKeys keys;
    private final Function<String, List<Recorded>> beginning;
    private final Recent<String, Custody> custodies = new Recent<>(TASKS_IN_MEMORY);

    /**
     * Seals with the keys of a ring.
     *
     * @param beginning the first event of a stream, when there is one
     */
    Sealing(DataKeys keys, Function<String, List<Recorded>> beginning) {
        this.keys = keys;
        this.beginning = beginning;
    }

    /**
     * Remembers for whom the contents of a task are kept: its second commit comes soon, and does not say so again. For what is
     * not remembered the record is asked.
     */
    public void opens(String stream, TaskOpened opened, Instant at) {
        custodies.put(stream, Custody.of(opened, at));
    }

    /**
     * Seals what is brought to a stream.
     *
     * @throws RecordUnavailable when the key cannot be had or kept
     */
    public List<SealedContent> seal(String stream, List<Content> contents, Instant at) {
        if (contents.isEmpty()) {
            return List.of();
        }
        Custody custody = custody(stream, at);
        DataKey key = key(custody.owner());
        return contents.stream().map(content -> seal(content, key, custody)).toList();
    }

    private DataKey key(String owner) {
        try {
            return keys.of(owner);
        } catch (UncheckedIOException e) {
            throw new RecordUnavailable("A key cannot be kept, so nothing can be sealed: " + e.getMessage(), e);
        }
    }

    private Custody custody(String stream, Instant at) {
        Custody known = custodies.get(stream);
        if (known != null) {
            return known;
        }
        return beginning.apply(stream).stream()
                .filter(first -> first.event() instanceof TaskOpened)
                .map(first -> Custody.of((TaskOpened) first.event(), first.at()))
                .findFirst()
                .orElseGet(() -> Custody.of(stream, at));
    }

    static SealedContent seal(Content content, DataKey key, Custody custody) {
        ContentId id = content.ref().content();
        byte[] plain = ByteBuffer.allocate(content.salt().length + content.utf8().length)
                .put(content.salt())
                .put(content.utf8())
                .array();
        try {
            return new SealedContent(id.value(), key.id(), custody, key.aead().encrypt(plain, bound(id)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A content cannot be sealed", e);
        }
    }

    /** The reference is computed from what was sealed, so a text that is not the recorded one does not fit its event. */
    static Content open(ContentId id, byte[] sealed, AesGcm key) {
        byte[] plain;
        try {
            plain = key.decrypt(sealed, bound(id));
        } catch (GeneralSecurityException e) {
            throw new ContentUnreadable(id, "it was changed, or it is not this content");
        }
        byte[] salt = Arrays.copyOf(plain, Content.SALT_BYTES);
        byte[] utf8 = Arrays.copyOfRange(plain, Content.SALT_BYTES, plain.length);
        return Content.of(id, salt, utf8);
    }

    private static byte[] bound(ContentId id) {
        return id.value().getBytes(StandardCharsets.UTF_8);
    }
}
