package dev.chancery.eventstore.content;

import dev.chancery.eventstore.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The data keys, one for each owner of contents, in 256 files outside the database, so that a copy of the database opens
 * nothing. A new key is on disk before anything is sealed with it. In memory are the keys used last, and nothing that grows
 * with the number of owners.
 */
final class DataKeys {

    private static final int SHARDS = 256;
    private static final int IN_MEMORY = 10_000;
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MasterKey master;
    private final Guard guard;
    private final Shard[] shards = new Shard[SHARDS];
    private final Recent<String, DataKey> byOwner = new Recent<>(IN_MEMORY);
    private final Recent<UUID, DataKey> byId = new Recent<>(IN_MEMORY);

    /** The ring in a directory, which is made when it is missing and closed to others. */
    DataKeys(Path directory, MasterKey master, Guard guard) {
        this.master = master;
        this.guard = guard;
        try {
            Home.privateDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the keys in " + directory, e);
        }
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard(directory.resolve(String.format("%02x", i)));
        }
    }

    /** The key of an owner, made when there is none. */
    DataKey of(String owner) {
        DataKey known = byOwner.get(owner);
        if (known != null) {
            return known;
        }
        byte[] digest = digest(owner);
        Shard shard = shards[digest[0] & 0xff];
        synchronized (shard) {
            DataKey key = guard.alone(() -> shard.entries().stream()
                    .filter(entry -> Arrays.equals(entry.owner(), digest))
                    .reduce((first, second) -> second)
                    .map(this::unwrapped)
                    .orElseGet(() -> fresh(shard, digest)));
            byOwner.put(owner, key);
            byId.put(key.id(), key);
            return key;
        }
    }

    /** A key by its id; empty when there is none any more. */
    Optional<DataKey> find(UUID id) {
        DataKey known = byId.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Shard shard = shardOf(id);
        synchronized (shard) {
            Optional<DataKey> found = guard.alone(shard::entries).stream()
                    .filter(entry -> entry.id().equals(id))
                    .findFirst()
                    .map(this::unwrapped);
            found.ifPresent(key -> byId.put(id, key));
            return found;
        }
    }

    /** The ids of an owner's keys. */
    List<UUID> idsOf(String owner) {
        byte[] digest = digest(owner);
        Shard shard = shards[digest[0] & 0xff];
        synchronized (shard) {
            return guard.alone(shard::entries).stream()
                    .filter(entry -> Arrays.equals(entry.owner(), digest))
                    .map(Shard.Entry::id)
                    .toList();
        }
    }

    /** Destroys keys, on disk and in memory. Those that are gone already do no harm. */
    void destroy(Collection<UUID> ids) {
        Set<UUID> condemned = new HashSet<>(ids);
        for (Shard shard : ids.stream().map(this::shardOf).distinct().toList()) {
            synchronized (shard) {
                guard.alone(() -> shard.destroy(entry -> condemned.contains(entry.id())));
                byOwner.removeValues(key -> condemned.contains(key.id()));
                byId.removeValues(key -> condemned.contains(key.id()));
            }
        }
    }

    /** Forgets the keys in memory, of which another node may have destroyed some. */
    void forget() {
        byOwner.removeValues(key -> true);
        byId.removeValues(key -> true);
    }

    /** Makes a new version of the master key and wraps every data key with it. Interrupted, it is to be done again. */
    void rotateMaster() {
        master.rotate();
        for (Shard shard : shards) {
            synchronized (shard) {
                shard.rewrite(entry ->
                        entry.with(master.wrap(master.unwrap(entry.wrapped(), associated(entry)), associated(entry))));
            }
        }
        master.retire();
    }

    private Shard shardOf(UUID id) {
        return shards[(int) (id.getMostSignificantBits() >>> 56)];
    }

    private DataKey fresh(Shard shard, byte[] owner) {
        byte[] random = new byte[16 + KEY_BYTES];
        RANDOM.nextBytes(random);
        ByteBuffer id = ByteBuffer.wrap(random, 0, 16);
        id.put(0, owner[0]);
        byte[] key = Arrays.copyOfRange(random, 16, random.length);
        Shard.Entry unwrapped = new Shard.Entry(owner, new UUID(id.getLong(), id.getLong()), key);
        shard.append(unwrapped.with(master.wrap(key, associated(unwrapped))));
        return dataKey(unwrapped.id(), key);
    }

    private DataKey unwrapped(Shard.Entry entry) {
        return dataKey(entry.id(), master.unwrap(entry.wrapped(), associated(entry)));
    }

    private static DataKey dataKey(UUID id, byte[] key) {
        return new DataKey(id, new AesGcm(key));
    }

    private static byte[] associated(Shard.Entry entry) {
        return ByteBuffer.allocate(48)
                .put(entry.owner())
                .putLong(entry.id().getMostSignificantBits())
                .putLong(entry.id().getLeastSignificantBits())
                .array();
    }

    private static byte[] digest(String owner) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
