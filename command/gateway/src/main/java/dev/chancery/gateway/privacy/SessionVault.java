package dev.chancery.gateway.privacy;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.core.JacksonException;

/**
 * Which placeholder stands for which value in one session. A value keeps its placeholder over all turns, however it is spelled, and
 * is put back as it was spelled first. Numbers follow the order of appearance: the same session and the same input give the same
 * placeholders. Thread-safe.
 *
 * <p>What looks like a placeholder in a request is a value of its own ({@code [LITERAL_1]}), so that nobody is given another's value
 * by typing {@code [PERSON_1]}. A value beyond the limits is replaced by number 0, which nothing puts back.
 */
public final class SessionVault {

    private final PrivacySettings settings;
    private final Map<Identity, String> placeholders = new HashMap<>();
    private final Map<String, Integer> highest = new TreeMap<>();
    private final NavigableMap<String, RawText> values = new ConcurrentSkipListMap<>();
    private final boolean others;
    private long characters;

    SessionVault(PrivacySettings settings) {
        this(settings, false);
    }

    private SessionVault(PrivacySettings settings, boolean others) {
        this.settings = settings;
        this.others = others;
    }

    /** A vault that puts these values back, as {@link #values} gave them. */
    static SessionVault of(Map<String, RawText> values) {
        SessionVault vault = new SessionVault(PrivacySettings.DEFAULT);
        vault.values.putAll(values);
        return vault;
    }

    /** A vault that takes every placeholder for one of another vault, and keeps no value. */
    static SessionVault ofOthers(PrivacySettings settings) {
        return new SessionVault(settings, true);
    }

    /** The values of some placeholders, for {@link Capsules}; unknown ones are left out. */
    public SortedMap<String, RawText> values(Collection<String> keys) {
        SortedMap<String, RawText> found = new TreeMap<>();
        for (String key : keys) {
            RawText value = values.get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    /** For the texts of one request, on their way to a model. */
    public Redaction redaction(PersonalDataScanner scanner) {
        return new Redaction(this, scanner, false);
    }

    /**
     * For the texts of one output, before they are stored: placeholders of this session stay, other personal data gets new ones, and
     * only that is counted.
     */
    public Redaction screening(PersonalDataScanner scanner) {
        return new Redaction(this, scanner, true);
    }

    /** The text with placeholders, and what they replaced. */
    public Sanitised sanitise(PersonalDataScanner scanner, String text) {
        return redaction(scanner).sanitised("", text);
    }

    /** The JSON text with placeholders in its strings; see {@link Redaction#sanitiseJson}. */
    public String sanitiseJson(PersonalDataScanner scanner, String json) {
        return redaction(scanner).sanitiseJson(json);
    }

    /** The text with the values of this session put back. */
    public String restore(String text) {
        StreamRestorer restorer = streamRestorer();
        return restorer.accept(text) + restorer.finish();
    }

    /** JSON with the values put back inside its strings, escaped as JSON needs it. Takes cut JSON too. */
    public String restoreJson(String json) {
        try {
            return JsonStrings.rewrite(json, (name, value) -> restore(value));
        } catch (JacksonException cut) {
            StreamRestorer restorer = jsonStreamRestorer();
            return restorer.accept(json) + restorer.finish();
        }
    }

    /** Puts the values back into a text that arrives in pieces. */
    public StreamRestorer streamRestorer() {
        return new StreamRestorer(values, false);
    }

    /** Puts the values back into JSON that arrives in pieces, escaped for the strings in which they stand. */
    public StreamRestorer jsonStreamRestorer() {
        return new StreamRestorer(values, true);
    }

    boolean isIssued(String key) {
        return others || values.containsKey(key);
    }

    synchronized boolean hasType(String type) {
        return highest.containsKey(type);
    }

    /** A placeholder, and whether it was issued just now. */
    record Issued(String placeholder, boolean fresh) {}

    synchronized Issued placeholder(String type, String value) {
        Identity identity = Identity.of(type, value);
        String known = placeholders.get(identity);
        if (known != null) {
            return new Issued(known, false);
        }
        if (others
                || placeholders.size() >= settings.valuesPerSession()
                || characters + value.length() > settings.charactersPerSession()) {
            return new Issued(Placeholder.of(type, 0), true);
        }
        String placeholder = Placeholder.of(type, highest.merge(type, 1, Integer::sum));
        placeholders.put(identity, placeholder);
        values.put(Placeholder.key(placeholder), RawText.of(value));
        characters += value.length();
        return new Issued(placeholder, true);
    }

    @Override
    public String toString() {
        return "SessionVault(" + values.size() + " values)";
    }

    /** What makes two spellings one value. Prints nothing of it. */
    private static final class Identity {
        private final String type;
        private final String value;

        private Identity(String type, String value) {
            this.type = type;
            this.value = value;
        }

        static Identity of(String type, String value) {
            if (type.equals(Placeholder.LITERAL)) {
                return new Identity(type, value);
            }
            FoldedText folded = FoldedText.of(value);
            String plain = new String(folded.chars, 0, folded.length);
            return new Identity(
                    type,
                    switch (type) {
                        case "CREDIT_CARD", "US_SSN" -> only(plain, false);
                        case "PHONE_NUMBER" -> (plain.startsWith("+") ? "+" : "") + only(plain, true);
                        case "IBAN_CODE" -> only(plain, true);
                        case "URL" -> plain;
                        default -> plain.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
                    });
        }

        private static String only(String text, boolean letters) {
            StringBuilder kept = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (DigitGroups.isDigit(c) || (letters && Character.isLetter(c))) {
                    kept.append(Character.toLowerCase(c));
                }
            }
            return kept.toString();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity that && type.equals(that.type) && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + value.hashCode();
        }

        @Override
        public String toString() {
            return "Identity(" + type + ")";
        }
    }
}
