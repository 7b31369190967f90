package dev.chancery.query.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.query.web.console.Marked.Piece;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MarkedTest {

    @Test
    void marksWholeWordsInAnyCaseAndWithoutAccents() {
        assertThat(Marked.of("My Café card, not cards; CARD!", "card cafe"))
                .containsExactly(
                        new Piece("My ", false),
                        new Piece("Café", true),
                        new Piece(" ", false),
                        new Piece("card", true),
                        new Piece(", not cards; ", false),
                        new Piece("CARD", true),
                        new Piece("!", false));
    }

    @Test
    void leavesATextWholeWhenNothingWasSearchedFor() {
        assertThat(Marked.of("card", null)).containsExactly(new Piece("card", false));
        assertThat(Marked.of("card", " - ")).containsExactly(new Piece("card", false));
    }

    @Test
    void losesNothingOfTheText() {
        String text = "<b>card</b> \ud83d\ude00 e\u0301 card";
        assertThat(Marked.of(text, "card é").stream().map(Piece::text).collect(Collectors.joining()))
                .isEqualTo(text);
    }
}
