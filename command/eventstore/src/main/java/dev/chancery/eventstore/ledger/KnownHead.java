package dev.chancery.eventstore.ledger;

import dev.chancery.eventstore.home.Home;
import dev.chancery.record.RecordJson;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.NoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * What a home knows of its log without asking the database: the newest head that was signed, in {@code head.json}. A database that
 * is older than this is an older copy, which somebody restored, and must not go on as if nothing was lost: it would sign
 * other events at positions that were signed before.
 *
 * <p>It does not help where the home itself is restored together with its database, as by a snapshot of the disk; then the heads
 * help that others hold (witnesses, the last audit pack, the last backup).
 */
public final class KnownHead {

    private static final Logger LOG = LoggerFactory.getLogger(KnownHead.class);
    private static final String REMEDY =
            "Bring back secrets/log-key from the backup of the keys; when it is lost, continue"
                    + " under a new name with: java -jar chancery.jar accept-loss --help";

    /**
     * The content of the file.
     *
     * @param origin of the log
     * @param key its verifier key
     * @param rotations how it came to that key
     * @param checkpoint the newest signed head
     */
    public record Known(String origin, String key, List<String> rotations, String checkpoint) {
        public Known {
            rotations = List.copyOf(rotations);
        }

        /** The head, its signature not verified. */
        public Checkpoint head() {
            return Checkpoint.parse(checkpoint);
        }
    }

    private final Path file;
    private final Path key;
    private final Path successor;

    private KnownHead(Path home) {
        this.file = home.resolve("head.json");
        this.key = home.resolve("secrets").resolve("log-key");
        this.successor = home.resolve("secrets").resolve(AcceptedLoss.SUCCESSOR);
    }

    /** That of a home directory. */
    public static KnownHead of(Path home) {
        return new KnownHead(home);
    }

    /**
     * What is known; empty in a new home.
     *
     * @throws IllegalStateException when the file is damaged
     */
    public Optional<Known> read() {
        try {
            return Files.exists(file)
                    ? Optional.of(checked(RecordJson.mapper().readValue(Files.readAllBytes(file), Known.class)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException | NoteException e) {
            throw new IllegalStateException(
                    file + " is damaged, so it is not known how far the log had come: compare the database with a"
                            + " checkpoint that others hold, and then delete the file",
                    e);
        }
    }

    private static Known checked(@Nullable Known known) {
        if (known == null) {
            throw new IllegalStateException("head.json is empty");
        }
        known.head();
        return known;
    }

    /** Replaces what is known. */
    public void replace(Known known) {
        try {
            Home.write(
                    file, RecordJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(known));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Remembers a newer head. A disk that takes no file is reported, and does not keep the log from going on. */
    void remember(Known known) {
        try {
            replace(known);
        } catch (UncheckedIOException e) {
            LOG.atWarn().setCause(e).log("The newest head of the log is not remembered outside of the database");
        }
    }

    /**
     * Keeps a home that has a log and lost its key from making another.
     *
     * @throws IllegalStateException when it has
     */
    public void demandKey() {
        if (!Files.exists(key)) {
            read().ifPresent(known -> {
                throw new IllegalStateException("The key of the log " + known.origin() + " is missing. " + REMEDY);
            });
        }
    }

    /**
     * Compares the database with what is known.
     *
     * @param remembered what was known when the database was looked at, or before
     * @param origin of the log that this home signs for
     * @param size of the log in the database
     * @param rootAt root of its tree at a size
     * @param last when its last event was recorded
     * @throws IllegalStateException when the log in the database is not the one that is known, or an older copy of it
     */
    void demandNotOlder(
            Optional<Known> remembered,
            String origin,
            long size,
            LongFunction<byte[]> rootAt,
            Supplier<Optional<Instant>> last) {
        if (Files.exists(successor)) {
            throw new IllegalStateException("The command accept-loss did not come to its end: run it again as it was");
        }
        Known known = remembered.orElse(null);
        if (known == null) {
            return;
        }
        Checkpoint head = known.head();
        if (!head.origin().equals(origin)) {
            throw anotherLog(head.origin(), origin);
        }
        contradiction(head, "The head is in " + file, size, rootAt, last).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
    }

    /**
     * How a head that this log's key signed contradicts a log, and what to do; empty when it is of the log's beginning.
     *
     * @param where the head was found, a clause
     */
    static Optional<String> contradiction(
            Checkpoint head, String where, long size, LongFunction<byte[]> rootAt, Supplier<Optional<Instant>> last) {
        if (head.size() > size) {
            return Optional.of(older(head.size(), where, size, last.get()));
        }
        if (!Arrays.equals(head.rootHash(), rootAt.apply(head.size()))) {
            return Optional.of("The database has other events than those that were signed: the " + head.size()
                    + " events of a signed head are not its first ones. " + where
                    + ". Chancery does not go on with it; keep the database as it is and investigate");
        }
        return Optional.empty();
    }

    /** The log in the database, or the one that is known, is another than the one that the home's key signs for. */
    static IllegalStateException anotherLog(String found, String origin) {
        return new IllegalStateException(
                "The log is " + found + ", and the key of this home signs for " + origin + ". " + REMEDY);
    }

    private static String older(long known, String where, long size, Optional<Instant> last) {
        return "The database is older than the log: it has " + size + " events, and a head of " + known
                + " was signed. Missing are the " + (known - size) + " events from position " + size + " to "
                + (known - 1)
                + last.map(at -> ", all recorded after " + RecordJson.text(at)).orElse("")
                + ". " + where
                + ". Was an older copy restored? Chancery does not go on silently. Restore a newer backup:\n"
                + "  java -jar chancery.jar restore --help\n"
                + "or, when there is none, put the loss on the record and continue under a new name:\n"
                + "  java -jar chancery.jar accept-loss --known-size " + known + " --by … --reason …";
    }
}
