package dev.chancery.query.web.usage;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what providers export. Sources: OpenAI API reference, <i>Usage</i> ({@code /v1/organization/usage/completions},
 * {@code /v1/organization/costs}); Claude Admin API reference, <i>Usage and cost</i> ({@code /v1/organizations/usage_report/messages},
 * {@code /v1/organizations/cost_report}); the headers of the files that their consoles export. Of JSON every further member is passed over,
 * as providers add some; of CSV an unknown column is an error, as it may be what the others no longer say.
 */
final class UsageExports {

    /** Largest file, in bytes. */
    static final int MAX_BYTES = 16 << 20;

    /** Most rows by day and model: they are kept in one event. */
    private static final int MAX_KEPT = 10_000;

    private static final int MAX_DAYS = 400;
    private static final int MAX_NAME = 200;

    private static final String OPENAI_USAGE_RESULT = "organization.usage.completions.result";
    private static final String OPENAI_COSTS_RESULT = "organization.costs.result";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Columns of a CSV: those that are needed, and those that say what we do not ask. */
    private record Columns(UsageExport export, List<String> needed, List<String> passedOver) {}

    private static final List<Columns> CSV = List.of(
            new Columns(
                    UsageExport.OPENAI_USAGE_CSV,
                    List.of("start_time", "end_time", "num_model_requests", "model", "input_tokens", "output_tokens"),
                    List.of(
                            "input_cached_tokens",
                            "start_time_iso",
                            "end_time_iso",
                            "project_id",
                            "project_name",
                            "user_id",
                            "user_email",
                            "api_key_id",
                            "api_source",
                            "organization_id",
                            "organization_name",
                            "batch",
                            "service_tier",
                            "input_uncached_tokens",
                            "input_text_tokens",
                            "output_text_tokens",
                            "input_cached_text_tokens",
                            "input_audio_tokens",
                            "input_cached_audio_tokens",
                            "output_audio_tokens",
                            "input_image_tokens",
                            "input_cached_image_tokens",
                            "output_image_tokens")),
            new Columns(
                    UsageExport.OPENAI_COSTS_CSV,
                    List.of("start_time", "end_time", "amount_value", "amount_currency", "line_item"),
                    List.of(
                            "start_time_iso",
                            "end_time_iso",
                            "quantity",
                            "quantity_unit",
                            "user_id",
                            "user_email",
                            "api_key_id",
                            "api_source",
                            "project_id",
                            "project_name",
                            "organization_id",
                            "organization_name")),
            new Columns(
                    UsageExport.ANTHROPIC_USAGE_CSV,
                    List.of(
                            "usage_date_utc",
                            "model_version",
                            "usage_input_tokens_no_cache",
                            "usage_input_tokens_cache_write_5m",
                            "usage_input_tokens_cache_write_1h",
                            "usage_input_tokens_cache_read",
                            "usage_output_tokens"),
                    List.of(
                            "api_key",
                            "api_key_id",
                            "api_key_status",
                            "workspace",
                            "usage_type",
                            "context_window",
                            "web_search_count",
                            "inference_geo",
                            "speed")));

