package dev.chancery.handling.board;

import dev.chancery.handling.Aggregates;

/** Sets up what is agreed with the board. */
public final class BoardRegistration {

    private BoardRegistration() {}

    public static void register(Aggregates aggregates) {
        aggregates.register(BoardTerms.class);
    }
}
