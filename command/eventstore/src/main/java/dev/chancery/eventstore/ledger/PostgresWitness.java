package dev.chancery.eventstore.ledger;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Witness;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.WitnessSettings.WitnessedLog;
import dev.chancery.eventstore.postgres.Query;
import dev.chancery.record.Sha256;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureSigner;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Witnesses other logs. What it has cosigned is a row for each log, which moves only from the head that was looked at, and is
 * durable before the cosignature leaves; so no two heads that do not continue each other are ever cosigned.
 */
public final class PostgresWitness implements Witness {

    private static final String KEY = "witness-key";
    private static final int MOST_HASHES = 63;

    private final DataSource database;
    private final CosignatureSigner signer;
    private final SortedMap<String, List<NoteVerifier>> logs = new TreeMap<>();
    private final InstantSource clock;

    /**
     * @param ownOrigin of the log beside it, from which the witness has its name unless it is given one
     */
    public PostgresWitness(
            DataSource database, Home home, WitnessSettings settings, String ownOrigin, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        String name = settings.name() == null ? ownOrigin + "/witness" : settings.name();
        StoredKey key = StoredKey.parse(
                KEY, home.secret(KEY, () -> StoredKey.fresh(name).bytes()));
        if (settings.name() != null && !settings.name().equals(key.name())) {
            throw new IllegalStateException("The witness of this home is " + key.name() + " and cannot become "
                    + settings.name() + ": whoever trusts its key knows it by its name");
        }
        this.signer = new CosignatureSigner(key.name(), key.keys());
        for (WitnessedLog log : settings.logs()) {
            logs.computeIfAbsent(log.origin(), origin -> new ArrayList<>()).add(NoteVerifier.parse(log.key()));
        }
    }

    @Override
    public String verifierKey() {
        return signer.verifierKey();
    }

    private record Seen(long size, byte[] root) {
        static final Seen NOTHING = new Seen(0, Merkle.emptyRoot());
    }

    private record Request(long oldSize, List<byte[]> proof, String signed, Note note, Checkpoint head) {

        static Request parse(String body) {
            int end = body.indexOf("\n\n");
            if (end < 0) {
                throw new NoteException("A request is a line 'old <size>', the proof, an empty line and a checkpoint");
            }
            String[] lines = body.substring(0, end).split("\n", -1);
            if (!lines[0].matches("old (0|[1-9][0-9]{0,17})") || lines.length - 1 > MOST_HASHES) {
                throw new NoteException("A request begins with 'old <size>' and at most " + MOST_HASHES + " hashes");
            }
            List<byte[]> proof = new ArrayList<>();
            for (String line : Arrays.asList(lines).subList(1, lines.length)) {
                proof.add(hash(line));
            }
            String signed = body.substring(end + 2);
            Note note = Note.parse(signed);
            return new Request(
                    Long.parseLong(lines[0].substring(4)), proof, signed, note, Checkpoint.parse(note.text()));
        }

        private static byte[] hash(String line) {
            try {
                return Base64.getDecoder().decode(line);
            } catch (IllegalArgumentException e) {
                throw new NoteException("A line of the proof is not base64");
            }
        }
    }

    @Override
    public Answer addCheckpoint(String body) {
        Request request;
        try {
            request = Request.parse(body);
        } catch (NoteException e) {
            return new Answer.Refused(Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
        Checkpoint head = request.head();
        List<NoteVerifier> keys = logs.get(head.origin());
        if (keys == null) {
            return new Answer.Refused(Reason.UNKNOWN_LOG, "This log is not witnessed here");
        }
        if (keys.stream().noneMatch(key -> key.verify(request.note()) == NoteVerifier.Verdict.VERIFIED)) {
            return new Answer.Refused(Reason.UNSIGNED, "No key that is trusted for this log signed the checkpoint");
        }
        if (request.oldSize() > head.size()) {
            return new Answer.Refused(Reason.MALFORMED, "The old size is larger than the checkpoint's");
        }
        Seen seen = seen(head.origin());
        if (request.oldSize() != seen.size()) {
            return new Answer.Conflict(seen.size());
        }
        if (!Merkle.isConsistent(seen.size(), seen.root(), head.size(), head.rootHash(), request.proof())) {
            return new Answer.Refused(
                    Reason.INCONSISTENT, "The proof does not show that the checkpoint continues the one before");
        }
        String line = signer.line(request.note().text(), clock.instant().getEpochSecond());
        return move(head, seen, trusted(request, keys) + line)
                ? new Answer.Cosigned(line)
                : new Answer.Conflict(seen(head.origin()).size());
    }

    /** The head with those of its signatures that were verified. */
    private static String trusted(Request request, List<NoteVerifier> keys) {
        String text = request.note().text();
        return request.signed()
                .substring(text.length() + 1)
                .lines()
                .map(line -> line + "\n")
                .filter(line -> keys.stream()
                        .anyMatch(key -> key.verify(Note.parse(text + "\n" + line)) == NoteVerifier.Verdict.VERIFIED))
                .collect(Collectors.joining("", text + "\n", ""));
    }

    @Override
    public Optional<String> head(String originHash) {
        return logs.keySet().stream()
                .filter(origin -> hash(origin).equals(originHash))
                .findFirst()
                .flatMap(this::shown);
    }

    /** As a log is named in the path of its head. */
    static String hash(String origin) {
        return HexFormat.of().formatHex(Sha256.digest().digest(origin.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<String> shown(String origin) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT note FROM witnessed_log WHERE origin = ?")) {
                statement.setString(1, origin);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    private Seen seen(String origin) {
        return Query.ask(database, connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT size, root FROM witnessed_log WHERE origin = ?")) {
                statement.setString(1, origin);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new Seen(row.getLong(1), row.getBytes(2)) : Seen.NOTHING;
                }
            }
        });
    }

    /**
     * Moves the row from what was looked at; false when somebody else has moved it.
     *
     * @throws RecordUnavailable when it may not be durable; then there is no cosignature
     */
    private boolean move(Checkpoint head, Seen seen, String note) {
        String sql =
                "INSERT INTO witnessed_log AS w (origin, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE"
                        + " SET size = excluded.size, root = excluded.root, note = excluded.note"
                        + " WHERE w.size = ? AND w.root = ?";
        return Query.ask(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, head.origin());
                statement.setLong(2, head.size());
                statement.setBytes(3, head.rootHash());
                statement.setString(4, note);
                statement.setLong(5, seen.size());
                statement.setBytes(6, seen.root());
                return statement.executeUpdate() == 1;
            }
        });
    }
}
