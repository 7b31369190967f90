package dev.chancery.gateway.privacy;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;

/** Which digits are a subscriber's number, by the numbering plans of libphonenumber. */
final class PhoneNumbers {

    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();
    private static final boolean[] CALLING_CODE = new boolean[1000];

    static {
        PLANS.getSupportedCallingCodes().forEach(code -> CALLING_CODE[code] = true);
    }

    /** Regions whose numbers are written with a leading zero at home. */
    private final List<Region> regions = new ArrayList<>();

    private record Region(int callingCode, boolean keepsZero) {}

    PhoneNumbers(List<String> regionNames) {
        for (String name : regionNames) {
            if (!PLANS.getSupportedRegions().contains(name)) {
                throw new IllegalArgumentException(
                        "No telephone numbering plan for region " + name + "; use ISO 3166 codes like DE");
            }
            int code = PLANS.getCountryCodeForRegion(name);
            if ("0".equals(PLANS.getNddPrefixForRegion(name, true))) {
                regions.add(new Region(code, false));
            } else if (code == 39) {
                regions.add(new Region(code, true));
            }
        }
    }

    /** Length of the country calling code that the digits start with, 0 when there is none. */
    static int callingCodeLength(char[] digits, int from, int to) {
        int code = 0;
        for (int length = 1; length <= 3 && from + length <= to; length++) {
            code = code * 10 + digits[from + length - 1] - '0';
            if (code > 0 && CALLING_CODE[code]) {
                return length;
            }
        }
        return 0;
    }

    /** Whether the digits, a calling code first, are a number in use. */
    static boolean isInternational(char[] digits, int from, int to) {
        int code = callingCodeLength(digits, from, to);
        return code > 0
                && isValid((int) number(digits, from, from + code), digits, from + code, to) != PhoneNumberType.UNKNOWN;
    }

    static boolean isNorthAmerican(char[] digits, int from) {
        return isValid(1, digits, from, from + 10) != PhoneNumberType.UNKNOWN;
    }

    /** Whether the digits, a trunk zero first, are a number of one of the regions; of a mobile when nothing else is believable. */
    boolean isNational(char[] digits, int to, boolean mobileOnly) {
        for (Region region : regions) {
            PhoneNumberType type = isValid(region.callingCode, digits, region.keepsZero ? 0 : 1, to);
            if (mobileOnly ? type == PhoneNumberType.MOBILE : type != PhoneNumberType.UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    private static PhoneNumberType isValid(int callingCode, char[] digits, int from, int to) {
        if (to - from < 4 || to - from > 14) {
            return PhoneNumberType.UNKNOWN;
        }
        PhoneNumber number = new PhoneNumber().setCountryCode(callingCode).setNationalNumber(number(digits, from, to));
        if (digits[from] == '0') {
            number.setItalianLeadingZero(true);
        }
        return PLANS.getNumberType(number);
    }

    private static long number(char[] digits, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + digits[i] - '0';
        }
        return value;
    }
}
