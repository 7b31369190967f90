package dev.chancery.reports.pack;

import java.util.List;

/**
 * Who vouches for the tree head of a pack, as far as the pack itself shows it.
 *
 * @param key verifier key of the log that signed it
 * @param rotations how often the log's key was replaced before
 * @param witnesses verifier keys of who cosigned it
 * @param timestamped whether the pack has a time stamp of it
 * @param losses how often the log goes on after an accepted loss
 */
public record Vouching(String key, int rotations, List<String> witnesses, boolean timestamped, int losses) {
    public Vouching {
        witnesses = List.copyOf(witnesses);
    }
}
