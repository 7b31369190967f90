package dev.chancery.query.web.security;

import java.security.SecureRandom;

/** A secret that a person reads and types: {@code abcd-efgh-ijkl-mnop}, 80 random bits in the letters of RFC 4648. */
public final class ReadableSecret {

    /** Without 0, 1, 8 and 9, which look like letters. */
    static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private static final int LENGTH = 16;
    private static final int GROUP = 4;

    private ReadableSecret() {}

    /** A new one. */
    public static String random(SecureRandom random) {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            if (i > 0 && i % GROUP == 0) {
                secret.append('-');
            }
            secret.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return secret.toString();
    }
}