    private record Key(LocalDate day, String model) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::day).thenComparing(Key::model).compare(this, other);
        }
    }

    /** Sums of a day and model; money is rounded only at the end. */
    private static final class Sum {
        private @Nullable Long requests;
        private @Nullable Long input;
        private @Nullable Long cached;
        private @Nullable Long output;
        private @Nullable BigDecimal cost;
        private @Nullable Currency currency;
    }

    private final SortedMap<Key, Sum> sums = new TreeMap<>();
    private @Nullable LocalDate first;
    private @Nullable LocalDate last;
    private @Nullable UsageExport export;

    private UsageExports() {}

    /**
     * Reads a file.
     *
     * @param provider as the policy names it
     * @param by who imports it
     * @throws BadExport when it cannot be taken in
     */
    static ImportUsage read(String provider, byte[] file, String by) {
        if (Stream.of(UsageExport.values()).noneMatch(e -> e.provider().equals(provider))) {
            throw new BadExport("No export of '" + printable(provider)
                    + "' can be read; 'provider' is openai or anthropic, as the policy names it.");
        }
        if (file.length > MAX_BYTES) {
            throw new BadExport("An export has at most " + MAX_BYTES + " bytes. Export a shorter period.");
        }
        String text = text(file);
        UsageExports read = new UsageExports();
        if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
            read.json(provider, text);
        } else {
            read.csv(provider, text);
        }
        return read.command(sha256(file), by);
    }

    private ImportUsage command(String sha256, String by) {
        UsageExport of = export;
        LocalDate from = first;
        LocalDate to = last;
        if (of == null || from == null || to == null) {
            throw new BadExport("The export holds no use at all, so there is nothing to import.");
        }
        if (ChronoUnit.DAYS.between(from, to) >= MAX_DAYS) {
            throw new BadExport("An export is of at most " + MAX_DAYS + " days. Export a shorter period.");
        }
        return new ImportUsage(
                of,
                sha256,
                from,
                to,
                sums.entrySet().stream()
                        .map(e -> invoiced(e.getKey(), e.getValue()))
                        .toList(),
                by);
    }

    private static InvoicedUsage invoiced(Key key, Sum sum) {
        BigDecimal cost = sum.cost;
        return new InvoicedUsage(
                key.day(),
                key.model(),
                sum.requests,
                sum.input,
                sum.cached,
                sum.output,
                cost == null || sum.currency == null ? null : new Micros(micros(cost), sum.currency));
    }

    private static long micros(BigDecimal cost) {
        try {
            return cost.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
        } catch (ArithmeticException e) {
            throw new BadExport("The amount " + cost.toEngineeringString() + " is larger than any invoice.");
        }
    }

    // JSON

    private void json(String provider, String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new BadExport("The export is no JSON: " + e.getOriginalMessage() + ". Import the answer as it came.");
        }
        int pages = 0;
        int results = 0;
        for (JsonNode page : root.isArray() ? root : List.of(root)) {
            boolean lastPage = ++pages == (root.isArray() ? root.size() : 1);
            if (!page.path("data").isArray()) {
                throw new BadExport(
                        "The export has no 'data'. Import the answer of the usage or cost API, or an array of its pages.");
            }
            if (lastPage && page.path("has_more").asBoolean(false)) {
                throw new BadExport(
                        "The export goes on ('has_more'). Ask for all pages and import them as one JSON array.");
            }
            for (JsonNode bucket : page.path("data")) {
                LocalDate day = provider.equals("openai")
                        ? day(seconds(bucket, "start_time"), seconds(bucket, "end_time"))
                        : day(instant(bucket, "starting_at"), instant(bucket, "ending_at"));
                for (JsonNode result : bucket.path("results")) {
                    if (++results > Csv.MAX_ROWS) {
                        throw new BadExport(
                                "An export has at most " + Csv.MAX_ROWS + " rows. Export a shorter period.");
                    }
                    if (provider.equals("openai")) {
                        openai(day, result);
                    } else {
                        anthropic(day, result);
                    }
                }
            }
        }
    }

    private void openai(LocalDate day, JsonNode result) {
        switch (result.path("object").asString("")) {
            case OPENAI_USAGE_RESULT -> {
                Sum sum = sum(UsageExport.OPENAI_USAGE_JSON, day, named(result, "model", "group_by=model"));
                sum.requests = plus(sum.requests, count(result, "num_model_requests"));
                sum.input = plus(sum.input, count(result, "input_tokens"));
                sum.cached = plus(
                        sum.cached,
                        result.hasNonNull("input_cached_tokens") ? count(result, "input_cached_tokens") : 0);
                sum.output = plus(sum.output, count(result, "output_tokens"));
            }
            case OPENAI_COSTS_RESULT -> {
                JsonNode amount = result.path("amount");
                cost(
                        sum(
                                UsageExport.OPENAI_COSTS_JSON,
                                day,
                                modelOf(named(result, "line_item", "group_by=line_item"))),
                        decimal(amount.path("value").asString(""), "amount.value"),
                        amount.path("currency").asString(""));
            }
            default ->
                throw new BadExport("A result is of the object '"
                        + printable(result.path("object").asString("")) + "'; expected " + OPENAI_USAGE_RESULT + " or "
                        + OPENAI_COSTS_RESULT + ".");
        }
    }

    private void anthropic(LocalDate day, JsonNode result) {
        if (result.has("uncached_input_tokens")) {
            Sum sum = sum(UsageExport.ANTHROPIC_USAGE_JSON, day, named(result, "model", "group_by[]=model"));
            JsonNode written = result.path("cache_creation");
            long cached = Math.addExact(
                    count(result, "cache_read_input_tokens"),
                    Math.addExact(
                            count(written, "ephemeral_5m_input_tokens"), count(written, "ephemeral_1h_input_tokens")));
            sum.input = plus(sum.input, Math.addExact(cached, count(result, "uncached_input_tokens")));
            sum.cached = plus(sum.cached, cached);
            sum.output = plus(sum.output, count(result, "output_tokens"));
        } else if (result.has("amount")) {
            // What is no tokens, such as searches, has no model and stands under its own name.
            String name = result.path("model").asString("").isEmpty()
                    ? named(result, "cost_type", "group_by[]=description")
                    : result.path("model").asString("");
            cost(
                    sum(UsageExport.ANTHROPIC_COST_JSON, day, name),
                    decimal(result.path("amount").asString(""), "amount").movePointLeft(2),
                    result.path("currency").asString(""));
        } else {
            throw new BadExport(
                    "A result has neither 'uncached_input_tokens' nor 'amount', so it is of no report that can be read:"
                            + " expected /v1/organizations/usage_report/messages or /v1/organizations/cost_report.");
        }
    }

    private static String named(JsonNode result, String member, String ask) {
        if (!result.path(member).isString() || result.path(member).asString().isBlank()) {
            throw new BadExport(
                    "A result has no '" + member + "', so it cannot be told by model. Export again with " + ask + ".");
        }
        return result.path(member).asString();
    }

    private static long count(JsonNode node, String member) {
        if (!node.path(member).isIntegralNumber()
                || !node.path(member).canConvertToLong()
                || node.path(member).asLong() < 0) {
            throw new BadExport("A result has no whole number '" + member + "'. Import the answer as it came.");
        }
        return node.path(member).asLong();
    }

    private static Instant seconds(JsonNode bucket, String member) {
        return Instant.ofEpochSecond(Math.min(count(bucket, member), Integer.MAX_VALUE));
    }

    private static Instant instant(JsonNode bucket, String member) {
        try {
            return Instant.parse(bucket.path(member).asString(""));
        } catch (DateTimeException e) {
            throw new BadExport("A bucket has no instant '" + member + "'. Import the answer as it came.");
        }
    }

    // CSV

    private void csv(String provider, String text) {
        Csv.Table table = Csv.parse(text);
        if (table.header().contains("cost_usd") && table.header().contains("token_type")) {
            throw new BadExport(
                    "This cost export calls models by names for people ('Claude Haiku 4.5'), which no answer reports."
                            + " Import the JSON of /v1/organizations/cost_report?group_by[]=description instead.");
        }
        Columns columns = columns(provider, table.header());
        for (Csv.Row row : table.rows()) {
            switch (columns.export()) {
                case OPENAI_USAGE_CSV -> openaiUsage(row);
                case OPENAI_COSTS_CSV -> openaiCosts(row);
                default -> anthropicUsage(row);
            }
        }
    }

    private static Columns columns(String provider, List<String> header) {
        List<Columns> known =
                CSV.stream().filter(c -> c.export().provider().equals(provider)).toList();
        Columns columns = known.stream()
                .filter(c -> header.containsAll(c.needed()))
                .findFirst()
                .orElseThrow(() -> new BadExport("The file has not the columns of an export. Expected "
                        + String.join(
                                "; or ",
                                known.stream()
                                        .map(c -> String.join(", ", c.needed()))
                                        .toList())
                        + ". Found: " + printable(String.join(", ", header)) + "."));
        List<String> unknown = new ArrayList<>(header);
        unknown.removeAll(columns.needed());
        unknown.removeAll(columns.passedOver());
        if (!unknown.isEmpty() || header.stream().distinct().count() != header.size()) {
            throw new BadExport("Unknown or doubled columns: " + printable(String.join(", ", unknown)) + ". Expected "
                    + String.join(", ", columns.needed()) + "; also known: " + String.join(", ", columns.passedOver())
                    + ". Export without others.");
        }
        return columns;
    }

    private void openaiUsage(Csv.Row row) {
        LocalDate day = day(row);
        if (row.get("num_model_requests").isEmpty()) {
            return; // A period without use has a line of its own, with nothing in it.
        }
        Sum sum = sum(UsageExport.OPENAI_USAGE_CSV, day, name(row, "model"));
        sum.requests = plus(sum.requests, count(row, "num_model_requests"));
        sum.input = plus(sum.input, count(row, "input_tokens"));
        sum.cached = plus(sum.cached, row.get("input_cached_tokens").isEmpty() ? 0 : count(row, "input_cached_tokens"));
        sum.output = plus(sum.output, count(row, "output_tokens"));
    }

    private void openaiCosts(Csv.Row row) {
        LocalDate day = day(row);
        if (row.get("amount_value").isEmpty()) {
            return;
        }
        cost(
                sum(UsageExport.OPENAI_COSTS_CSV, day, modelOf(name(row, "line_item"))),
                decimal(row.get("amount_value"), "amount_value of line " + row.number()),
                row.get("amount_currency"));
    }

    private void anthropicUsage(Csv.Row row) {
        LocalDate day;
        try {
            day = LocalDate.parse(row.get("usage_date_utc"));
        } catch (DateTimeException e) {
            throw new BadExport("Line " + row.number() + " has no day 'usage_date_utc' like 2026-11-05.");
        }
        cover(day);
        Sum sum = sum(UsageExport.ANTHROPIC_USAGE_CSV, day, name(row, "model_version"));
        long cached = Math.addExact(
                count(row, "usage_input_tokens_cache_read"),
                Math.addExact(
                        count(row, "usage_input_tokens_cache_write_5m"),
                        count(row, "usage_input_tokens_cache_write_1h")));
        sum.input = plus(sum.input, Math.addExact(cached, count(row, "usage_input_tokens_no_cache")));
        sum.cached = plus(sum.cached, cached);
        sum.output = plus(sum.output, count(row, "usage_output_tokens"));
    }

    private LocalDate day(Csv.Row row) {
        return day(
                Instant.ofEpochSecond(Math.min(count(row, "start_time"), Integer.MAX_VALUE)),
                Instant.ofEpochSecond(Math.min(count(row, "end_time"), Integer.MAX_VALUE)));
    }

    private static String name(Csv.Row row, String column) {
        if (row.get(column).isBlank()) {
            throw new BadExport("Line " + row.number() + " has no '" + column
                    + "', so it cannot be told by model. Export it grouped by "
                    + (column.equals("line_item") ? "line item." : "model."));
        }
        return row.get(column);
    }

    private static long count(Csv.Row row, String column) {
        if (!row.get(column).matches("[0-9]{1,18}")) {
            throw new BadExport("Line " + row.number() + " has no whole number '" + column + "', but '"
                    + printable(row.get(column)) + "'.");
        }
        return Long.parseLong(row.get(column));
    }

    // Both

    /** The UTC day of a bucket, which the export then holds for. */
    private LocalDate day(Instant from, Instant to) {
        LocalDate day = LocalDate.ofInstant(from, ZoneOffset.UTC);
        if (!to.isAfter(from)
                || !LocalDate.ofInstant(to.minusSeconds(1), ZoneOffset.UTC).equals(day)) {
            throw new BadExport("The bucket from " + from + " to " + to
                    + " is not within one day of UTC. Export by the day (1d), hour or minute.");
        }
        cover(day);
        return day;
    }

    private void cover(LocalDate day) {
        first = first == null || day.isBefore(first) ? day : first;
        last = last == null || day.isAfter(last) ? day : last;
    }

    private Sum sum(UsageExport of, LocalDate day, String model) {
        if (export != null && export != of) {
            throw new BadExport("The export mixes usage and costs. Import each by itself.");
        }
        export = of;
        if (model.length() > MAX_NAME) {
            throw new BadExport("The name '" + printable(model) + "' is longer than any model's.");
        }
        Sum sum = sums.computeIfAbsent(new Key(day, model), key -> new Sum());
        if (sums.size() > MAX_KEPT) {
            throw new BadExport("An export has at most " + MAX_KEPT + " days and models. Export a shorter period.");
        }
        return sum;
    }

    private static void cost(Sum sum, BigDecimal amount, String code) {
        Currency currency;
        try {
            currency = Currency.getInstance(code.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadExport("'" + printable(code) + "' is no currency.");
        }
        if (sum.currency != null && !sum.currency.equals(currency)) {
            throw new BadExport("The export has two currencies for one model on one day.");
        }
        sum.currency = currency;
        sum.cost = sum.cost == null ? amount : sum.cost.add(amount);
    }

    /** A line item is a model and what of it: {@code gpt-4o-2024-08-06, input}. */
    private static String modelOf(String lineItem) {
        int comma = lineItem.lastIndexOf(", ");
        return comma < 0 ? lineItem : lineItem.substring(0, comma);
    }

    private static BigDecimal decimal(String text, String where) {
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,60})?([eE]-?[0-9]{1,2})?")) {
            throw new BadExport("'" + where + "' is no amount: '" + printable(text) + "'.");
        }
        return new BigDecimal(text);
    }

    private static Long plus(@Nullable Long sum, long more) {
        return sum == null ? more : Math.addExact(sum, more);
    }

    private static String text(byte[] file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadExport(
                    "The file is no text in UTF-8. Import the JSON or CSV as it was exported, not a spreadsheet.");
        }
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    private static String printable(String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return shown.replaceAll("[^ -~]", "?");
    }
}
