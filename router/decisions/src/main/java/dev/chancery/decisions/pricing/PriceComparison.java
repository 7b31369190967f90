package dev.chancery.decisions.pricing;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.Tariff.Rates;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.decisions.pricing.PriceCatalogue.Found;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A policy's prices held against price lists. It changes nothing: what differs is a proposal. */
public final class PriceComparison {

    private PriceComparison() {}

    /**
     * A price that differs.
     *
     * @param pointer into the policy's document
     * @param name of the price, for people
     * @param before in the policy, null when it says nothing of it, so that the price of the whole holds
     * @param after by the list, null when the list says nothing of it
     */
    public record Difference(
            String pointer,
            String name,
            @Nullable Micros before,
            @Nullable Micros after) {}

    /**
     * A deployment.
     *
     * @param listed what the list says, null when no price was found
     * @param file the list that says it, null likewise
     * @param note why nothing is compared, or what to know of the price found; empty for nothing
     * @param values differing prices that stand in the policy, so that a draft can change them
     * @param byHand differing prices that do not stand there yet, or would have to go
     */
    public record Compared(
            Deployment deployment,
            @Nullable Found listed,
            @Nullable PriceListFile file,
            String note,
            List<Difference> values,
            List<Difference> byHand) {}

    /**
     * Compares every deployment with the list that holds on a day: of those from that day or before the one with the latest date, of several
     * the one that was taken in last, that knows the model.
     *
     * @param lists in the order in which they were taken in
     */
    public static List<Compared> compare(Policy policy, List<PriceCatalogue> lists, LocalDate date) {
        List<PriceCatalogue> holding = new ArrayList<>(lists.stream()
                .filter(list -> !list.file().date().isAfter(date))
                .toList()
                .reversed());
        holding.sort(Comparator.comparing((PriceCatalogue list) -> list.file().date())
                .reversed());
        List<Compared> all = new ArrayList<>();
        for (int i = 0; i < policy.deployments().size(); i++) {
            all.add(compared(policy.deployments().get(i), i, holding, date));
        }
        return all;
    }

    private static Compared compared(Deployment deployment, int index, List<PriceCatalogue> lists, LocalDate date) {
        if (deployment.provider() == Policy.Provider.EMBEDDED || deployment.provider() == Policy.Provider.OLLAMA) {
            return none(deployment, "It runs on hardware of your own, for which no list has a price.");
        }
        if (lists.isEmpty()) {
            return none(deployment, "No price list holds on this day. Import one.");
        }
        for (PriceCatalogue list : lists) {
            for (String provider : providers(deployment, list)) {
                Optional<Found> found = list.find(provider, deployment.model(), date);
                if (found.isPresent()) {
                    return compared(deployment, index, list.file(), found.get());
                }
            }
        }
        return none(deployment, "No list knows this model at this address. Compare it by hand.");
    }

    private static Compared none(Deployment deployment, String note) {
        return new Compared(deployment, null, null, note, List.of(), List.of());
    }

    private static List<String> providers(Deployment deployment, PriceCatalogue list) {
        String address = deployment.baseUrl();
        if (address != null) {
            return list.providerAt(address).stream().toList();
        }
        return switch (deployment.provider()) {
            case OPENAI -> List.of("openai");
            case ANTHROPIC -> List.of("anthropic");
            case GEMINI -> List.of("google", "gemini");
            case OLLAMA, EMBEDDED -> List.of();
        };
    }

    private static Compared compared(Deployment deployment, int index, PriceListFile file, Found found) {
        Tariff ours = deployment.tariff();
        Tariff theirs = found.tariff();
        if (!ours.base().input().currency().equals(theirs.base().input().currency())) {
            return new Compared(
                    deployment,
                    found,
                    file,
                    "The list is in " + theirs.base().input().currency() + " and the policy in "
                            + ours.base().input().currency() + ": they are not compared.",
                    List.of(),
                    List.of());
        }
        String at = "/deployments/" + index;
        Differences differences = new Differences();
        Rates our = ours.base();
        Rates their = theirs.base();
        differences.look(at + "/inputPrice", "input", our.input(), their.input());
        differences.look(at + "/outputPrice", "output", our.output(), their.output());
        differences.finer(at + "/prices", "", our, their);
        differences.look(at + "/prices/request", "request", ours.request(), theirs.request());
        int tiers = Math.max(ours.above().size(), theirs.above().size());
        for (int i = 0; i < tiers; i++) {
            Tariff.Above mine = i < ours.above().size() ? ours.above().get(i) : null;
            Tariff.Above listed = i < theirs.above().size() ? theirs.above().get(i) : null;
            differences.above(at + "/prices/above/" + i, mine, listed);
        }
        return new Compared(
                deployment,
                found,
                file,
                found.someHours() ? "The price differs by the hour; this is the dearest." : "",
                List.copyOf(differences.values),
                List.copyOf(differences.byHand));
    }

    /** As the policy's document writes an amount. */
    public static String text(Micros amount) {
        return BigDecimal.valueOf(amount.amount(), 6).stripTrailingZeros().toPlainString();
    }

    private static final class Differences {
        private final List<Difference> values = new ArrayList<>();
        private final List<Difference> byHand = new ArrayList<>();

        void look(String pointer, String name, @Nullable Micros ours, @Nullable Micros theirs) {
            if (!Objects.equals(ours, theirs)) {
                (ours == null || theirs == null ? byHand : values).add(new Difference(pointer, name, ours, theirs));
            }
        }

        void finer(String at, String prefix, Rates ours, Rates theirs) {
            look(at + "/cacheRead", prefix + "cacheRead", ours.cacheRead(), theirs.cacheRead());
            look(at + "/cacheWrite", prefix + "cacheWrite", ours.cacheWrite(), theirs.cacheWrite());
            look(at + "/inputAudio", prefix + "inputAudio", ours.inputAudio(), theirs.inputAudio());
            look(at + "/cacheReadAudio", prefix + "cacheReadAudio", ours.cacheReadAudio(), theirs.cacheReadAudio());
            look(at + "/outputAudio", prefix + "outputAudio", ours.outputAudio(), theirs.outputAudio());
        }

        void above(String at, Tariff.@Nullable Above ours, Tariff.@Nullable Above theirs) {
            if (ours != null && theirs != null && ours.inputTokens() == theirs.inputTokens()) {
                String prefix = "above " + ours.inputTokens() + " ";
                look(
                        at + "/input",
                        prefix + "input",
                        ours.rates().input(),
                        theirs.rates().input());
                look(
                        at + "/output",
                        prefix + "output",
                        ours.rates().output(),
                        theirs.rates().output());
                finer(at, prefix, ours.rates(), theirs.rates());
                return;
            }
            if (ours != null) {
                byHand.add(new Difference(
                        at,
                        "above " + ours.inputTokens() + " input",
                        ours.rates().input(),
                        null));
            }
            if (theirs != null) {
                String prefix = "above " + theirs.inputTokens() + " ";
                byHand.add(new Difference(
                        at, prefix + "input", null, theirs.rates().input()));
                byHand.add(new Difference(
                        at, prefix + "output", null, theirs.rates().output()));
            }
        }
    }
}
