package dev.chancery.decisions.pricing;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.fact.ListedModel;
import dev.chancery.contracts.fact.ListedModel.Clause;
import dev.chancery.contracts.fact.ListedModel.DatedPrice;
import dev.chancery.contracts.fact.ListedModel.Kind;
import dev.chancery.contracts.fact.ListedModel.NamePattern;
import dev.chancery.contracts.fact.ListedProvider;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.PriceListFile.Format;
import dev.chancery.contracts.fact.PricePart;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Tariff.Above;
import dev.chancery.contracts.fact.Tariff.Rates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads price lists in the formats of genai-prices and LiteLLM; which of the two it is, the file tells. Both are in US dollars. A price is
 * taken to six places of a dollar per million tokens, half to even: their files hold numbers such as 0.19999999999999998.
 *
 * <p>What a list has beside prices by token and call (images, seconds, searches, batches, priorities) is not read; its names are told.
 */
public final class PriceListReader {

    /** Largest file, in bytes. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int MAX_MODELS = 20_000;
    private static final int MAX_ALTERNATIVES = 200;
    private static final int MAX_PRICES = 50;
    private static final int MAX_UNREAD = 100;
    private static final int MAX_PLACES = 60;
    private static final Currency USD = Currency.getInstance("USD");
    private static final BigDecimal DEAREST = BigDecimal.valueOf(10_000);
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final Pattern LONG_INPUT = Pattern.compile("(.+)_above_(\\d{1,5})k_tokens");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(30)
                            .maxNumberLength(40)
                            .maxNameLength(500)
                            .maxStringLength(20_000)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final SortedSet<String> unread = new TreeSet<>();
    private final List<PricePart> parts = new ArrayList<>();
    private int models;
    private int skipped;

    private PriceListReader() {}

    /**
     * Reads a file.
     *
     * @param source as whoever imports it calls where it comes from
     * @param date from which day on it is taken to hold
     * @throws BadPriceList when it is none
     */
    public static ImportPrices read(byte[] file, String source, LocalDate date, String by) {
        if (file.length > MAX_BYTES) {
            throw new BadPriceList("The file has more than " + (MAX_BYTES >> 20) + " MiB; a price list has less.");
        }
        if (!Id.isValid(source) || source.indexOf('/') >= 0) {
            throw new BadPriceList("Give 'source', an id of printable ASCII characters without spaces and slashes.");
        }
        JsonNode root = json(file);
        PriceListReader reader = new PriceListReader();
        Format format = root.isArray() ? Format.GENAI_PRICES : Format.LITELLM;
        int providers = switch (format) {
            case GENAI_PRICES -> reader.genai(root);
            case LITELLM -> reader.litellm(root);
        };
        if (reader.models == 0) {
            throw new BadPriceList(
                    "The file holds no price by token. Give a list as genai-prices (an array of providers) or LiteLLM (an object"
                            + " of models) publish them.");
        }
        return new ImportPrices(
                new PriceListFile(
                        source,
                        format,
                        sha256(file),
                        date,
                        providers,
                        reader.models,
                        reader.skipped,
                        reader.unread.stream().limit(MAX_UNREAD).toList()),
                reader.parts,
                by);
    }

