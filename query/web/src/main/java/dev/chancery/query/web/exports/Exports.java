package dev.chancery.query.web.exports;

import dev.chancery.query.contracts.Query;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.exports.Wanted.Format;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every list of the API as CSV or XLSX, for whoever may read it as JSON. The method that answers is asked as it is for JSON, and what it
 * answers is written row by row; with {@code all=true} it is asked for the next page after each, so that however many there are, one page is in memory.
 */
@Component
final class Exports implements HandlerInterceptor, WebMvcConfigurer {

    /** Most rows of a file; a sheet holds them with its header and a note. */
    static final int MOST = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final String API = "/api/";
    private static final String FULL = "A file has at most " + MOST + " rows.";
    private static final String MAYBE =
            "These may not be all. This list has no pages, and lists have at most " + Query.PAGE_LIMIT + " items.";

    private final ObjectProvider<RequestMappingHandlerAdapter> adapter;
    private final Values values;
    private final InstantSource clock = InstantSource.system();

    Exports(ObjectProvider<RequestMappingHandlerAdapter> adapter, JsonMapper json) {
        this.adapter = adapter;
        this.values = new Values(json);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns(API + "**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws Exception {
        if (!(handler instanceof HandlerMethod method) || !isRead(request) || hasFormats(method)) {
            return true;
        }
        Wanted wanted = Wanted.of(request);
        if (wanted == null) {
            return true;
        }
        Type answer = answer(method);
        String list = request.getParameter("list");
        Listing listing = Listing.of(answer, list, isOne(request)).orElse(null);
        if (listing != null) {
            write(
                    listing,
                    wanted.format(),
                    new Pages(method, request, response, adapter.getObject()),
                    request,
                    response);
            return false;
        }
        if (list != null && Listing.of(answer, null, false).isPresent()) {
            throw Problem.invalid("There is no list '" + list + "' here. There are: "
                    + String.join(", ", Listing.names(answer)) + ".");
        }
        if (wanted.named()) {
            throw Problem.invalid("This is no list, and has no form as a table. Leave 'format' out.");
        }
        return true;
    }

    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    /** Whether a method has formats of its own. */
    private static boolean hasFormats(HandlerMethod method) {
        return Arrays.stream(method.getMethod().getParameters())
                .anyMatch(parameter -> parameter.getName().equals("format"));
    }

    /** Whether one thing is asked for by its name. */
    private static boolean isOne(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE))
                .endsWith("}");
    }

    private static Type answer(HandlerMethod method) {
        Type type = method.getReturnType().getGenericParameterType();
        return type instanceof ParameterizedType entity && entity.getRawType() == ResponseEntity.class
                ? entity.getActualTypeArguments()[0]
                : type;
    }

    private void write(
            Listing listing, Format format, Pages pages, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        boolean all = isAll(request);
        Object first = pages.page(null);
        if (first == null) {
            throw new IllegalStateException("No answer to " + request.getRequestURI());
        }
        String next = listing.isMeant() ? pages.next(first) : null;
        response.setContentType(format.type());
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(file(listing, request, next != null && !all) + "." + format.ending())
                        .build()
                        .toString());
        if (next != null && !all) {
            response.setHeader(HttpHeaders.LINK, link(request, String.valueOf(pages.cursor()), next));
        }
        OutputStream out = response.getOutputStream();
        Sheet sheet = format == Format.CSV ? new CsvSheet(out) : new XlsxSheet(out, sheet(listing, request));
        Written written = rows(listing, sheet, pages, first, all, response);
        sheet.end(about(listing, first, written, request));
    }

    /**
     * What was written.
     *
     * @param missing why these are not all; null when they are
     */
    private record Written(int rows, @Nullable String missing) {}

    private Written rows(
            Listing listing, Sheet sheet, Pages pages, Object first, boolean all, HttpServletResponse response)
            throws Exception {
        int rows = 0;
        String on = "";
        try {
            sheet.header(listing.header());
            for (Object page = first; page != null; ) {
                for (Iterator<List<@Nullable Object>> found = listing.rows(page).iterator(); found.hasNext(); rows++) {
                    if (rows == MOST) {
                        return cut(sheet, rows, FULL);
                    }
                    sheet.row(values.plain(found.next()));
                }
                String before = on;
                String next = listing.isMeant() ? pages.next(page) : null;
                if (next == null) {
                    break;
                }
                on = " Go on with " + pages.cursor() + "=" + next + ".";
                if (!all) {
                    return new Written(rows, "This is one page." + on);
                }
                if (rows > MOST - Query.PAGE_LIMIT) {
                    return cut(sheet, rows, FULL + on);
                }
                if (on.equals(before)) {
                    return cut(sheet, rows, "The page after this one is this one again.");
                }
                page = pages.page(next);
            }
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
                throw e;
            }
            LOG.atWarn().setCause(e).log("An export could not be written to the end");
            return cut(sheet, rows, why(e) + on);
        }
        return listing.isMeant() && pages.cursor() == null && rows == Query.PAGE_LIMIT
                ? noted(sheet, rows, MAYBE)
                : new Written(rows, null);
    }

    private static Written cut(Sheet sheet, int rows, String why) throws IOException {
        return noted(sheet, rows, "These are not all. " + why);
    }

    private static Written noted(Sheet sheet, int rows, String missing) throws IOException {
        sheet.note(missing);
        return new Written(rows, missing);
    }

    private static String why(RuntimeException e) {
        return e instanceof ErrorResponseException problem
                ? String.valueOf(problem.getBody().getDetail())
                : "Something broke; the log says what.";
    }

    private static boolean isAll(HttpServletRequest request) {
        String all = request.getParameter("all");
        if (all == null || all.equals("false")) {
            return false;
        }
        if (!all.equals("true")) {
            throw Problem.invalid("Give 'all' as true or false.");
        }
        return true;
    }

    private List<Map.Entry<String, Object>> about(
            Listing listing, Object first, Written written, HttpServletRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<Map.Entry<String, Object>> about = new ArrayList<>();
        about.add(Map.entry("asked", asked(request)));
        about.add(Map.entry("asked at", now));
        about.add(Map.entry("rows", written.rows()));
        about.add(Map.entry("complete", written.missing() == null));
        if (written.missing() != null) {
            about.add(Map.entry("why not", written.missing()));
        }
        if (!listing.name().isEmpty()) {
            about.add(Map.entry("list", listing.name()));
            about.addAll(beside(first));
        }
        about.add(Map.entry("times", "UTC"));
        return about;
    }

    private List<Map.Entry<String, Object>> beside(Object answer) {
        List<Map.Entry<String, Object>> said = new ArrayList<>();
        for (Map.Entry<String, Object> each : Listing.beside(answer)) {
            Object value = values.plain(each.getValue());
            if (value != null) {
                said.add(Map.entry(each.getKey(), value));
            }
        }
        return said;
    }

    private static String asked(HttpServletRequest request) {
        String query = request.getQueryString();
        return request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    private static String link(HttpServletRequest request, String cursor, String next) {
        String query = request.getQueryString();
        String others = Stream.of(query == null ? new String[0] : query.split("&", -1))
                .filter(parameter -> !parameter.isEmpty() && !parameter.startsWith(cursor + "="))
                .map(parameter -> parameter + "&")
                .collect(Collectors.joining());
        return "<" + request.getRequestURI() + "?" + others + cursor + "="
                + URLEncoder.encode(next, StandardCharsets.UTF_8) + ">; rel=\"next\"";
    }

    private String file(Listing listing, HttpServletRequest request, boolean onePage) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return sheet(listing, request) + (onePage ? "-page" : "") + "-" + today;
    }

    private static String sheet(Listing listing, HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length() + API.length())
                + (listing.isMeant() ? "" : "-" + listing.name());
        String safe = path.replaceAll("[^A-Za-z0-9._-]+", "-");
        return safe.length() > 80 ? safe.substring(0, 80) : safe;
    }
}
