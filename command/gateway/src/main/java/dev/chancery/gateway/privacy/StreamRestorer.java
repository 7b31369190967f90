package dev.chancery.gateway.privacy;

import java.util.NavigableMap;

/**
 * Puts values back into a text that arrives in pieces. Holds back only an end that can still become a placeholder of the session, some
 * forty characters at most, and half a surrogate pair; whatever is no placeholder of the session stays as it is. The pieces may be cut
 * anywhere. For one thread.
 */
public final class StreamRestorer {

    private final NavigableMap<String, RawText> values;
    private final boolean json;
    private final Placeholder placeholder = new Placeholder();

    /** A backslash, or an opening bracket (behind a backslash or not) and what was read since. */
    private final StringBuilder held = new StringBuilder();

    private boolean reading;
    private char half;

    StreamRestorer(NavigableMap<String, RawText> values, boolean json) {
        this.values = values;
        this.json = json;
    }

    /** What can be delivered after the next piece; may be empty. */
    public String accept(String chunk) {
        StringBuilder out = new StringBuilder(chunk.length() + 32);
        if (half != 0) {
            out.append(half);
            half = 0;
        }
        for (int i = 0; i < chunk.length(); i++) {
            next(chunk.charAt(i), out);
        }
        int last = out.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(out.charAt(last))) {
            half = out.charAt(last);
            out.setLength(last);
        }
        return out.toString();
    }

    /** What is left when no further piece comes. */
    public String finish() {
        String rest = half == 0 ? held.toString() : half + held.toString();
        held.setLength(0);
        reading = false;
        half = 0;
        return rest;
    }

    private void next(char c, StringBuilder out) {
        held.append(c);
        if (!reading) {
            settle(c, out);
            return;
        }
        Placeholder.State state = placeholder.accept(c);
        if (state == Placeholder.State.CLOSED) {
            RawText value = values.get(placeholder.key());
            if (value != null) {
                putBack(value, out);
                return;
            }
        }
        if (state != Placeholder.State.OPEN || !canBecomeOne()) {
            settle(c, out);
        }
    }

    /** What is held is no placeholder; its last character may still begin one. */
    private void settle(char c, StringBuilder out) {
        int keep = 0;
        reading = false;
        if (c == '[') {
            placeholder.open();
            reading = canBecomeOne();
            boolean escaped = !json && held.length() > 1 && held.charAt(held.length() - 2) == '\\';
            keep = reading ? (escaped ? 2 : 1) : 0;
        } else if (c == '\\' && !json) {
            keep = 1;
        }
        int done = held.length() - keep;
        out.append(held, 0, done);
        held.delete(0, done);
    }

    private void putBack(RawText value, StringBuilder out) {
        // Markdown escapes both brackets or none; a backslash before the first alone is the text's own.
        boolean both = held.length() > 2 && held.charAt(held.length() - 2) == '\\';
        if (held.charAt(0) == '\\' && !both) {
            out.append('\\');
        }
        if (json) {
            out.append(JsonStrings.escaped(value.revealRawText()));
        } else {
            out.append(value.revealRawText());
        }
        held.setLength(0);
        reading = false;
    }

    private boolean canBecomeOne() {
        String key = placeholder.key();
        String nearest = values.ceilingKey(key);
        return nearest != null && nearest.startsWith(key);
    }
}