    private static JsonNode json(byte[] file) {
        try {
            JsonNode root = JSON.readTree(new String(file, StandardCharsets.UTF_8));
            if (!root.isArray() && !root.isObject()) {
                throw new BadPriceList("The file is neither an array of providers nor an object of models.");
            }
            return root;
        } catch (JacksonException e) {
            throw new BadPriceList("The file is no JSON: " + e.getOriginalMessage());
        }
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    private int genai(JsonNode root) {
        SortedSet<String> seen = new TreeSet<>();
        for (JsonNode node : root) {
            String id = id(node.path("id"), "a provider's 'id'");
            if (!seen.add(id)) {
                throw new BadPriceList("The provider '" + id + "' is there twice.");
            }
            String address = null;
            if (node.has("api_pattern")) {
                address = text(node.path("api_pattern"), id + ": 'api_pattern'");
                if (!BoundedPattern.isValid(address)) {
                    throw new BadPriceList(id + ": 'api_pattern' is no regular expression of at most 200 characters.");
                }
            }
            List<String> fallbacks = new ArrayList<>();
            node.path("fallback_model_providers")
                    .forEach(each -> fallbacks.add(id(each, id + ": 'fallback_model_providers'")));
            if (!node.path("models").isArray()) {
                throw new BadPriceList(id + ": 'models' must be an array.");
            }
            List<ListedModel> listed = new ArrayList<>();
            for (JsonNode model : node.path("models")) {
                ListedModel read = genaiModel(id, model);
                if (read == null) {
                    skipped++;
                } else {
                    listed.add(read);
                }
            }
            keep(new ListedProvider(id, address, fallbacks), listed);
        }
        return seen.size();
    }

    private @Nullable ListedModel genaiModel(String provider, JsonNode node) {
        String id = id(node.path("id"), provider + ": a model's 'id'");
        String where = provider + "/" + id;
        List<NamePattern> names = alternatives(node.path("match"), where).stream()
                .map(NamePattern::new)
                .toList();
        List<DatedPrice> prices = new ArrayList<>();
        JsonNode told = node.path("prices");
        if (told.isObject()) {
            add(prices, null, false, genaiTariff(told, where));
        } else if (told.isArray() && told.size() <= MAX_PRICES) {
            for (JsonNode each : told) {
                JsonNode constraint = each.path("constraint");
                boolean hours = constraint.has("start_time") || constraint.has("end_time");
                LocalDate from = constraint.has("start_date") ? date(constraint.path("start_date"), where) : null;
                if (!constraint.isMissingNode() && !constraint.isNull() && !hours && from == null) {
                    throw new BadPriceList(where + ": the constraint " + constraint + " of a price is not known.");
                }
                add(prices, from, hours, genaiTariff(each.path("prices"), where));
            }
        } else {
            throw new BadPriceList(
                    where + ": 'prices' must be an object, or an array of at most " + MAX_PRICES + " of them.");
        }
        return prices.isEmpty() ? null : new ListedModel(id, names, prices);
    }

    private static void add(List<DatedPrice> prices, @Nullable LocalDate from, boolean hours, @Nullable Tariff tariff) {
        if (tariff != null) {
            prices.add(new DatedPrice(from, hours, tariff));
        }
    }

    private static LocalDate date(JsonNode node, String where) {
        try {
            return LocalDate.parse(text(node, where + ": 'start_date'"));
        } catch (DateTimeParseException e) {
            throw new BadPriceList(where + ": 'start_date' must be a date such as 2026-03-13.");
        }
    }

    private @Nullable Tariff genaiTariff(JsonNode prices, String where) {
        if (!prices.isObject()) {
            throw new BadPriceList(where + ": a price must be an object.");
        }
        Table table = new Table();
        Micros request = null;
        for (Map.Entry<String, JsonNode> price : prices.properties()) {
            String at = where + ": '" + price.getKey() + "'";
            Column column = switch (price.getKey()) {
                case "input_mtok" -> Column.INPUT;
                case "output_mtok" -> Column.OUTPUT;
                case "cache_read_mtok" -> Column.CACHE_READ;
                case "cache_write_mtok" -> Column.CACHE_WRITE;
                case "input_audio_mtok" -> Column.INPUT_AUDIO;
                case "cache_audio_read_mtok" -> Column.CACHE_READ_AUDIO;
                case "output_audio_mtok" -> Column.OUTPUT_AUDIO;
                default -> null;
            };
            if (price.getKey().equals("requests_kcount")) {
                request = money(decimal(price.getValue(), at).movePointLeft(3), at);
            } else if (column == null) {
                unread.add(price.getKey());
            } else if (price.getValue().isObject()) {
                table.put(0, column, perMillion(price.getValue().path("base"), at));
                if (price.getValue().path("tiers").size() > MAX_PRICES) {
                    throw new BadPriceList(at + " has more than " + MAX_PRICES + " tiers.");
                }
                for (JsonNode tier : price.getValue().path("tiers")) {
                    JsonNode start = tier.path("start");
                    if (!start.isIntegralNumber() || !start.canConvertToInt() || start.intValue() < 1) {
                        throw new BadPriceList(at + ": 'start' of a tier must be a whole number of tokens.");
                    }
                    table.put(start.intValue(), column, perMillion(tier.path("price"), at));
                }
            } else {
                table.put(0, column, perMillion(price.getValue(), at));
            }
        }
        return table.tariff(request);
    }

    /** Any of the inner lists has to be wholly true. */
    private static List<List<Clause>> alternatives(JsonNode match, String where) {
        if (match.size() != 1) {
            throw new BadPriceList(where + ": 'match' must have one clause.");
        }
        Map.Entry<String, JsonNode> clause = match.properties().iterator().next();
        String name = clause.getKey();
        if (name.equals("or") || name.equals("and")) {
            boolean any = name.equals("or");
            List<List<Clause>> all = new ArrayList<>();
            if (!any) {
                all.add(List.of());
            }
            for (JsonNode each : clause.getValue()) {
                List<List<Clause>> inner = alternatives(each, where);
                if (any) {
                    all.addAll(inner);
                } else {
                    all = product(all, inner);
                }
                if (all.size() > MAX_ALTERNATIVES) {
                    throw new BadPriceList(where + ": 'match' has more than " + MAX_ALTERNATIVES + " alternatives.");
                }
            }
            return all;
        }
        Kind kind = switch (name) {
            case "equals" -> Kind.EQUALS;
            case "starts_with" -> Kind.STARTS_WITH;
            case "ends_with" -> Kind.ENDS_WITH;
            case "contains" -> Kind.CONTAINS;
            case "regex" -> Kind.REGEX;
            default -> throw new BadPriceList(where + ": the clause '" + name + "' is not known.");
        };
        String text = text(clause.getValue(), where + ": '" + name + "'");
        if (kind == Kind.REGEX && !BoundedPattern.isValid(text)) {
            throw new BadPriceList(where + ": 'regex' is no regular expression of at most 200 characters.");
        }
        return List.of(List.of(new Clause(kind, kind == Kind.REGEX ? text : text.toLowerCase(Locale.ROOT))));
    }

    private static List<List<Clause>> product(List<List<Clause>> left, List<List<Clause>> right) {
        List<List<Clause>> product = new ArrayList<>();
        for (List<Clause> one : left) {
            for (List<Clause> other : right) {
                List<Clause> both = new ArrayList<>(one);
                both.addAll(other);
                product.add(List.copyOf(both));
                if (product.size() > MAX_ALTERNATIVES) {
                    return product;
                }
            }
        }
        return product;
    }

    private int litellm(JsonNode root) {
        SortedMap<String, List<ListedModel>> byProvider = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : root.properties()) {
            String key = member.getKey();
            JsonNode node = member.getValue();
            if (key.equals("sample_spec") || key.startsWith("_")) {
                continue;
            }
            if (!node.isObject() || !node.path("litellm_provider").isString()) {
                throw new BadPriceList(
                        "'" + cut(key)
                                + "' is no model of LiteLLM's list: it has no 'litellm_provider'. Nor is the file an array, as that of genai-prices.");
            }
            if (!Id.isValid(key)) {
                throw new BadPriceList("'" + cut(key) + "' is no name of a model.");
            }
            Tariff tariff = litellmTariff(node, key);
            if (tariff == null) {
                skipped++;
                continue;
            }
            String name = key.toLowerCase(Locale.ROOT);
            List<NamePattern> names = new ArrayList<>(List.of(equal(name)));
            int slash = name.lastIndexOf('/');
            if (slash >= 0 && slash + 1 < name.length()) {
                names.add(equal(name.substring(slash + 1)));
            }
            byProvider
                    .computeIfAbsent(
                            id(node.path("litellm_provider"), key + ": 'litellm_provider'"), p -> new ArrayList<>())
                    .add(new ListedModel(key, names, List.of(new DatedPrice(null, false, tariff))));
        }
        byProvider.forEach((provider, listed) -> keep(new ListedProvider(provider, null, List.of()), listed));
        return byProvider.size();
    }

