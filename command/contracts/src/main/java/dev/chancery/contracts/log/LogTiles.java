package dev.chancery.contracts.log;

import java.util.Optional;

/** The log as tiles (C2SP tlog-tiles): its tree and its entries in pieces that never change. */
public interface LogTiles {

    /** Hashes, or entries, of a full tile. */
    int WIDTH = 256;

    /** Largest entry of a bundle, in bytes: its length is written in 16 bits. */
    int ENTRY_LIMIT = 0xffff;

    /**
     * A tile of the tree: 32 bytes for each hash, left to right.
     *
     * @param level 0 for leaf hashes; a hash of a level is the root of a full tile of the one below
     * @param index of the tile within its level
     * @param width 1 to {@value #WIDTH}
     * @return empty when the newest signed tree has not so many hashes there
     */
    Optional<byte[]> hashes(int level, long index, int width);

    /**
     * A bundle of entries, each a length in two bytes, big-endian, and the canonical bytes that the leaf is the hash of.
     *
     * @return empty when the newest signed tree has not so many entries there
     * @throws EntryTooLarge when one of them has more than {@value #ENTRY_LIMIT} bytes
     */
    Optional<byte[]> entries(long index, int width);

    /** An event does not fit into a bundle. */
    final class EntryTooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final long position;

        public EntryTooLarge(long position) {
            super("The event at " + position + " has more than " + ENTRY_LIMIT + " bytes", null, false, false);
            this.position = position;
        }

        /** Of the event. */
        public long position() {
            return position;
        }
    }
}
