package dev.chancery.query.web.console;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A text in pieces, so that a page marks what was searched for without putting anything of the text into its markup. */
final class Marked {

    private Marked() {}

    /** A piece; whether it is one of the words. */
    record Piece(String text, boolean hit) {}

    /**
     * The pieces of a text.
     *
     * @param searched words in any order and case, accents aside; null or blank for none
     */
    static List<Piece> of(String text, @Nullable String searched) {
        Set<String> words = searched == null
                ? Set.of()
                : Arrays.stream(searched.split("[^\\p{L}\\p{M}\\p{N}]+"))
                        .map(Marked::plain)
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        if (words.isEmpty()) {
            return List.of(new Piece(text, false));
        }
        List<Piece> pieces = new ArrayList<>();
        int begun = 0;
        int at = 0;
        while (at < text.length()) {
            int end = end(text, at);
            if (end == at) {
                at += Character.charCount(text.codePointAt(at));
            } else {
                if (words.contains(plain(text.substring(at, end)))) {
                    add(pieces, text.substring(begun, at), false);
                    add(pieces, text.substring(at, end), true);
                    begun = end;
                }
                at = end;
            }
        }
        add(pieces, text.substring(begun), false);
        return pieces;
    }

    /** Where the word that begins here ends; here, when none does. */
    private static int end(String text, int from) {
        int at = from;
        while (at < text.length() && isOfAWord(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static boolean isOfAWord(int c) {
        return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static void add(List<Piece> pieces, String text, boolean hit) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(text, hit));
        }
    }

    private static String plain(String word) {
        return Normalizer.normalize(word, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT);
    }
}
