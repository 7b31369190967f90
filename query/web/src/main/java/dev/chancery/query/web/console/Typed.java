package dev.chancery.query.web.console;

import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.ErrorResponseException;

/**
 * What a person typed into one of the forms of a page, and what was wrong with it. A page that shows a form again says that beside it and
 * keeps what was typed.
 *
 * @param form name of the form; empty when none was sent
 * @param wrong null when nothing was
 */
record Typed(
        String form,
        MultiValueMap<String, String> values,
        @Nullable String wrong) {

    /** The field that names the form. */
    static final String FORM = "form";

    private static final int MOST_VALUES = 1_000;

    /** No form was sent. */
    static final Typed NOTHING = new Typed("", new LinkedMultiValueMap<>(), null);

    /** A form as it was sent. */
    static Typed of(MultiValueMap<String, String> sent) {
        String form = sent.getFirst(FORM);
        return new Typed(form == null ? "" : form, sent, null);
    }

    /**
     * Does what the form asks for.
     *
     * @return empty when it was done; else what was typed with what was wrong, and the answer has the status of the API
     */
    Optional<Typed> attempt(HttpServletResponse response, Runnable act) {
        try {
            act.run();
            return Optional.empty();
        } catch (ErrorResponseException e) {
            response.setStatus(e.getStatusCode().value());
            return Optional.of(
                    new Typed(form, values, String.valueOf(e.getBody().getDetail())));
        } catch (IllegalArgumentException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return Optional.of(new Typed(form, values, String.valueOf(e.getMessage())));
        }
    }

    /** This, when it is of a form; else that form with nothing in it. */
    public Typed in(String name) {
        return form.equals(name) ? this : new Typed(name, new LinkedMultiValueMap<>(), null);
    }

    /** What stands in a field. */
    public String of(String name) {
        String value = values.getFirst(name);
        return value == null ? "" : value;
    }

    /** What stands in a field, and what is on record while the form was not sent. */
    public String or(String name, @Nullable Object recorded) {
        return values.isEmpty() ? (recorded == null ? "" : recorded.toString()) : of(name);
    }

    /** Whether a choice is taken; as on record while the form was not sent. */
    public boolean chosen(String name, String value, boolean recorded) {
        return values.isEmpty() ? recorded : all(name).contains(value);
    }

    /** Whether what was wrong is told of a field. */
    public boolean blames(String name) {
        return wrong != null && wrong.contains("'" + name + "'");
    }

    /** The id of a field on its page. */
    public String id(String name) {
        return (form + "-" + name).replaceAll("[^A-Za-z0-9-]", "-");
    }

    /** What was typed; null when nothing was. */
    @Nullable
    String text(String name) {
        String value = values.getFirst(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** All that was chosen or typed under a name, without what is blank. */
    List<String> all(String name) {
        List<String> all = values.get(name);
        return all == null
                ? List.of()
                : all.stream()
                        .filter(value -> !value.isBlank())
                        .map(String::strip)
                        .limit(MOST_VALUES)
                        .toList();
    }

    /** What stands in a field as a list, between commas, spaces or lines. */
    List<String> words(String name) {
        return Arrays.stream(of(name).split("[,;\\s]+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_VALUES)
                .toList();
    }

    /** What stands in a field line by line, without lines that are blank. */
    List<String> lines(String name) {
        return of(name).lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(MOST_VALUES)
                .toList();
    }

    /** A number; null when none is given. */
    @Nullable
    Double number(String name) {
        return number(name, text(name));
    }

    /** The number that a text is; null when it is blank. */
    static @Nullable Double number(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Problem.invalid("Give '" + name + "' as a number such as 0.8, not as: " + text.strip());
    }

    /** A whole number; null when none is given. */
    @Nullable
    Integer whole(String name) {
        String value = text(name);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw Problem.invalid("Give '" + name + "' as a whole number such as 30, not as: " + value);
        }
    }

    /** Yes, no, or null when neither was chosen. */
    @Nullable
    Boolean flag(String name) {
        String value = text(name);
        return value == null ? null : Boolean.valueOf(value);
    }

    /** A day; null when none is given. */
    @Nullable
    LocalDate day(String name) {
        String value = text(name);
        try {
            return value == null ? null : LocalDate.parse(value);
        } catch (DateTimeException e) {
            throw Problem.invalid("Give '" + name + "' as a day such as 2027-12-02.");
        }
    }

    /** One of an enumeration; null when none is chosen. */
    <E extends Enum<E>> @Nullable E one(String name, Class<E> type) {
        String value = text(name);
        return value == null ? null : one(name, type, value);
    }

    /** Some of an enumeration. */
    <E extends Enum<E>> List<E> some(String name, Class<E> type) {
        return all(name).stream().map(value -> one(name, type, value)).toList();
    }

    static <E extends Enum<E>> E one(String name, Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("Give '" + name + "' as one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + "."));
    }
}
