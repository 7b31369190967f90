package dev.chancery.record.note;

import java.util.ArrayList;
import java.util.List;

/** How the keys of one log followed each other. */
public final class Rotations {

    private Rotations() {}

    /**
     * The key that signs today's heads, for who trusts an older one; the trusted key itself when it was not replaced.
     *
     * @param trustedKey a verifier key of the log
     * @param rotations signed notes, oldest first
     * @throws NoteException when the notes are no chain of one log's keys
     */
    public static String follow(String trustedKey, List<String> rotations) {
        return keyAt(trustedKey, rotations, Long.MAX_VALUE);
    }

    /**
     * The one key that may sign a head of a size, for who trusts any key of the log: a rotation is signed by both keys, so that
     * each vouches for the other. A key that is in no rotation vouches only for itself.
     *
     * @throws NoteException when the notes are no chain of one log's keys
     */
    public static String keyAt(String trustedKey, List<String> rotations, long size) {
        List<Rotation> chain = chain(rotations);
        if (chain.stream().noneMatch(r -> r.from().equals(trustedKey) || r.to().equals(trustedKey))) {
            return trustedKey;
        }
        String key = chain.getFirst().from();
        for (Rotation rotation : chain) {
            key = size >= rotation.size() ? rotation.to() : key;
        }
        return key;
    }

    private static List<Rotation> chain(List<String> notes) {
        List<Rotation> chain = new ArrayList<>();
        for (String note : notes) {
            Rotation next = Rotation.verified(note);
            Rotation last = chain.isEmpty() ? null : chain.getLast();
            if (last != null
                    && !(last.origin().equals(next.origin())
                            && last.to().equals(next.from())
                            && last.size() < next.size())) {
                throw new NoteException("The rotations are no chain: each goes on from the key of the one before, "
                        + "in the same log, at a larger size");
            }
            chain.add(next);
        }
        return chain;
    }
}
