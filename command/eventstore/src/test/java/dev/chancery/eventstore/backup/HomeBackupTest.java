package dev.chancery.eventstore.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.eventstore.ledger.AcceptedLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes at rest, their keys and their policy. */
class HomeBackupTest {

    private static final AccountId ADMIN = new AccountId("admin");

    @TempDir
    private Path directory;

    @Test
    void bringsAHomeBackWithItsKeysAndPolicyAndNotWithoutThem() throws Exception {
        // given
        Path home = directory.resolve("home");
        Path record = directory.resolve("record");
        Path keys = directory.resolve("keys");
        String verifierKey = write(home);
        Files.createDirectories(home.resolve("policy/knowledge"));
        Files.writeString(home.resolve("policy/knowledge/words.txt"), "Ada");
        Files.createDirectories(home.resolve("keys"));
        Files.writeString(home.resolve("keys/person"), "a key that is to be erased");

        // when
        new HomeBackup(home, null).to(record, keys, Progress.SILENT);
        assertThat(keys.resolve("keys/person")).exists();
        Files.delete(home.resolve("keys/person"));
        new HomeBackup(home, null).to(record, keys, Progress.SILENT);

        // then
        assertThat(keys.resolve("keys/person")).doesNotExist();
        assertThat(keys.resolve("secrets/postgres")).doesNotExist();
        assertThat(namesBelow(record)).noneMatch(name -> name.contains("log-key"));
        Path restored = directory.resolve("restored");
        new HomeBackup(restored, null).from(record, restore(record), keys);
        assertThat(restored.resolve("policy/knowledge/words.txt")).hasContent("Ada");
        try (Store store = Store.open(StoreSettings.embedded(restored))) {
            assertThat(store.log().size()).isEqualTo(3);
            assertThat(store.ledger().verifierKey()).isEqualTo(verifierKey);
            assertThat(store.accountSecrets().find(ADMIN).orElseThrow().passwordHash())
                    .isEqualTo("{bcrypt}made-up");
        }
        Path keyless = directory.resolve("keyless");
        new HomeBackup(keyless, null).from(record, restore(record), null);
        assertThatThrownBy(() -> Store.open(StoreSettings.embedded(keyless)))
                .hasMessageContaining("Bring back secrets/log-key from the backup of the keys");
        AcceptedLoss.Done done =
                new AcceptedLoss(3, null, null, "ada", "the keys are lost").in(StoreSettings.embedded(keyless));
        try (Store store = Store.open(StoreSettings.embedded(keyless))) {
            Ledger ledger = store.ledger();
            assertThat(ledger.verifierKey()).isEqualTo(done.verifierKey()).isNotEqualTo(verifierKey);
            assertThat(store.log().size()).isEqualTo(4);
            assertThat(store.accountSecrets().find(ADMIN)).isEmpty();
        }
    }

    @Test
    void keepsKeysAndRecordApartAndTakesNoOthersKeys() throws Exception {
        // given
        Path home = directory.resolve("home");
        Path record = directory.resolve("record");
        Path keys = directory.resolve("keys");
        write(home);
        HomeBackup backup = new HomeBackup(home, null);
        Path notEmpty = Files.createDirectories(directory.resolve("not-empty"));
        Files.createFile(notEmpty.resolve("secrets"));
        Path othersKeys = directory.resolve("others-keys");
        Files.createDirectories(othersKeys.resolve("secrets"));
        Files.writeString(othersKeys.resolve("secrets/log-key"), "another.example/log\nx\ny\n");

        // when then
        assertThatThrownBy(() -> backup.to(record, record.resolve("keys"), Progress.SILENT))
                .hasMessageContaining("The keys belong elsewhere");
        assertThatThrownBy(() -> backup.to(home.resolve("backup"), null, Progress.SILENT))
                .hasMessageContaining("goes down with it");
        assertThatThrownBy(() -> backup.to(record, othersKeys, Progress.SILENT))
                .hasMessageContaining("has the keys of another log, another.example/log");
        assertThatThrownBy(() -> backup.to(record, notEmpty, Progress.SILENT)).hasMessageContaining("has other files");
        backup.to(record, keys, Progress.SILENT);
        assertThatThrownBy(() ->
                        new HomeBackup(directory.resolve("restored"), null).from(record, restore(record), othersKeys))
                .hasMessageContaining("are those of the log another.example/log");
        assertThatThrownBy(() -> backup.from(record, restore(record), keys))
                .hasMessageContaining("a restore never overwrites one");
        assertThatThrownBy(() -> new HomeBackup(directory.resolve("nothing"), null).to(record, null, Progress.SILENT))
                .hasMessageContaining("knows of no signed head");
    }

    private static Restore restore(Path record) {
        return new Restore(record, null, List.of(), Restore.Until.THE_END, Progress.SILENT);
    }

    /** Three events, all signed; the verifier key. */
    private static String write(Path home) {
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            store.engine()
                    .appendEvents(Stream.of(0, 1, 2)
                            .map(i -> new GenericDomainEventMessage<>(
                                    "task", "task/a", i, new ToolCallFailed("x", 1, null)))
                            .toList());
            store.accountSecrets().keep(ADMIN, new Secrets("{bcrypt}made-up", null, List.of(), null));
            return store.ledger().verifierKey();
        }
    }

    private static List<String> namesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(Path::toString).toList();
        }
    }
}
