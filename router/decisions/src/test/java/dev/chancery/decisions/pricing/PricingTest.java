package dev.chancery.decisions.pricing;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.facts;
import static dev.chancery.decisions.Sample.request;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Tariff.Above;
import dev.chancery.contracts.fact.Tariff.Rates;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.routing.RoutingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

    /** Input 1, output 8, read 0.1, write 1.25, sound 2, read sound 0.3, sound out 16 a token in millionths; doubled above 1,000. */
    private static final Tariff FINE =
            new Tariff(rates(1_000_000), usd(7), List.of(new Above(1_000, rates(2_000_000))));

    private static Rates rates(long input) {
        return new Rates(
                usd(input),
                usd(8 * input),
                usd(input / 10),
                usd(input * 5 / 4),
                usd(2 * input),
                usd(3 * input / 10),
                usd(16 * input));
    }

    @ParameterizedTest
    @CsvSource({
        // input, output, read, written, sound, sound read, sound out, cost without the 7 of the call
        "100, 10, 0, 0, 0, 0, 0, 180",
        "100, 10, 60, 0, 0, 0, 0, 126",
        "100, 10, 0, 40, 0, 0, 0, 190",
        "100, 10, 0, 0, 30, 0, 0, 210",
        "100, 10, 60, 0, 30, 20, 0, 140",
        "100, 10, 0, 0, 0, 0, 4, 212",
        "1000, 1, 0, 0, 0, 0, 0, 1008",
        "1001, 1, 0, 0, 0, 0, 0, 2018",
        "1001, 1, 1001, 0, 0, 0, 0, 217",
        // more read than there is input: cut to it
        "100, 0, 200, 50, 0, 0, 0, 10",
    })
    void chargesWhatIsCountedApartAtItsOwnPrice(
            int input, int output, int read, int written, int sound, int soundRead, int soundOut, long cost) {
        Usage usage =
                new Usage(input, output, false, new UsageDetails(read, written, sound, soundRead, soundOut, 0, null));
        assertThat(Pricing.cost(usage, FINE)).isEqualTo(usd(cost + 7));
        assertThat(Pricing.worst(input, output, FINE).compareTo(Pricing.cost(usage, FINE)))
                .isNotNegative();
    }

    @Test
    void noMixCostsMoreThanTheWorst() {
        for (int input = 900; input <= 1_100; input += 10) {
            for (int read = 0; read <= input; read += 90) {
                for (int written = 0; written <= input - read; written += 90) {
                    for (int sound = 0; sound <= input; sound += 200) {
                        Usage usage = new Usage(
                                input,
                                50,
                                false,
                                new UsageDetails(read, written, sound, Math.min(read, sound) / 2, 25, 0, null));
                        // a bound that is longer than what it turns out to be
                        assertThat(Pricing.worst(1_100, 60, FINE).compareTo(Pricing.cost(usage, FINE)))
                                .as("%s", usage)
                                .isNotNegative();
                    }
                }
            }
        }
    }

    @Test
    void withoutPricesOfItsOwnEverythingIsChargedAsBefore() {
        Tariff plain = Tariff.of(usd(2_500_000), usd(10_000_000));
        Usage usage = new Usage(1_333, 77, false, new UsageDetails(900, 100, 50, 20, 7, 30, null));
        Micros before = Micros.priceRoundedUp(1_333, usd(2_500_000)).plus(Micros.priceRoundedUp(77, usd(10_000_000)));
        assertThat(Pricing.cost(usage, plain)).isEqualTo(before);
        assertThat(Pricing.worst(1_333, 77, plain)).isEqualTo(before);
        assertThat(Pricing.uncached(usage, plain)).isEqualTo(before);
        assertThat(Pricing.uncached(new Usage(5, 5, false), plain)).isNull();
    }

    @Test
    void aDearerTierAndADearerWriteAreWithinTheReservation() {
        // given
        String document = DOCUMENT.replaceFirst(
                "\"outputPrice\": \"10\"",
                "\"outputPrice\": \"10\", \"prices\": {\"cacheWrite\": \"3\", \"request\": \"0.01\","
                        + " \"above\": [{\"inputTokens\": 3000, \"input\": \"5\", \"output\": \"20\"}]}");
        assertThat(document).isNotEqualTo(DOCUMENT);
        Policy fine = PolicyDocument.parse(document);
        // when
        Candidate before = candidate(POLICY);
        Candidate after = candidate(fine);
        // then the bound of 4,000 tokens reaches the tier
        assertThat(after.worstCost())
                .isEqualTo(usd(4_000 * 5 + after.maxOutputTokens() * 20L + 10_000))
                .isGreaterThan(before.worstCost());
        assertThat(after.expectedCost()).isEqualTo(before.expectedCost().plus(usd(10_000)));
        assertThat(fine.version()).isNotEqualTo(POLICY.version());
    }

    private static Candidate candidate(Policy policy) {
        return RoutingDecision.decide(facts(request("cloud/large")), policy)
                .candidates()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"cacheRead": "-1"}                                                                                       | negative
            {"cached": "1"}                                                                                           | not known
            {"above": [{"inputTokens": 5, "input": "1"}]}                                                             | 'output' is missing
            {"above": [{"inputTokens": 5, "input": "1", "output": "1"}, {"inputTokens": 5, "input": "1", "output": "1"}]} | rising
            """)
    void refusesPricesThatMakeNoSense(String prices, String reason) {
        String document =
                DOCUMENT.replaceFirst("\"outputPrice\": \"10\"", "\"outputPrice\": \"10\", \"prices\": " + prices);
        assertThatThrownBy(() -> PolicyDocument.parse(document))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessageContaining(reason);
    }
}
