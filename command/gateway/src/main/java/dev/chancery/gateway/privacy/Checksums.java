package dev.chancery.gateway.privacy;

import org.iban4j.CountryCode;
import org.iban4j.IbanUtil;

/** The arithmetic that tells a real number from one that looks like it. */
final class Checksums {

    private static final int[] IBAN_LENGTH = new int[26 * 26];

    static {
        for (CountryCode country : CountryCode.values()) {
            if (IbanUtil.isSupportedCountry(country)) {
                String name = country.getAlpha2();
                IBAN_LENGTH[(name.charAt(0) - 'A') * 26 + name.charAt(1) - 'A'] = IbanUtil.getIbanLength(country);
            }
        }
    }

    private Checksums() {}

    /** Luhn's formula, ISO/IEC 7812-1. */
    static boolean luhn(char[] digits, int count) {
        int sum = 0;
        for (int i = count - 1, place = 0; i >= 0; i--, place++) {
            int digit = digits[i] - '0';
            int weighted = (place & 1) == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    /** How an issuer's number range fits. */
    enum Issuer {
        /** No issuer has such numbers. */
        NONE,
        /** A range so wide, or a number so short, that words must say that it is a card. */
        VAGUE,
        KNOWN
    }

    /** The issuers' ranges by prefix and length. */
    static Issuer issuer(char[] digits, int count) {
        int four = number(digits, 4);
        int two = four / 100;
        boolean known = switch (two) {
            case 34, 37 -> count == 15;
            case 30 -> count == 14 && (four / 10 <= 305 || four / 10 == 309);
            case 36, 38, 39 -> count == 14;
            case 35 -> count >= 16 && four >= 3528 && four <= 3589;
            case 18 -> count == 15 && four == 1800;
            case 21 -> count == 15 && four == 2131;
            case 22, 23, 24, 25, 26, 27 ->
                count == 16 && four >= 2200 && four <= 2720 && (four <= 2204 || four >= 2221);
            case 40, 41, 42, 43, 44, 45, 46, 47, 48, 49 -> count == 13 || count == 16 || count == 19;
            case 51, 52, 53, 54, 55 -> count == 16;
            case 60 -> count >= 16 && (four == 6011 || four == 6062);
            case 62, 64, 65, 81 -> count >= 16;
            case 97 -> count == 16 && four == 9792;
            case 50, 56, 57, 58, 63, 67 -> count == 16 || count == 18 || count == 19;
            default -> false;
        };
        if (known) {
            return Issuer.KNOWN;
        }
        boolean maestro = two == 50 || (two >= 56 && two <= 69) || four == 604;
        boolean besideJcb = two == 35 && count == 16;
        return maestro || besideJcb ? Issuer.VAGUE : Issuer.NONE;
    }

    private static int number(char[] digits, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value * 10 + digits[i] - '0';
        }
        return value;
    }

    /** Length of an IBAN of the country, 0 when it has none. */
    static int ibanLength(char first, char second) {
        int i = Character.toUpperCase(first) - 'A';
        int j = Character.toUpperCase(second) - 'A';
        return i < 0 || i > 25 || j < 0 || j > 25 ? 0 : IBAN_LENGTH[i * 26 + j];
    }

    /** ISO/IEC 7064 MOD 97-10 as ISO 13616 applies it: letters count as 10 to 35, the first four characters come last. */
    static boolean mod97(char[] iban, int count) {
        int remainder = 0;
        for (int i = 0; i < count; i++) {
            int value = Character.digit(iban[(i + 4) % count], 36);
            if (value < 0) {
                return false;
            }
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
        }
        return remainder == 1;
    }

    /** A number that the US Social Security Administration may have issued. */
    static boolean socialSecurity(char[] digits) {
        int area = number(digits, 3);
        boolean group = digits[3] != '0' || digits[4] != '0';
        boolean serial = digits[5] != '0' || digits[6] != '0' || digits[7] != '0' || digits[8] != '0';
        return area != 0 && area != 666 && area < 900 && group && serial;
    }
}
