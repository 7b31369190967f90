package dev.chancery.inference.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.pricing.PriceCatalogue;
import dev.chancery.decisions.pricing.PriceCatalogue.Found;
import dev.chancery.decisions.pricing.PriceListReader;
import dev.chancery.decisions.pricing.Pricing;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** 788 usage bodies of real providers against the usage and the price that genai-prices expects of each. */
class UsageOracleTest {

    private static final Path PRICES = data();
    private static final LocalDate DAY = LocalDate.parse("2026-08-21");
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final List<String> COUNTS = List.of(
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "input_audio_tokens",
            "cache_audio_read_tokens",
            "output_audio_tokens",
            "output_reasoning_tokens");

    private static List<JsonNode> bodies = List.of();
    private static @Nullable PriceCatalogue catalogue;

    private static Path data() {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at.resolve("shared/data/prices"))) {
            at = at.getParent();
        }
        return at.resolve("shared/data/prices");
    }

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(
                Files.exists(PRICES.resolve("usages_dev.json")),
                "The usage bodies are not here: ../shared/data/prices/usages_dev.json");
        bodies = JSON.readTree(Files.readString(PRICES.resolve("usages_dev.json")))
                .valueStream()
                .toList();
        ImportPrices list = PriceListReader.read(
                Files.readAllBytes(PRICES.resolve("genai-prices_2026-08-21.json")), "genai-prices", DAY, "test");
        catalogue = new PriceCatalogue(list.file(), list.parts());
    }

    @Test
    void everyBodyGivesTheExpectedUsageAndPriceButForTheExceptionsThatAreListed() throws IOException {
        // when
        SortedMap<String, Integer> exceptions = new TreeMap<>();
        int usages = 0;
        int prices = 0;
        for (JsonNode each : bodies) {
            for (JsonNode group : each.path("extracted")) {
                for (JsonNode extractor : group.path("extractors")) {
                    String who = extractor.path("provider_id").stringValue() + " "
                            + extractor.path("api_flavor").stringValue();
                    Policy.Provider provider = provider(who);
                    if (provider == null) {
                        exceptions.merge("not called: " + who, 1, Integer::sum);
                        continue;
                    }
                    Usage usage = UsageReading.of(provider, each.path("body").toString());
                    String wrong = wrong(usage, group.path("usage"));
                    if (wrong.isEmpty()) {
                        usages++;
                    } else {
                        exceptions.merge("usage of " + who + ":" + wrong, 1, Integer::sum);
                    }
                    String price = usage == null ? "none expected" : price(usage, each, extractor);
                    switch (price) {
                        case "as expected" -> prices++;
                        case "none expected" -> {}
                        default -> exceptions.merge("price of " + who + ": " + price, 1, Integer::sum);
                    }
                }
            }
        }
        // then
        SortedMap<String, Integer> listed = new TreeMap<>();
        for (String line : exceptions()) {
            String[] columns = line.split("\t");
            assertThat(columns).as(line).hasSize(3);
            assertThat(columns[2]).as(line).isNotBlank();
            listed.put(columns[0], Integer.valueOf(columns[1]));
        }
        assertThat(exceptions).isEqualTo(listed);
        assertThat(usages).isEqualTo(7_468);
        assertThat(prices).isEqualTo(1_203);
    }

    @Test
    void readsEveryCountButThoseThatHaveNoPriceOfTheirOwn() {
        SortedSet<String> others = new TreeSet<>();
        for (JsonNode each : bodies) {
            for (JsonNode group : each.path("extracted")) {
                others.addAll(group.path("usage").propertyNames());
            }
        }
        COUNTS.forEach(others::remove);
        assertThat(others)
                .containsExactlyInAnyOrder(
                        // charged as every cache write; Chancery asks for no cache of an hour
                        "cache_write_5m_tokens",
                        // parts of whole counts, by kinds for which no list of that day has a price
                        "cache_image_read_tokens",
                        "cache_text_read_tokens",
                        "cache_video_read_tokens",
                        "input_image_tokens",
                        "input_text_tokens",
                        "input_text_tool_tokens",
                        "input_tool_tokens",
                        "input_video_tokens",
                        "output_text_tokens",
                        // what providers do by themselves; Chancery asks for none
                        "web_searches");
    }

    @Test
    void countsReasoningBesideTheCompletionWhereTheTotalSaysSo() {
        String beside = """
                {"usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 22,
                           "completion_tokens_details": {"reasoning_tokens": 7}}}""";
        String within = beside.replace("22", "15");
        assertThat(UsageReading.of(Policy.Provider.OPENAI, beside))
                .isEqualTo(new Usage(10, 12, false, new UsageDetails(0, 0, 0, 0, 0, 7, null)));
        assertThat(UsageReading.of(Policy.Provider.OPENAI, within))
                .isEqualTo(new Usage(10, 5, false, new UsageDetails(0, 0, 0, 0, 0, 7, null)));
    }

    private static List<String> exceptions() throws IOException {
        try (InputStream in = UsageOracleTest.class.getResourceAsStream("usage-exceptions.tsv")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static String wrong(@Nullable Usage usage, JsonNode expected) {
        if (usage == null) {
            return " not read";
        }
        UsageDetails d = usage.details() == null ? UsageDetails.NONE : usage.details();
        StringBuilder wrong = new StringBuilder();
        check(wrong, expected, "input_tokens", usage.inputTokens());
        check(wrong, expected, "output_tokens", usage.outputTokens());
        check(wrong, expected, "cache_read_tokens", d.cacheReadTokens());
        check(wrong, expected, "cache_write_tokens", d.cacheWriteTokens());
        check(wrong, expected, "input_audio_tokens", d.inputAudioTokens());
        check(wrong, expected, "cache_audio_read_tokens", d.cacheReadAudioTokens());
        check(wrong, expected, "output_audio_tokens", d.outputAudioTokens());
        check(wrong, expected, "output_reasoning_tokens", d.reasoningTokens());
        return wrong.toString();
    }

    private static void check(StringBuilder wrong, JsonNode expected, String name, int ours) {
        if (expected.path(name).asInt(0) != ours) {
            wrong.append(' ').append(name);
        }
    }

    private static String price(Usage usage, JsonNode each, JsonNode extractor) {
        if (!extractor.has("input_price") && !extractor.has("output_price")) {
            return "none expected";
        }
        String model = each.path("model").asString("");
        Optional<Found> found = Objects.requireNonNull(catalogue)
                .find(extractor.path("provider_id").stringValue(), model, DAY);
        if (found.isEmpty()) {
            return model + " has no price in the list";
        }
        Tariff tariff = found.get().tariff();
        boolean input = !extractor.has("input_price")
                || micros(extractor, "input_price")
                        == Pricing.inputCost(usage, tariff).amount();
        boolean output = !extractor.has("output_price")
                || micros(extractor, "output_price")
                        == Pricing.outputCost(usage, tariff).amount();
        boolean total = !extractor.has("total_price")
                || micros(extractor, "total_price")
                        == Pricing.cost(usage, tariff).amount();
        return input && output && total
                ? "as expected"
                : model + (input ? "" : " input") + (output ? "" : " output") + (total ? "" : " total");
    }

    private static long micros(JsonNode extractor, String name) {
        // We round up to a millionth, once for the input and once for the output.
        return new BigDecimal(extractor.path(name).stringValue())
                .movePointRight(6)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** The protocol by which Chancery would speak to it; null for an API that it does not call. */
    private static Policy.@Nullable Provider provider(String who) {
        return switch (who) {
            case "anthropic default", "minimax default", "aws anthropic", "azure anthropic", "google anthropic" ->
                Policy.Provider.ANTHROPIC;
            case "google default" -> Policy.Provider.GEMINI;
            case "groq default", "mistral default", "perplexity default" -> Policy.Provider.OPENAI;
            default -> who.endsWith(" chat") ? Policy.Provider.OPENAI : null;
        };
    }
}
