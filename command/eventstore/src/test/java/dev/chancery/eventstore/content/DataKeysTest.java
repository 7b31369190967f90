package dev.chancery.eventstore.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataKeysTest {

    @TempDir
    private Path home;

    private MasterKey master;
    private DataKeys keys;

    @BeforeEach
    void open() {
        master = new KeysetFile(home.resolve("master-key"));
        keys = reopened();
    }

    private DataKeys reopened() {
        return new DataKeys(home.resolve("keys"), new KeysetFile(home.resolve("master-key")), Guard.NONE);
    }

    @Test
    void givesAnOwnerTheSameKeyAlsoAfterARestart() throws Exception {
        // given
        DataKey key = keys.of("subject/a");
        byte[] sealed = key.aead().encrypt(new byte[] {1, 2, 3}, new byte[0]);

        // when
        DataKey later = reopened().of("subject/a");

        // then
        assertThat(later.id()).isEqualTo(key.id());
        assertThat(later.aead().decrypt(sealed, new byte[0])).containsExactly(1, 2, 3);
        assertThat(reopened().find(key.id())).isPresent();
        assertThat(keys.of("subject/b").id()).isNotEqualTo(key.id());
    }

    /** As another node has them. */
    private DataKeys ofANode() {
        Path directory = home.resolve("keys");
        return new DataKeys(directory, new KeysetFile(home.resolve("master-key")), Guard.of(directory.resolve("lock")));
    }

    @Test
    void nodesThatShareTheFilesMakeNoTwoKeysOfAnOwner() throws Exception {
        // given
        List<DataKeys> nodes = List.of(ofANode(), ofANode(), ofANode());
        List<Future<UUID>> asked = new ArrayList<>();

        // when
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 90; i++) {
                DataKeys node = nodes.get(i % nodes.size());
                String owner = "subject/" + i / 30;
                asked.add(threads.submit(() -> node.of(owner).id()));
            }
        }

        // then
        Set<UUID> ids = new HashSet<>();
        for (Future<UUID> one : asked) {
            ids.add(one.get());
        }
        assertThat(ids).hasSize(3);
        assertThat(reopened().idsOf("subject/0")).hasSize(1);
    }

    @Test
    void aNodeThatHearsOfAnErasureUsesNoDestroyedKey() {
        // given
        DataKeys erasing = ofANode();
        DataKeys other = ofANode();
        UUID destroyed = other.of("subject/a").id();

        // when
        erasing.destroy(erasing.idsOf("subject/a"));
        other.forget();

        // then
        assertThat(other.find(destroyed)).isEmpty();
        assertThat(other.of("subject/a").id()).isNotEqualTo(destroyed);
        assertThat(erasing.of("subject/a").id()).isEqualTo(other.of("subject/a").id());
    }

    @Test
    void givesOneKeyToManyWhoComeAtOnce() throws Exception {
        // given
        List<Future<UUID>> asked = new ArrayList<>();

        // when
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                asked.add(threads.submit(() -> keys.of("subject/new").id()));
            }
        }

        // then
        Set<UUID> ids = new HashSet<>();
        for (Future<UUID> one : asked) {
            ids.add(one.get());
        }
        assertThat(ids).hasSize(1);
        assertThat(keys.idsOf("subject/new")).hasSize(1);
    }

    @Test
    void destroysAKeyOnDiskAndInMemoryAndLeavesTheOthers() throws IOException {
        // given
        List<UUID> others = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            others.add(keys.of("subject/" + i).id());
        }
        UUID condemned = others.remove(300);
        byte[] wrapped = entry(condemned).wrapped();

        // when
        keys.destroy(List.of(condemned));
        keys.destroy(List.of(condemned));

        // then
        assertThat(keys.find(condemned)).isEmpty();
        assertThat(reopened().find(condemned)).isEmpty();
        assertThat(keys.idsOf("subject/300")).isEmpty();
        assertThat(keys.of("subject/300").id()).isNotEqualTo(condemned);
        assertThat(others).allSatisfy(id -> assertThat(reopened().find(id)).isPresent());
        try (Stream<Path> files = Files.walk(home.resolve("keys"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(new String(wrapped, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    void passesOverAnEntryThatACrashToreAndWritesOverIt() throws IOException {
        // given
        UUID whole = keys.of("subject/a").id();
        Path shard = shard(whole);
        byte[] once = Files.readAllBytes(shard);
        Files.write(shard, new byte[] {9, 9, 9, 9, 9}, StandardOpenOption.APPEND);

        // when
        DataKeys later = reopened();
        for (int i = 0; i < 1_000; i++) {
            later.of("subject/" + i);
        }

        // then
        assertThat(reopened().find(whole)).isPresent();
        assertThat(reopened().idsOf("subject/7")).hasSize(1);
        assertThat(Files.readAllBytes(shard)).startsWith(once);
    }

    @Test
    void saysSoWhenAKeyFileIsDamagedInTheMiddle() throws IOException {
        // given
        UUID first = keys.of("subject/a").id();
        Path shard = shard(first);
        for (int i = 0; Files.size(shard) < 300; i++) {
            keys.of("subject/" + i);
        }
        byte[] bytes = Files.readAllBytes(shard);
        bytes[60] ^= 1;
        Files.write(shard, bytes);

        // when then
        assertThatThrownBy(() -> reopened().find(first))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged at byte 0");
    }

    @Test
    void wrapsEveryKeyAnewWhenTheMasterKeyIsRotatedAndForgetsTheOldOne() throws Exception {
        // given
        String before = Files.readString(home.resolve("master-key"));
        DataKey key = keys.of("subject/a");
        byte[] sealed = key.aead().encrypt(new byte[] {7}, new byte[0]);
        byte[] wrapped = entry(key.id()).wrapped();

        // when
        keys.rotateMaster();

        // then
        Shard.Entry anew = entry(key.id());
        assertThat(anew.wrapped()).isNotEqualTo(wrapped);
        assertThat(reopened().of("subject/a").aead().decrypt(sealed, new byte[0]))
                .containsExactly(7);
        Files.writeString(home.resolve("stolen"), before);
        DataKeys stolen = new DataKeys(home.resolve("keys"), new KeysetFile(home.resolve("stolen")), Guard.NONE);
        assertThatThrownBy(() -> stolen.find(key.id())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotTakeAWrappedKeyForThatOfAnotherOwner() {
        // given
        Shard.Entry entry = entry(keys.of("subject/a").id());
        Shard.Entry other = entry(keys.of("subject/b").id());

        // when
        new Shard(shard(other.id())).rewrite(e -> e.id().equals(other.id()) ? e.with(entry.wrapped()) : e);

        // then
        assertThatThrownBy(() -> reopened().find(other.id())).isInstanceOf(IllegalStateException.class);
    }

    private Path shard(UUID id) {
        return home.resolve("keys").resolve(id.toString().substring(0, 2));
    }

    private Shard.Entry entry(UUID id) {
        return new Shard(shard(id))
                .entries().stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow();
    }
}
