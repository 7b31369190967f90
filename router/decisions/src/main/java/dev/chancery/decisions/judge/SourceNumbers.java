package dev.chancery.decisions.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that a text has and its source lacks. {@code 1,234.50}, {@code 1.234,5} and {@code 1234.5} are one number; where a separator may mean
 * either thousands or decimals, either will do. A digit within a word ({@code [PERSON_1]}, {@code Q3}) is no number, nor is what
 * counts the items of a list. Numbers in words are not seen, and no arithmetic is done: a sum that the source does not state is
 * one that it lacks.
 */
final class SourceNumbers {

    /** A run of digits and separators that no letter touches. */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\p{L}\\p{N}_])[0-9]++(?:[.,'\u2019\u00a0\u202f][0-9]++)*+(?![\\p{L}\\p{N}_])");

    private static final Pattern ITEM = Pattern.compile("(?m)^[ \\t]{0,20}+[0-9]{1,3}+[.)][ \\t]");
    /** A line break or a tab as JSON writes it, whose letter would hide the number after it. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\[nrt]");

    private static final Pattern SEPARATOR = Pattern.compile("[.,'\u2019\u00a0\u202f]");

    private SourceNumbers() {}

    /** As the text writes them, each once, in its order. */
    static List<String> lacking(String text, String source) {
        Set<String> known = new TreeSet<>();
        numbers(ESCAPE.matcher(source).replaceAll(" ")).forEach(number -> known.addAll(readings(number)));
        return numbers(ITEM.matcher(text).replaceAll(" ")).stream()
                .filter(number -> readings(number).stream().noneMatch(known::contains))
                .distinct()
                .toList();
    }

    private static List<String> numbers(String text) {
        List<String> numbers = new ArrayList<>();
        for (Matcher matcher = NUMBER.matcher(text); matcher.find(); ) {
            numbers.add(matcher.group());
        }
        return numbers;
    }

    /** What a number may mean: all its separators group digits, or the last one begins the decimals. */
    private static List<String> readings(String number) {
        List<String> parts = List.of(SEPARATOR.split(number));
        List<String> readings = new ArrayList<>();
        boolean grouped = parts.subList(1, parts.size()).stream().allMatch(part -> part.length() == 3);
        if (grouped) {
            readings.add(whole(String.join("", parts)));
        }
        if (parts.size() > 1) {
            String decimals = parts.getLast().replaceAll("0+$", "");
            String whole = whole(String.join("", parts.subList(0, parts.size() - 1)));
            readings.add(decimals.isEmpty() ? whole : whole + "." + decimals);
        }
        return readings;
    }

    private static String whole(String digits) {
        String stripped = digits.replaceAll("^0+", "");
        return stripped.isEmpty() ? "0" : stripped;
    }
}
