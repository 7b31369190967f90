package dev.chancery.query.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.query.web.console.Edits.Kind;
import dev.chancery.query.web.console.Edits.Piece;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EditsTest {

    @Test
    void tellsWordByWordWhatIsGoneAndWhatIsNew() {
        assertThat(Edits.between("Dear Sir, your card is lost.", "Dear Madam, your card is blocked."))
                .containsExactly(
                        new Piece(Kind.SAME, "Dear "),
                        new Piece(Kind.GONE, "Sir"),
                        new Piece(Kind.NEW, "Madam"),
                        new Piece(Kind.SAME, ", your card is "),
                        new Piece(Kind.GONE, "lost"),
                        new Piece(Kind.NEW, "blocked"),
                        new Piece(Kind.SAME, "."));
        assertThat(Edits.between("same", "same")).containsExactly(new Piece(Kind.SAME, "same"));
        assertThat(Edits.between("", "new")).containsExactly(new Piece(Kind.NEW, "new"));
        assertThat(Edits.between("", "")).isEmpty();
    }

    @Test
    void thePiecesOfEitherTextAreThatText() {
        // given texts of every kind: alike, unlike, and too long to be compared by words, and by lines
        String few = "a b\n\u00e4\ud83d\ude00 c d";
        String lines =
                IntStream.range(0, 3_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        String other = lines.replace("9\n", "nine\n");
        String many = IntStream.range(0, 9_000).mapToObj(i -> "x" + i + "\n").collect(Collectors.joining());
        String more = IntStream.range(0, 9_000).mapToObj(i -> "y" + i + "\n").collect(Collectors.joining());

        for (List<String> pair : List.of(
                List.of(few, "b a \u00e4 d"), List.of(few, lines), List.of(lines, other), List.of(many, more))) {
            // when
            List<Piece> pieces = Edits.between(pair.getFirst(), pair.getLast());

            // then
            assertThat(without(pieces, Kind.NEW)).isEqualTo(pair.getFirst());
            assertThat(without(pieces, Kind.GONE)).isEqualTo(pair.getLast());
        }
        assertThat(Edits.between(lines, other))
                .filteredOn(piece -> piece.kind() == Kind.NEW)
                .hasSize(300);
        assertThat(Edits.between(many, more)).hasSize(2);
    }

    private static String without(List<Piece> pieces, Kind kind) {
        return pieces.stream()
                .filter(piece -> piece.kind() != kind)
                .map(Piece::text)
                .collect(Collectors.joining());
    }
}
