package dev.chancery.gateway.privacy;

import static dev.chancery.gateway.privacy.DigitGroups.MIXED;
import static dev.chancery.gateway.privacy.DigitGroups.isDigit;

import dev.chancery.gateway.privacy.Checksums.Issuer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one text. A character of interest (digit, {@code @ : . + (}) starts a recogniser, which looks at a bounded
 * neighbourhood or consumes what it read: the time is linear in the text, whatever it holds.
 */
final class TextScan {

    private static final String STRUCTURED = "structured/1";
    private static final String WORDS = "words/1";

    /** Numbering plans are asked at most this often for one text; afterwards a number's shape is enough, so that none is missed. */
    private static final int PLAN_BUDGET = 20_000;

    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 255;

    /** Letters from here on belong to scripts that do not part words by spaces, or append to foreign words. */
    private static final char UNSPACED = '\u0E00';

    private static final boolean[] INTEREST = new boolean[Character.MAX_VALUE + 1];

    static {
        for (char c : "0123456789@:.+(".toCharArray()) {
            INTEREST[c] = true;
        }
    }

    private final char[] a;
    private final int n;
    private final FoldedText text;
    private final WordTrie words;
    private final boolean anyWords;
    private final PhoneNumbers phones;
    private final DigitGroups g = new DigitGroups();
    private final char[] compact = new char[DigitGroups.MOST];
    private final int[] compactUpTo = new int[DigitGroups.MOST];
    private final List<Finding> found = new ArrayList<>();
    private int planLookups;
    private @Nullable Cue cue;
    private int cueAt = -1;

    TextScan(FoldedText text, WordTrie words, boolean anyWords, PhoneNumbers phones) {
        this.text = text;
        this.a = text.chars;
        this.n = text.length;
        this.words = words;
        this.anyWords = anyWords;
        this.phones = phones;
    }

    List<Finding> run() {
        if (anyWords) {
            findWords();
        }
        int i = 0;
        while (i < n) {
            char c = a[i];
            i = INTEREST[c] ? Math.max(i + 1, recognise(c, i)) : i + 1;
        }
        return found;
    }

    private void findWords() {
        for (int i = 0; i < n; i++) {
            if (words.mayStartWith(a[i])) {
                WordTrie.Match match = words.match(a, n, i);
                if (match != null) {
                    add(match.type(), i, match.end(), 0.85, WORDS);
                }
            }
        }
    }

    /** Where to go on; what lies before is settled. */
    private int recognise(char c, int i) {
        return switch (c) {
            case '@' -> email(i);
            case ':' -> a(i + 1) == '/' && a(i + 2) == '/' ? url(i) : ipv6(i);
            case '.' -> webAddress(i);
            case '+' -> isDigit(a(i + 1)) && !Character.isLetterOrDigit(a(i - 1)) ? plus(i) : i + 1;
            case '(' -> isDigit(a(i + 1)) ? parenthesis(i) : i + 1;
            default -> number(i);
        };
    }

    private int plus(int i) {
        g.read(a, n, i + 1);
        int group = international(0, i);
        return group < 0 ? i + 1 : addPhone(i, group, 0.9);
    }

    private int parenthesis(int i) {
        g.read(a, n, i + 1);
        return g.size(0) <= 5 && a(g.end[0]) == ')' && startsClean(i) ? Math.max(i + 1, phone(i)) : i + 1;
    }

    /** Every start of a group of digits comes here, unless an earlier one consumed it. */
    private int number(int i) {
        if (isIbanStart(i)) {
            int end = iban(i - 2);
            if (end > 0) {
                return end;
            }
        }
        if (a(i - 1) == ' ' && a(i + 1) == ' ' && insideRun(i)) {
            // One digit among spaced numbers begins nothing; its run was looked at as a whole.
            return i + 1;
        }
        g.read(a, n, i);
        int firstEnd = g.end[0];
        if (g.groups == 1 && g.count == DigitGroups.MOST) {
            while (firstEnd < n && isDigit(a[firstEnd])) {
                firstEnd++;
            }
            return firstEnd;
        }
        if (a(i - 1) == '.' && isDigit(a(i - 2))) {
            return firstEnd;
        }
        boolean insideWord = (isWordLetter(a(i - 1)) && !escaped(i - 1)) || a(i - 1) == '_';
        if (!insideWord && startsDotted()) {
            return ipv4(i);
        }
        int date = insideWord ? -1 : date();
        if (date > 0) {
            return date;
        }
        int card = g.count >= 12 && (!insideWord || standsAlone(i)) ? card(i) : -1;
        if (card > 0) {
            return card;
        }
        if (insideWord || g.count < 7) {
            return firstEnd;
        }
        int ssn = socialSecurity(i);
        return Math.max(firstEnd, ssn > 0 ? ssn : startsClean(i) ? phone(i) : -1);
    }

    // ---- cards

    private int card(int i) {
        for (int e = g.groups - 1; e >= 0; e--) {
            int count = g.digitsUpTo[e];
            if (count < 12 || count > 19 || !Checksums.luhn(g.digits, count)) {
                continue;
            }
            Issuer issuer = Checksums.issuer(g.digits, count);
            if (issuer != Issuer.NONE
                    && (issuer == Issuer.KNOWN || cue(i) == Cue.CARD)
                    && writtenAsCard(e, i)
                    && standsAloneBehind(g.end[e])) {
                return add("CREDIT_CARD", i, g.end[e], issuer == Issuer.KNOWN ? 1.0 : 0.8, STRUCTURED);
            }
        }
        return -1;
    }

    private boolean writtenAsCard(int e, int i) {
        if (e == 0) {
            return g.groups == 1 || g.separator[1] != '.' || cue(i) == Cue.CARD;
        }
        int k = g.size(0);
        boolean uniform = g.size(e) <= k;
        int smallest = g.size(e);
        for (int j = 0; j <= e; j++) {
            char separator = g.separator[j];
            if (j > 0
                    && (separator == '/' || separator == MIXED || ((separator == '.' || separator == '_') && k < 4))) {
                return false;
            }
            uniform &= j == e || g.size(j) == k;
            smallest = Math.min(smallest, g.size(j));
        }
        if (uniform && k >= 4 && k <= 8) {
            return true;
        }
        if ((e == 2 && (g.startsWith(4, 6, 5) || g.startsWith(4, 6, 4))) || (e == 3 && g.startsWith(4, 3, 3, 3))) {
            return true;
        }
        // Other groupings are believed only of a number that stands for itself: rows of small numbers pass Luhn too
        // often.
        boolean whole = e == g.groups - 1 && !g.cut && !insideRun(i);
        return whole && (uniform || smallest >= 3 || cue(i) == Cue.CARD);
    }

    // ---- IBAN

    private boolean isIbanStart(int i) {
        return i >= 2
                && isDigit(a(i + 1))
                && Checksums.ibanLength(a[i - 2], a[i - 1]) > 0
                && (!Character.isLetterOrDigit(a(i - 3)) || escaped(i - 3) || a(i - 3) >= UNSPACED);
    }

    private int iban(int from) {
        int length = Checksums.ibanLength(a[from], a[from + 1]);
        char[] iban = new char[length];
        int count = 0;
        int i = from;
        while (i < n && count < length) {
            char c = a[i];
            if (c < 128 && Character.isLetterOrDigit(c)) {
                iban[count++] = c;
            } else if ((c != ' ' && c != '-') || a[i - 1] == c) {
                return -1;
            }
            i++;
        }
        boolean ends = i == n || !(a[i] < UNSPACED && Character.isLetterOrDigit(a[i]));
        return count == length && ends && Checksums.mod97(iban, length)
                ? add("IBAN_CODE", from, i, 1.0, STRUCTURED)
                : -1;
    }

    // ---- numbers that are nobody's, and addresses of machines

    private boolean startsDotted() {
        return g.groups >= 4
                && g.separatedBy('.', 3)
                && g.size(0) <= 3
                && g.size(1) <= 3
                && g.size(2) <= 3
                && g.size(3) <= 3
                && !isFrenchPhone();
    }

    private boolean isFrenchPhone() {
        return g.startsWith(2, 2, 2, 2, 2) && g.separatedBy('.', 4) && g.digits[0] == '0';
    }

    private int ipv4(int i) {
        boolean octets = true;
        for (int j = 0; j < 4; j++) {
            int value = 0;
            for (int d = g.digitsUpTo[j] - g.size(j); d < g.digitsUpTo[j]; d++) {
                value = value * 10 + g.digits[d] - '0';
            }
            octets &= value <= 255;
        }
        int end = g.end[3];
        boolean more = (g.groups > 4 && g.separator[4] == '.') || (g.groups == 4 && g.cut);
        boolean suffixed = isWordLetter(a(end)) || a(end) == '_' || (a(end) == '-' && isWordLetter(a(end + 1)));
        return octets && !more && !suffixed && cue(i) != Cue.VERSION
                ? add("IP_ADDRESS", i, end, 0.95, STRUCTURED)
                : end;
    }

    /** Where a calendar date ends: 2024-01-15, 15.1.2024, 1/15/24. */
    private int date() {
        if (g.groups < 3 || g.separator[1] != g.separator[2] || "-/.".indexOf(g.separator[1]) < 0) {
            return -1;
        }
        if ((g.groups > 3 && g.separator[3] == g.separator[1]) || (g.groups == 3 && g.cut)) {
            return -1;
        }
        int first = value(0);
        int second = value(1);
        int third = value(2);
        boolean yearFirst =
                g.size(0) == 4 && first >= 1000 && first < 3000 && isMonthAndDay(second, third) && g.size(2) <= 2;
        boolean yearLast = g.size(0) <= 2
                && g.size(1) <= 2
                && (isMonthAndDay(first, second) || isMonthAndDay(second, first))
                && (g.size(2) == 2 || (g.size(2) == 4 && third >= 1000 && third < 3000));
        return yearFirst || yearLast ? g.end[2] : -1;
    }

    private static boolean isMonthAndDay(int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    private int value(int group) {
        int value = 0;
        for (int d = g.digitsUpTo[group] - g.size(group); d < g.digitsUpTo[group]; d++) {
            value = value * 10 + g.digits[d] - '0';
        }
        return value;
    }

    private int ipv6(int colon) {
        if (a(colon + 1) != ':' && Character.digit(a(colon - 1), 16) < 0) {
            return colon + 1;
        }
        int from = colon;
        while (from > 0 && colon - from < 5 && Character.digit(a[from - 1], 16) >= 0) {
            from--;
        }
        char before = a(from - 1);
        if (Character.isLetterOrDigit(before) || before == ':' || before == '.' || before == '_') {
            return colon + 1;
        }
        int i = from;
        int groups = 0;
        boolean compressed = false;
        boolean digit = false;
        int end = -1;
        while (i < n && groups < 8) {
            int begin = i;
            while (i < n && i - begin < 5 && Character.digit(a[i], 16) >= 0) {
                digit |= isDigit(a[i]);
                i++;
            }
            if (i > begin + 4) {
                return colon + 1;
            }
            if (i > begin && a(i) == '.') {
                g.read(a, n, begin);
                if (g.groups >= 4 && g.separatedBy('.', 3) && groups <= 6) {
                    groups += 2;
                    end = g.end[3];
                }
                break;
            }
            groups += i > begin ? 1 : 0;
            end = i > begin ? i : end;
            if (a(i) != ':') {
                break;
            }
            if (a(i + 1) == ':') {
                if (compressed) {
                    return colon + 1;
                }
                compressed = true;
                end = i + 2;
                i += 2;
            } else if (i == begin) {
                break;
            } else {
                i++;
            }
        }
        boolean whole = compressed ? groups > 0 && groups < 8 && digit : groups == 8;
        char behind = a(end);
        return whole && !Character.isLetterOrDigit(behind) && behind != ':' && behind != '_'
                ? add("IP_ADDRESS", from, end, 0.95, STRUCTURED)
                : colon + 1;
    }

    // ---- US social security

    private int socialSecurity(int i) {
        boolean spelled = g.startsWith(3, 2, 4)
                && g.separator[1] == g.separator[2]
                && (g.separator[1] == '-' || g.separator[1] == ' ')
                && (g.groups == 3 || g.separator[3] == ' ');
        boolean plain = g.startsWith(9) && cue(i) == Cue.SSN;
        if (!(spelled || plain) || !startsClean(i) || !Checksums.socialSecurity(g.digits)) {
            return -1;
        }
        int end = g.end[plain ? 0 : 2];
        boolean surely = plain || g.separator[1] == '-';
        return isWordLetter(a(end)) || a(end) == '_' || (!surely && cue(i) == Cue.OTHER)
                ? -1
                : add("US_SSN", i, end, surely ? 0.9 : 0.6, STRUCTURED);
    }

    // ---- telephones

    /** A number as people write it at home; an international one starts at its plus. */
    private int phone(int from) {
        int first = g.start[0];
        if (cue(first) == Cue.OTHER || cue(first) == Cue.VERSION || "$€£¥".indexOf(a(from - 1)) >= 0) {
            return -1;
        }
        int group = northAmerican();
        if (group >= 0) {
            return addPhone(from, group, 0.75);
        }
        if (g.count >= 10 && g.size(0) >= 2 && g.digits[0] == '0' && g.digits[1] == '0') {
            group = international(2, first);
            if (group > 0 || (group == 0 && cue(first) == Cue.PHONE)) {
                return addPhone(from, group, 0.75);
            }
        }
        group = national();
        if (group >= 0) {
            return addPhone(from, group, 0.7);
        }
        group = asTheWordsSay(first);
        return group >= 0 ? addPhone(from, group, 0.6) : -1;
    }

    /** The last group of an international number, whose calling code starts at the digit; -1 when it is none. */
    private int international(int fromDigit, int at) {
        int count = 0;
        for (int j = 0; j < g.groups; j++) {
            boolean trunkZero =
                    j > 0 && g.size(j) == 1 && a(g.start[j] - 1) == '(' && a(g.end[j]) == ')' && a[g.start[j]] == '0';
            for (int d = g.digitsUpTo[j] - g.size(j); d < g.digitsUpTo[j] && !trunkZero; d++) {
                if (d >= fromDigit) {
                    compact[count++] = g.digits[d];
                }
            }
            compactUpTo[j] = count;
        }
        for (int e = g.groups - 1; e >= 0; e--) {
            int digits = compactUpTo[e];
            if (digits >= 7
                    && digits <= 15
                    && plausible(e)
                    && (overBudget() || PhoneNumbers.isInternational(compact, 0, digits))) {
                return e;
            }
        }
        if (fromDigit > 0 || PhoneNumbers.callingCodeLength(compact, 0, count) == 0) {
            return -1;
        }
        for (int e = g.groups - 1; e >= 0; e--) {
            int digits = compactUpTo[e];
            if (digits >= 8 && digits <= 15 && plausible(e) && (e > 0 || digits >= 10 || cue(at) == Cue.PHONE)) {
                return e;
            }
        }
        return -1;
    }

    /** The last group of 602-272-9781 or 1 (602) 272-9781; -1 otherwise. */
    private int northAmerican() {
        int e = g.startsWith(3, 3, 4) ? 2 : g.startsWith(1, 3, 3, 4) && g.digits[0] == '1' ? 3 : -1;
        if (e < 0 && g.startsWith(3, 7) && g.separator[1] == MIXED) {
            e = 1;
        }
        if (e < 0 || !plausible(e)) {
            return -1;
        }
        int area = e == 3 ? 1 : 0;
        boolean numbered = g.digits[area] >= '2'
                && g.digits[area + 3] >= '2'
                && !(g.digits[area + 1] == '1' && g.digits[area + 2] == '1');
        boolean spaced = g.separatedBy(' ', e);
        boolean believed = numbered
                && (!spaced
                        || cue(g.start[0]) == Cue.PHONE
                        || overBudget()
                        || PhoneNumbers.isNorthAmerican(g.digits, area));
        return believed ? e : -1;
    }

    /** The last group of a number with a trunk zero that one of the regions has; -1 otherwise. */
    private int national() {
        if (g.digits[0] != '0' || g.digits[1] == '0' || g.size(0) < 2) {
            return -1;
        }
        if (g.groups > 1 && g.separator[1] == '.' && !isFrenchPhone()) {
            return -1;
        }
        boolean told = cue(g.start[0]) == Cue.PHONE;
        for (int e = g.groups - 1; e >= 0; e--) {
            int digits = g.digitsUpTo[e];
            boolean plain = told || digits >= 10 || (e > 0 && g.separator[1] != ' ');
            if (digits >= 8
                    && digits <= 12
                    && plain
                    && plausible(e)
                    && (e > 0 || g.groups == 1)
                    && (overBudget() || phones.isNational(g.digits, digits, e == 0 && !told))) {
                return e;
            }
        }
        return -1;
    }

    /** The last group of whatever stands beside "phone:"; -1 when the words say nothing of the kind. */
    private int asTheWordsSay(int first) {
        for (int e = g.groups - 1; e >= 0; e--) {
            int digits = g.digitsUpTo[e];
            boolean decimal = e == 1 && g.separator[1] == '.' && !g.startsWith(3, 4);
            if (digits >= 7 && digits <= 15 && !decimal && plausible(e) && !(e == 0 && g.groups > 1)) {
                boolean told = cue(first) == Cue.PHONE || Cue.behind(a, n, g.end[e]) == Cue.PHONE;
                return told && !insideRun(g.start[0]) ? e : -1;
            }
        }
        return -1;
    }

    /** Whether a number may end with the group: nothing that belongs to it follows. */
    private boolean plausible(int e) {
        if (e < g.groups - 1) {
            return g.separator[e + 1] == ' ' || g.separator[e + 1] == MIXED;
        }
        char behind = a(g.end[e]);
        boolean extension = extensionEnd(g.end[e]) > g.end[e];
        return extension
                || !(isDigit(behind)
                        || isWordLetter(behind)
                        || behind == '_'
                        || behind == '%'
                        || (behind == ':' && isDigit(a(g.end[e] + 1))));
    }

    private int addPhone(int from, int group, double score) {
        return add("PHONE_NUMBER", from, extensionEnd(g.end[group]), score, STRUCTURED);
    }

    /** Behind "x123", " ext. 123"; the same place when there is no extension. */
    private int extensionEnd(int end) {
        int i = a(end) == ' ' ? end + 1 : end;
        if (WordTrie.lower(a(i)) == 'e' && WordTrie.lower(a(i + 1)) == 'x' && WordTrie.lower(a(i + 2)) == 't') {
            i += a(i + 3) == '.' ? 4 : 3;
            i += a(i) == ' ' ? 1 : 0;
        } else if (WordTrie.lower(a(i)) == 'x') {
            i++;
        } else {
            return end;
        }
        int from = i;
        while (i - from < 7 && isDigit(a(i))) {
            i++;
        }
        return i > from && i - from < 7 && !Character.isLetterOrDigit(a(i)) ? i : end;
    }

    private boolean overBudget() {
        return ++planLookups > PLAN_BUDGET;
    }

    // ---- e-mail and web addresses

    private int email(int at) {
        int from = at;
        while (from > 0
                && at - from < LONGEST_LOCAL_PART
                && isLocal(a[from - 1])
                && !(from < at && joinsScripts(a[from - 1], a[from]))) {
            from--;
        }
        while (from < at && ".-'+%".indexOf(a[from]) >= 0) {
            from++;
        }
        if (from < at && escaped(from)) {
            from++;
        }
        int end = domainEnd(at + 1);
        return from < at && end > 0 ? add("EMAIL_ADDRESS", from, end, 1.0, STRUCTURED) : at + 1;
    }

    private static boolean isLocal(char c) {
        return c < 128
                ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || "._%+-'".indexOf(c) >= 0
                : Character.isLetter(c);
    }

    /** Whether a Latin address meets a script that is written without spaces. */
    private static boolean joinsScripts(char one, char other) {
        return (one >= UNSPACED && other < 128) || (one < 128 && other >= UNSPACED);
    }

    /** Behind the longest domain name from here, -1 when there is none: labels, the last one a name and no number. */
    private int domainEnd(int from) {
        int labels = 0;
        int good = -1;
        int i = from;
        int limit = Math.min(n, from + LONGEST_DOMAIN);
        while (i < limit) {
            int begin = i;
            boolean letter = false;
            while (i < limit
                    && (a[i] == '-' || Character.isLetterOrDigit(a[i]))
                    && !(i > begin && joinsScripts(a[i - 1], a[i]))) {
                letter |= Character.isLetter(a[i]);
                i++;
            }
            int end = i;
            while (end > begin && a[end - 1] == '-') {
                end--;
            }
            if (end == begin || a[begin] == '-') {
                return good;
            }
            labels++;
            good = labels > 1 && letter && end - begin > 1 ? end : good;
            if (end < i || a(i) != '.') {
                return good;
            }
            i++;
        }
        return good;
    }

    private int url(int colon) {
        int from = colon;
        while (from > 0 && colon - from < 16 && isScheme(a[from - 1])) {
            from--;
        }
        while (from < colon && !isAsciiLetter(a[from])) {
            from++;
        }
        if (escaped(from) && colon - from > 2) {
            from++;
        }
        int host = colon + 3;
        int at = host;
        while (at < n && at - host < LONGEST_DOMAIN && isAddress(a[at]) && a[at] != '/' && a[at] != '@') {
            at++;
        }
        host = a(at) == '@' ? at + 1 : host;
        boolean named = domainEnd(host) > 0 || isAddressLiteral(host);
        return colon - from >= 2 && named ? add("URL", from, urlEnd(host), 0.9, STRUCTURED) : colon + 3;
    }

    private boolean isAddressLiteral(int host) {
        if (!isDigit(a(host))) {
            return false;
        }
        g.read(a, n, host);
        return startsDotted();
    }

    /** www.example.com without a scheme. */
    private int webAddress(int dot) {
        boolean www = dot >= 3
                && WordTrie.lower(a[dot - 1]) == 'w'
                && WordTrie.lower(a[dot - 2]) == 'w'
                && WordTrie.lower(a[dot - 3]) == 'w'
                && (!isWordLetter(a(dot - 4)) || escaped(dot - 4))
                && !isDigit(a(dot - 4));
        return www && domainEnd(dot + 1) > 0 ? add("URL", dot - 3, urlEnd(dot + 1), 0.8, STRUCTURED) : dot + 1;
    }

    private int urlEnd(int from) {
        int i = from;
        int open = 0;
        while (i < n && isAddress(a[i])) {
            open += a[i] == '(' ? 1 : a[i] == ')' ? -1 : 0;
            i++;
        }
        while (i > from && (".,;:!?'*".indexOf(a[i - 1]) >= 0 || (a[i - 1] == ')' && open < 0))) {
            open += a[i - 1] == ')' ? 1 : 0;
            i--;
        }
        return i;
    }

    /** Brackets are left out, so that no address swallows a placeholder. */
    private static boolean isAddress(char c) {
        return c < 128
                ? c > ' ' && c != 127 && "\"<>`\\^{|}[]".indexOf(c) < 0
                : Character.isLetterOrDigit(c) && c < UNSPACED;
    }

    private static boolean isScheme(char c) {
        return isAsciiLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.';
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    // ---- surroundings

    /** The character, or a space outside of the text. */
    private char a(int i) {
        return i >= 0 && i < n ? a[i] : ' ';
    }

    private Cue cue(int i) {
        if (cue == null || cueAt != i) {
            cue = Cue.before(a, i);
            cueAt = i;
        }
        return cue;
    }

    private static boolean isWordLetter(char c) {
        return c < UNSPACED && Character.isLetter(c);
    }

    /** Whether the letter is the n of a written-out \n in text that nobody decoded. */
    private boolean escaped(int i) {
        return a(i - 1) == '\\' && (a(i) == 'n' || a(i) == 'r' || a(i) == 't');
    }

    /** Whether a number that letters touch stands behind a plain word, as in "card4111…", and not inside a code. */
    private boolean standsAlone(int i) {
        int j = i;
        while (i - j < 12 && isWordLetter(a(j - 1))) {
            j--;
        }
        return !Character.isLetterOrDigit(a(j - 1)) && (i - j > 1 || escaped(i - 1) || a(i - 1) == '_');
    }

    private boolean standsAloneBehind(int end) {
        int j = end;
        while (j - end < 12 && isWordLetter(a(j))) {
            j++;
        }
        return j == end ? !isDigit(a(j)) : j - end > 1 && !Character.isLetterOrDigit(a(j));
    }

    /** Whether other digits stand before the number, parted by no more than a separator. */
    private boolean insideRun(int i) {
        int j = i - 1;
        while (j >= 0 && i - j <= 3 && " -./()_".indexOf(a[j]) >= 0) {
            j--;
        }
        return j < i - 1 && isDigit(a(j));
    }

    /** Whether the number does not go on from a code: SKU-201-948-1927. */
    private boolean startsClean(int i) {
        char before = a(i - 1);
        if (Character.isLetterOrDigit(before)) {
            return escaped(i - 1) || before >= UNSPACED;
        }
        return before != '_'
                && !("-/.".indexOf(before) >= 0 && Character.isLetterOrDigit(a(i - 2)) && a(i - 2) < UNSPACED);
    }

    private int add(String type, int from, int to, double score, String recogniser) {
        found.add(new Finding(type, text.start(from), text.end(to), score, recogniser));
        return to;
    }
}
