package dev.chancery.decisions.pricing;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.fact.PriceListFile.Format;
import dev.chancery.contracts.fact.PricePart;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.pricing.PriceComparison.Compared;
import dev.chancery.decisions.pricing.PriceComparison.Difference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {

    private static final LocalDate DAY = LocalDate.parse("2026-08-21");

    private static final String DATED = """
            [{"id": "openai", "api_pattern": "https://api\\\\.openai\\\\.com",
              "models": [
                {"id": "gpt-x", "match": {"and": [{"starts_with": "GPT-X"}, {"or": [{"contains": "mini"}, {"equals": "gpt-x"}]}]},
                 "prices": [{"prices": {"input_mtok": 2, "output_mtok": 8}},
                            {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 1, "output_mtok": 4}},
                            {"constraint": {"start_time": "16:30:00Z", "end_time": "00:30:00Z"},
                             "prices": {"input_mtok": 0.5, "output_mtok": 2}}]},
                {"id": "drawn", "match": {"equals": "drawn"}, "prices": {"images_kcount": 3}}]},
             {"id": "azure", "fallback_model_providers": ["openai"], "models": []}]""";

    private static Path real(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at.resolve("shared/data/prices"))) {
            at = at.getParent();
        }
        Path file = at.resolve("shared/data/prices").resolve(name);
        assumeTrue(Files.exists(file), "The price lists are not here: ../shared/data/prices/" + name);
        return file;
    }

    private static ImportPrices read(String json) {
        return PriceListReader.read(json.getBytes(StandardCharsets.UTF_8), "list", DAY, "ada");
    }

    private static PriceCatalogue catalogue(ImportPrices list) {
        return new PriceCatalogue(list.file(), list.parts());
    }

    @Test
    void takesTheWholeOfGenaiPrices() throws IOException {
        ImportPrices list =
                PriceListReader.read(Files.readAllBytes(real("genai-prices_2026-08-21.json")), "genai", DAY, "ada");
        assertThat(list.file().format()).isEqualTo(Format.GENAI_PRICES);
        assertThat(list.file().providers()).isEqualTo(34);
        assertThat(list.file().models() + list.file().skipped()).isEqualTo(1_442);
        assertThat(list.parts())
                .allSatisfy(part -> assertThat(part.models()).hasSizeLessThanOrEqualTo(PricePart.LIMIT));
        PriceCatalogue prices = catalogue(list);
        // the price of long inputs ended in March 2026
        assertThat(prices.find("anthropic", "claude-opus-4-6", LocalDate.parse("2026-03-12"))
                        .orElseThrow()
                        .tariff()
                        .above())
                .hasSize(1);
        assertThat(prices.find("anthropic", "claude-opus-4-6", LocalDate.parse("2026-03-13"))
                        .orElseThrow()
                        .tariff()
                        .above())
                .isEmpty();
        assertThat(prices.providerAt("https://api.openai.com/v1")).contains("openai");
        assertThat(prices.find("azure", "claude-opus-4-6", DAY).orElseThrow().provider())
                .isEqualTo("anthropic");
    }

    @Test
    void takesTheWholeOfLiteLlm() throws IOException {
        ImportPrices list = PriceListReader.read(
                Files.readAllBytes(real("litellm_filtered_2026-07-24.json")), "litellm", DAY, "ada");
        assertThat(list.file().format()).isEqualTo(Format.LITELLM);
        // 218 members, of which those for pictures, sound and meetings are not by token
        assertThat(list.file().models() + list.file().skipped()).isEqualTo(218);
        assertThat(list.file().models()).isGreaterThanOrEqualTo(190);
        Tariff tariff = catalogue(list)
                .find("anthropic", "claude-3-7-sonnet-20250219", DAY)
                .orElseThrow()
                .tariff();
        assertThat(tariff.base())
                .isEqualTo(new Tariff.Rates(
                        usd(3_000_000), usd(15_000_000), usd(300_000), usd(3_750_000), null, null, null));
        assertThat(list.file().unread()).contains("cache_creation_input_token_cost_above_1hr");
    }

    @Test
    void aPriceHasADateAndOfSeveralHoursTheDearestCounts() {
        PriceCatalogue prices = catalogue(read(DATED));
        PriceCatalogue.Found before = prices.find("openai", "gpt-x-mini-2026", LocalDate.parse("2026-03-12"))
                .orElseThrow();
        PriceCatalogue.Found after = prices.find("azure", "GPT-X", DAY).orElseThrow();
        assertThat(before.tariff().base().input()).isEqualTo(usd(2_000_000));
        assertThat(after.tariff().base().input()).isEqualTo(usd(1_000_000));
        assertThat(after.someHours()).isTrue();
        assertThat(prices.find("openai", "gpt-x-large", DAY)).isEmpty();
        assertThat(prices.file().skipped()).isEqualTo(1);
        assertThat(prices.file().unread()).containsExactly("images_kcount");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing                                                                                              | no JSON
            3                                                                                                    | neither
            []                                                                                                   | no price
            {}                                                                                                   | no price
            {"a": {"mode": "chat"}}                                                                              | litellm_provider
            {"a": {"litellm_provider": "x", "input_cost_per_token": -1}}                                         | from 0 to
            {"a": {"litellm_provider": "x", "input_cost_per_token": 1e-999999999}}                               | places
            {"a": {"litellm_provider": "x", "input_cost_per_token": 1}, "a": {}}                                 | Duplicate
            [{"id": "x", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": "1"}}]}]      | a number
            [{"id": "x", "models": [{"id": "m", "match": {"like": "m"}, "prices": {"input_mtok": 1}}]}]          | not known
            [{"id": "x", "models": [{"id": "m", "match": {"regex": "("}, "prices": {"input_mtok": 1}}]}]         | regular expression
            [{"id": "x", "models": [{"id": "m m", "match": {"equals": "m"}, "prices": {"input_mtok": 1}}]}]      | no id
            [{"id": "x", "models": []}, {"id": "x", "models": []}]                                               | twice
            """)
    void refusesWhatIsNoPriceListAndSaysWhy(String file, String reason) {
        assertThatThrownBy(() -> read(file)).isInstanceOf(BadPriceList.class).hasMessageContaining(reason);
    }

    @Test
    void anExpressionThatIsMadeToLastIsGivenUp() {
        assertThat(BoundedPattern.occurs("^(a+)+$", "a".repeat(60) + "b")).isFalse();
        assertThat(BoundedPattern.occurs("(a|aa)+$", "a".repeat(190) + "b")).isFalse();
    }

    @Test
    void comparesThePolicyWithTheListThatHolds() {
        // given cloud/large speaks to OpenAI itself at 2.50 and 10
        Policy policy = PolicyDocument.parse(DOCUMENT);
        String model = policy.deployment("cloud/large").orElseThrow().model();
        int index =
                policy.deployments().indexOf(policy.deployment("cloud/large").orElseThrow());
        PriceCatalogue first = list(model, 2.5, "2026-01-01");
        PriceCatalogue later = list(model, 1.25, "2026-06-01");

        // then the later list counts from its date on
        assertThat(of(policy, List.of(later, first), "2026-05-31").values()).isEmpty();
        Compared compared = of(policy, List.of(later, first), "2026-06-01");
        assertThat(compared.values())
                .containsExactly(new Difference(
                        "/deployments/" + index + "/inputPrice", "input", usd(2_500_000), usd(1_250_000)));
        assertThat(compared.byHand()).extracting(Difference::name).containsExactly("cacheRead");
        assertThat(PriceComparison.text(usd(1_250_000))).isEqualTo("1.25");
        // and before any list there is nothing to compare
        assertThat(of(policy, List.of(later, first), "2025-12-31").note()).contains("No price list");
    }

    private static Compared of(Policy policy, List<PriceCatalogue> lists, String date) {
        return PriceComparison.compare(policy, lists, LocalDate.parse(date)).stream()
                .filter(each -> each.deployment().id().equals("cloud/large"))
                .findFirst()
                .orElseThrow();
    }

    private static PriceCatalogue list(String model, double input, String date) {
        String json = """
                [{"id": "openai", "api_pattern": "https?://", "models": [{"id": "m", "match": {"equals": "%s"},
                  "prices": {"input_mtok": %s, "output_mtok": 10, "cache_read_mtok": 0.5}}]}]""".formatted(model, input);
        ImportPrices list =
                PriceListReader.read(json.getBytes(StandardCharsets.UTF_8), "list", LocalDate.parse(date), "ada");
        return catalogue(list);
    }
}
