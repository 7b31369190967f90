package dev.chancery.query.web.exports;

import dev.chancery.query.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a request wants a list to be.
 *
 * @param named whether it was named by {@code format}; otherwise it is what is accepted
 */
record Wanted(Format format, boolean named) {

    /** A kind of file. */
    enum Format {
        CSV("text/csv;charset=UTF-8;header=present"),
        XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }

        String ending() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static @Nullable Format of(MediaType accepted) {
            for (Format format : values()) {
                if (accepted.equalsTypeAndSubtype(MediaType.parseMediaType(format.type))) {
                    return format;
                }
            }
            return null;
        }
    }

    /** Null when it wants what the API answers anyway. */
    static @Nullable Wanted of(HttpServletRequest request) {
        String named = request.getParameter("format");
        if (named == null) {
            Format accepted = accepted(request);
            return accepted == null ? null : new Wanted(accepted, false);
        }
        return switch (named.toLowerCase(Locale.ROOT)) {
            case "csv" -> new Wanted(Format.CSV, true);
            case "xlsx" -> new Wanted(Format.XLSX, true);
            case "json" -> null;
            default -> throw Problem.invalid("Give 'format' as csv, xlsx or json.");
        };
    }

    /** What is accepted before JSON. Who accepts anything wants JSON. */
    private static @Nullable Format accepted(HttpServletRequest request) {
        List<MediaType> types;
        try {
            types = MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT)).stream()
                    .filter(type -> type.getQualityValue() > 0)
                    .sorted(Comparator.comparingDouble(MediaType::getQualityValue)
                            .reversed()
                            .thenComparing(type -> !type.isConcrete()))
                    .toList();
        } catch (InvalidMediaTypeException e) {
            return null;
        }
        for (MediaType type : types) {
            Format format = Format.of(type);
            if (format != null) {
                return format;
            }
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return null;
            }
        }
        return null;
    }
}
