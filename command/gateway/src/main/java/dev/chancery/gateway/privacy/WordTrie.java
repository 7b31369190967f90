package dev.chancery.gateway.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Configured words and phrases by type, matched without regard to case at word boundaries. Immutable. */
final class WordTrie {

    /** Most words, over all types. */
    static final int MAX_WORDS = 200_000;

    /** Longest word or phrase, in characters. A match looks at no more, which keeps a scan linear. */
    static final int MAX_LENGTH = 100;

    private final boolean[] first = new boolean[Character.MAX_VALUE + 1];
    private final Node root;

    private WordTrie(Node root) {
        this.root = root;
        for (int c = 0; c < first.length; c++) {
            first[c] = root.next(lower((char) c)) != null;
        }
    }

    static WordTrie of(Map<String, List<String>> words) {
        if (words.values().stream().mapToLong(List::size).sum() > MAX_WORDS) {
            throw new IllegalArgumentException(
                    "At most " + MAX_WORDS + " words can be recognised; shorten the word lists");
        }
        Node root = new Node();
        new TreeMap<>(words).forEach((type, list) -> list.forEach(word -> root.add(normalised(word, type), type)));
        root.freeze();
        return new WordTrie(root);
    }

    /** Whether a word may start with the character: a cheap look before {@link #match}. */
    boolean mayStartWith(char c) {
        return first[c];
    }

    /** The longest word that starts here and ends at a boundary; null when there is none. */
    @Nullable
    Match match(char[] text, int length, int from) {
        if (from > 0 && !boundary(text, from)) {
            return null;
        }
        Match found = null;
        Node node = root;
        for (int i = from; i < length; ) {
            boolean space = Character.isWhitespace(text[i]);
            Node next = node.next(space ? ' ' : lower(text[i]));
            if (next == null) {
                break;
            }
            node = next;
            i++;
            while (space && i < length && i - from < MAX_LENGTH * 2 && Character.isWhitespace(text[i])) {
                i++;
            }
            if (node.type != null && (i == length || boundary(text, i))) {
                found = new Match(node.type, i);
            }
        }
        return found;
    }

    static char lower(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** Whether a word may end and another begin between the two characters around the index. */
    private static boolean boundary(char[] text, int index) {
        char left = text[index - 1];
        char right = text[index];
        return !wordLike(left) || !wordLike(right) || writtenWithoutSpaces(left) || writtenWithoutSpaces(right);
    }

    private static boolean wordLike(char c) {
        return Character.isLetterOrDigit(c);
    }

    private static boolean writtenWithoutSpaces(char c) {
        if (c < '\u0E00') {
            return false;
        }
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    private static String normalised(String word, String type) {
        FoldedText folded = FoldedText.of(word.strip());
        String plain = new String(folded.chars, 0, folded.length).strip().replaceAll("\\s+", " ");
        if (plain.isEmpty() || plain.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A word of type " + type + " is empty or longer than " + MAX_LENGTH + " characters");
        }
        return plain;
    }

    /** A word's type and where it ends. */
    record Match(String type, int end) {}

    private static final class Node {
        private char[] labels = {};
        private Node[] children = {};
        private @Nullable String type;
        private @Nullable TreeMap<Character, Node> growing = new TreeMap<>();

        void add(String word, String wordType) {
            Node node = this;
            for (int i = 0; i < word.length(); i++) {
                TreeMap<Character, Node> here = node.growing;
                if (here == null) {
                    throw new IllegalStateException("The trie is complete");
                }
                node = here.computeIfAbsent(lower(word.charAt(i)), label -> new Node());
            }
            // The first type in alphabetical order keeps a word that two lists name.
            if (node.type == null) {
                node.type = wordType;
            }
        }

        void freeze() {
            if (growing != null) {
                labels = new char[growing.size()];
                children = growing.values().toArray(Node[]::new);
                int i = 0;
                for (char label : growing.keySet()) {
                    labels[i++] = label;
                }
                growing = null;
                for (Node child : children) {
                    child.freeze();
                }
            }
        }

        @Nullable
        Node next(char label) {
            if (labels.length == 1) {
                return labels[0] == label ? children[0] : null;
            }
            int i = Arrays.binarySearch(labels, label);
            return i < 0 ? null : children[i];
        }
    }
}