    private static NamePattern equal(String name) {
        return new NamePattern(List.of(new Clause(Kind.EQUALS, name)));
    }

    private @Nullable Tariff litellmTariff(JsonNode node, String where) {
        String mode = node.path("mode").asString("chat");
        if (!List.of("chat", "responses", "completion", "embedding").contains(mode)) {
            return null;
        }
        Table table = new Table();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().contains("cost") || !member.getValue().isNumber()) {
                if (member.getKey().contains("cost")) {
                    unread.add(member.getKey());
                }
                continue;
            }
            Matcher longer = LONG_INPUT.matcher(member.getKey());
            boolean matches = longer.matches();
            String name = matches ? longer.group(1) : member.getKey();
            int start = matches ? Integer.parseInt(longer.group(2)) * 1000 : 0;
            Column column = switch (name) {
                case "input_cost_per_token" -> Column.INPUT;
                case "output_cost_per_token" -> Column.OUTPUT;
                case "cache_read_input_token_cost" -> Column.CACHE_READ;
                case "cache_creation_input_token_cost" -> Column.CACHE_WRITE;
                case "input_cost_per_audio_token" -> Column.INPUT_AUDIO;
                case "cache_read_input_audio_token_cost" -> Column.CACHE_READ_AUDIO;
                case "output_cost_per_audio_token" -> Column.OUTPUT_AUDIO;
                default -> null;
            };
            String at = where + ": '" + member.getKey() + "'";
            if (column == null) {
                unread.add(member.getKey());
            } else {
                table.put(start, column, money(decimal(member.getValue(), at).multiply(MILLION), at));
            }
        }
        return table.tariff(null);
    }

    private void keep(ListedProvider provider, List<ListedModel> listed) {
        models += listed.size();
        if (models + skipped > MAX_MODELS) {
            throw new BadPriceList("The file has more than " + MAX_MODELS + " models.");
        }
        if (listed.isEmpty()) {
            // It may have an address, and sell the models of others.
            parts.add(new PricePart(provider, List.of()));
        }
        for (int from = 0; from < listed.size(); from += PricePart.LIMIT) {
            parts.add(new PricePart(provider, listed.subList(from, Math.min(listed.size(), from + PricePart.LIMIT))));
        }
    }

    private static Micros perMillion(JsonNode price, String where) {
        return money(decimal(price, where), where);
    }

    private static BigDecimal decimal(JsonNode price, String where) {
        if (!price.isNumber()) {
            throw new BadPriceList(where + " must be a number.");
        }
        BigDecimal number = price.decimalValue();
        // One with a monstrous exponent would be written out in full.
        if (Math.abs(number.scale()) > MAX_PLACES) {
            throw new BadPriceList(where + " has more than " + MAX_PLACES + " places.");
        }
        return number;
    }

    private static Micros money(BigDecimal dollars, String where) {
        if (dollars.signum() < 0 || dollars.compareTo(DEAREST) > 0) {
            throw new BadPriceList(where + " is " + dollars.stripTrailingZeros()
                    + " dollars per million tokens; from 0 to " + DEAREST + " are taken.");
        }
        return new Micros(
                dollars.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).longValueExact(), USD);
    }

    private static String id(JsonNode node, String where) {
        String id = text(node, where);
        if (!Id.isValid(id)) {
            throw new BadPriceList(where + " is no id: '" + cut(id) + "'.");
        }
        return id;
    }

    private static String text(JsonNode node, String where) {
        if (!node.isString()
                || node.stringValue().isBlank()
                || node.stringValue().length() > 200) {
            throw new BadPriceList(where + " must be a text of 1 to 200 characters.");
        }
        return node.stringValue();
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private enum Column {
        INPUT,
        OUTPUT,
        CACHE_READ,
        CACHE_WRITE,
        INPUT_AUDIO,
        CACHE_READ_AUDIO,
        OUTPUT_AUDIO
    }

    /** Prices by the length of the input from which they hold. */
    private static final class Table {
        private final SortedMap<Integer, SortedMap<Column, Micros>> rows = new TreeMap<>();

        void put(int start, Column column, Micros price) {
            rows.computeIfAbsent(start, s -> new TreeMap<>()).put(column, price);
        }

        /** Null when there is no price of input, output or call. */
        @Nullable
        Tariff tariff(@Nullable Micros request) {
            SortedMap<Column, Micros> current = new TreeMap<>(rows.getOrDefault(0, new TreeMap<>()));
            if (request == null && !current.containsKey(Column.INPUT) && !current.containsKey(Column.OUTPUT)) {
                return null;
            }
            Rates base = rates(current);
            List<Above> above = new ArrayList<>();
            rows.forEach((start, row) -> {
                if (start > 0) {
                    current.putAll(row);
                    above.add(new Above(start, rates(current)));
                }
            });
            return new Tariff(base, request, above);
        }

        private static Rates rates(SortedMap<Column, Micros> prices) {
            return new Rates(
                    prices.getOrDefault(Column.INPUT, Micros.zero(USD)),
                    prices.getOrDefault(Column.OUTPUT, Micros.zero(USD)),
                    prices.get(Column.CACHE_READ),
                    prices.get(Column.CACHE_WRITE),
                    prices.get(Column.INPUT_AUDIO),
                    prices.get(Column.CACHE_READ_AUDIO),
                    prices.get(Column.OUTPUT_AUDIO));
        }
    }
}
