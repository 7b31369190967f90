package dev.chancery.gateway.privacy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the words beside a number say that it is. The nearest telling word before it decides. */
enum Cue {
    PHONE,
    CARD,
    SSN,
    VERSION,
    /** An order, an invoice, a licence: a number, but none of the above. */
    OTHER,
    NONE;

    /** How far back a cue is looked for, in characters. */
    private static final int REACH = 60;

    private static final int LONGEST = 20;

    private static final Map<String, Cue> WORDS = new HashMap<>();

    /** Words that mean a telephone only when they stand directly before the number: "Desk: 555 0100". */
    private static final Map<String, Cue> ADJACENT = new HashMap<>();

    /** Verbs that ask to be telephoned when nothing but {@link #FILLERS} follows: "reach me at 555 0100". */
    private static final Map<String, Cue> ASKING = new HashMap<>();

    /** Words that may stand between such a verb and the number, or begin the sentence that names it: "my card. It's 4111…". */
    private static final Set<String> FILLERS = Set.of(
            "me", "us", "him", "her", "them", "you", "out", "at", "on", "via", "from", "my", "our", "number", "to",
            "is", "it", "s", "its", "no", "nr");

    private static final Set<String> SOMEBODYS = Set.of("my", "his", "her", "your", "our", "their");

    static {
        put(WORDS, PHONE, """
                phone phones phonenumber telephone telephones tel tél téléphone telefon telefono teléfono telefone telefoon telefonnummer
                mobile mobil móvil mobilnummer cell cellphone cellular handy handynummer rufnummer fax whatsapp sms call calling
                called dial pager landline hotline voicemail gsm""");
        put(WORDS, CARD, """
                card cards creditcard cardnumber credit debit visa mastercard maestro amex cc kreditkarte karte carte tarjeta""");
        put(WORDS, SSN, "ssn social ss security");
        put(
                WORDS,
                VERSION,
                "version versions v ver release build firmware driver section chapter clause paragraph article");
        put(WORDS, OTHER, """
                order orders invoice invoices ticket ref reference id ids identifier account acct license licence zip postcode
                postal case serial isbn ean upc sku tracking parcel port pin code customer member policy claim passport vat tax
                amount total price sum page room item product model part batch lot booking reservation transaction commit hash
                population bestellung bestellnummer rechnung auftrag kundennummer commande facture pedido""");
        put(ADJACENT, PHONE, "desk office home work portable mob ph t m f");
        put(ASKING, PHONE, "text contact reach ring message messages");
    }

    private static void put(Map<String, Cue> words, Cue cue, String list) {
        for (String word : list.split("\\s+")) {
            words.put(word, cue);
        }
    }

    /** The cue before the number at the index. */
    static Cue before(char[] text, int index) {
        int i = index;
        int limit = Math.max(0, index - REACH);
        boolean passedWord = false;
        boolean onlyFillers = true;
        String following = "";
        while (i > limit) {
            char c = text[i - 1];
            if (Character.isLetter(c)) {
                int end = i;
                while (i > 0 && end - i <= LONGEST && Character.isLetter(text[i - 1])) {
                    i--;
                }
                String word = word(text, i, end);
                Cue cue = WORDS.get(word);
                cue = cue == null && !passedWord ? ADJACENT.get(word) : cue;
                cue = cue == null && onlyFillers ? ASKING.get(word) : cue;
                if (cue == null && onlyFillers && following.equals("number") && SOMEBODYS.contains(word)) {
                    cue = PHONE;
                }
                if (cue != null) {
                    return cue;
                }
                if (end - i > LONGEST) {
                    return NONE;
                }
                passedWord = true;
                onlyFillers &= FILLERS.contains(word);
                following = word;
            } else if (endsThought(text, i - 1, index, passedWord && !onlyFillers)) {
                return NONE;
            } else {
                i--;
            }
        }
        return NONE;
    }

    /** The cue that follows the number directly: "555 0100-Office", "555 0100 (mobile)". */
    static Cue behind(char[] text, int length, int end) {
        int i = end;
        while (i < length && i < end + 2 && (text[i] == ' ' || text[i] == '-' || text[i] == '(')) {
            i++;
        }
        if (i == end || (text[i - 1] == ' ')) {
            return NONE;
        }
        int from = i;
        while (i < length && i - from <= LONGEST && Character.isLetter(text[i])) {
            i++;
        }
        String word = word(text, from, i);
        return word.length() < 2 ? NONE : WORDS.getOrDefault(word, ADJACENT.getOrDefault(word, NONE));
    }

    private static String word(char[] text, int from, int to) {
        return new String(text, from, to - from).toLowerCase(Locale.ROOT);
    }

    /** A full stop before a space ends the thought, and a line's end does, when a telling word could have come between. */
    private static boolean endsThought(char[] text, int i, int index, boolean passedWords) {
        return switch (text[i]) {
            case '\n' -> passedWords;
            case '.', '!', '?', ';' -> passedWords && i + 1 < index && Character.isWhitespace(text[i + 1]);
            default -> false;
        };
    }
}
