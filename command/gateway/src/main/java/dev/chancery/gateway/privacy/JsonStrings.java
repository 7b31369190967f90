package dev.chancery.gateway.privacy;

import java.util.function.BinaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** Changes the strings of a JSON text and leaves every other character as it was: numbers, order, doubled names, white space. */
final class JsonStrings {

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private JsonStrings() {}

    /**
     * The JSON with other strings.
     *
     * @param change gets the name of the property (empty when there is none, and for a name itself) and a decoded string or the digits
     *     of a whole number; what it returns is written when it differs
     * @throws JacksonException when the text is no JSON
     */
    static String rewrite(String json, BinaryOperator<String> change) {
        StringBuilder out = new StringBuilder(json.length() + 32);
        int done = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean name = token == JsonToken.PROPERTY_NAME;
                if (!name && token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
                    continue;
                }
                int start = (int) parser.currentTokenLocation().getCharOffset();
                String value = parser.getString();
                String changed = change.apply(name ? "" : property(parser.streamReadContext()), value);
                if (!changed.equals(value)) {
                    int end = token == JsonToken.VALUE_NUMBER_INT ? start + value.length() : endOfString(json, start);
                    out.append(json, done, start)
                            .append('"')
                            .append(escaped(changed))
                            .append('"');
                    done = end;
                }
            }
        }
        return out.append(json, done, json.length()).toString();
    }

    /** The text as it stands between the quotes of a JSON string. */
    static char[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsCharArray(text);
    }

    private static String property(TokenStreamContext context) {
        TokenStreamContext named = context;
        while (named != null && named.inArray()) {
            named = named.getParent();
        }
        String name = named == null ? null : named.currentName();
        return name == null ? "" : name;
    }

    private static int endOfString(String json, int start) {
        int i = start + 1;
        while (json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
