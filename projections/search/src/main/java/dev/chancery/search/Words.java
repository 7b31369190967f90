package dev.chancery.search;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The words of a text, the same for every index: runs of letters and digits, without accents and in lower case; an ideograph is a word of
 * its own, and a long run of both is an identifier and none. Words of contents are kept as keyed digests, so that who has the index alone, or an old copy of it, has no text.
 */
public final class Words {

    /** Part of an index's edition: grows when the same text would give other words. */
    static final int VERSION = 2;

    /** A longer run is cut; nobody searches for one. */
    static final int LONGEST = 64;

    /** From here on letters and digits mixed are an identifier or a digest, which is no word. */
    private static final int SHORTEST_IDENTIFIER = 20;

    private static final int DIGEST_BYTES = 9;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * Words under a key.
     *
     * @param secret of this installation
     */
    public Words(byte[] secret) {
        this.key = new SecretKeySpec(digest(new SecretKeySpec(secret, ALGORITHM), "chancery-search-v1"), ALGORITHM);
    }

    /** The words of a text, each once. */
    public static NavigableSet<String> of(CharSequence text) {
        NavigableSet<String> words = new TreeSet<>();
        String plain = plain(text);
        StringBuilder word = new StringBuilder();
        plain.codePoints().forEach(c -> {
            if (Character.isIdeographic(c)) {
                end(word, words);
                words.add(Character.toString(c));
            } else if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
            } else if (!isMark(c)) {
                end(word, words);
            }
        });
        end(word, words);
        return words;
    }

    private static String plain(CharSequence text) {
        // Most facts are names in plain letters, which have no other form.
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return (ascii ? text.toString() : Normalizer.normalize(text, Normalizer.Form.NFKD)).toLowerCase(Locale.ROOT);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || c == 0xAD;
    }

    private static void end(StringBuilder word, Collection<String> words) {
        if (!word.isEmpty() && !isIdentifier(word)) {
            int end = Math.min(word.length(), LONGEST);
            words.add(word.substring(0, Character.isHighSurrogate(word.charAt(end - 1)) ? end - 1 : end));
        }
        word.setLength(0);
    }

    private static boolean isIdentifier(CharSequence word) {
        return word.length() >= SHORTEST_IDENTIFIER
                && word.chars().anyMatch(Character::isDigit)
                && word.chars().anyMatch(Character::isLetter);
    }

    /** What words of contents are kept as. */
    NavigableSet<String> keyed(Collection<String> words) {
        NavigableSet<String> keyed = new TreeSet<>();
        Mac mac = mac(key);
        for (String word : words) {
            byte[] digest = mac.doFinal(word.getBytes(StandardCharsets.UTF_8));
            keyed.add(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES)));
        }
        return keyed;
    }

    /** Names the key without giving it away: another key makes another index. */
    String fingerprint() {
        return keyed(List.of("fingerprint of the key")).first();
    }

    private static byte[] digest(SecretKeySpec key, String text) {
        return mac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE has " + ALGORITHM, e);
        }
    }
}
