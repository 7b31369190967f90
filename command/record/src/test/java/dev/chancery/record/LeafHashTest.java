package dev.chancery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeafHashTest {

    private static final Instant AT = Instant.parse("2026-11-05T10:00:00.123456Z");

    private static StoredEvent event(String stream, String name, byte[] payload, byte[] metadata) {
        return new StoredEvent(7, "e-7", stream, 3, name, 1, AT, payload, metadata);
    }

    @Test
    void isTheHashOfTheBytesThatTheDocumentationSpells() throws Exception {
        // given
        StoredEvent event = event("task/\u00fc\ud83d\ude00", "task.failed", utf8("{\"reason\":\"x\"}"), utf8("{}"));
        // when
        byte[] spelled = spelled(event);
        // then
        assertThat(LeafHash.canonical(event)).isEqualTo(spelled);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update((byte) 0);
        assertThat(LeafHash.of(event)).isEqualTo(sha256.digest(spelled));
    }

    @Test
    void neverChanges() {
        StoredEvent event = event("task/1", "task.failed", utf8("{\"reason\":\"x\"}"), utf8("{}"));
        assertThat(HexFormat.of().formatHex(LeafHash.of(event)))
                .isEqualTo("1468a0adbcc465572a820f2ec82e7e81f59fbc4228e39240c848b25cda7b86aa");
    }

    @Test
    void differsWhenAnythingDiffers() {
        // given
        byte[] a = utf8("a");
        byte[] none = new byte[0];
        List<StoredEvent> events = List.of(
                event("s", "n", a, none),
                event("s", "n", none, a),
                event("sn", "", a, none),
                event("", "sn", a, none),
                new StoredEvent(8, "e-7", "s", 3, "n", 1, AT, a, none),
                new StoredEvent(7, "e-8", "s", 3, "n", 1, AT, a, none),
                new StoredEvent(7, "e-7", "s", 4, "n", 1, AT, a, none),
                new StoredEvent(7, "e-7", "s", 3, "n", 2, AT, a, none),
                new StoredEvent(7, "e-7", "s", 3, "n", 1, AT.plusNanos(1000), a, none),
                event("s", "n", new byte[100_000], none),
                event("s", "n", new byte[100_001], none));
        // when
        List<String> hashes = new ArrayList<>();
        events.forEach(e -> hashes.add(HexFormat.of().formatHex(LeafHash.of(e))));
        // then
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void refusesTextThatIsNoUnicode() {
        assertThatThrownBy(() -> LeafHash.of(event("task/\ud800", "n", new byte[0], new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] spelled(StoredEvent e) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeLong(e.position());
        block(out, utf8(e.id()));
        block(out, utf8(e.stream()));
        out.writeLong(e.sequence());
        block(out, utf8(e.name()));
        out.writeInt(e.revision());
        out.writeLong(e.at().getEpochSecond() * 1_000_000 + e.at().getNano() / 1000);
        block(out, e.payload());
        block(out, e.metadata());
        return bytes.toByteArray();
    }

    private static void block(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block.length);
        out.write(block);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
