package dev.chancery.query.web.api;

import dev.chancery.contracts.command.PriceCommand.ImportPrices;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.query.contracts.CostQuery.FindPriceImports;
import dev.chancery.query.contracts.CostQuery.FindPrices;
import dev.chancery.query.contracts.PriceImportsView;
import dev.chancery.query.contracts.PricesView;
import dev.chancery.query.contracts.PricesView.DeploymentPrice;
import dev.chancery.query.contracts.PricesView.PriceChange;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Drafting;
import dev.chancery.query.web.PriceLists;
import dev.chancery.query.web.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The policy's prices, price lists, and how they differ. A task's prices are those of the policy that it was decided under. */
@RestController
@RequestMapping("/api/prices")
final class PricesApi {

    private final Desk desk;
    private final PriceLists lists;
    private final Drafting drafting;

    PricesApi(Desk desk, PriceLists lists, Drafting drafting) {
        this.desk = desk;
        this.lists = lists;
        this.drafting = drafting;
    }

    /**
     * What came of an import.
     *
     * @param imported false when this very file was imported before for this date
     */
    record Imported(boolean imported, PriceListFile file, int parts) {}

    /** The file is the body, as genai-prices or LiteLLM publish it; {@code date} is from which day on it holds, today unless told. */
    @PostMapping("/imports")
    ResponseEntity<Imported> take(
            @RequestParam String source,
            @RequestParam @Nullable LocalDate date,
            @RequestHeader(value = HttpHeaders.CONTENT_TYPE, required = false) @Nullable MediaType type,
            InputStream body,
            Principal person)
            throws IOException {
        if (MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)) {
            throw Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "bad-price-list",
                    "A form was sent. Send the file as it is, with 'Content-Type: application/octet-stream'.");
        }
        String named = desk.newId("source", source);
        byte[] file = body.readNBytes(PriceLists.MAX_BYTES + 1);
        ImportPrices command;
        try {
            command = lists.read(file, named, date == null ? today() : date, person.getName());
        } catch (IllegalArgumentException e) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "bad-price-list", String.valueOf(e.getMessage()));
        }
        boolean imported = desk.act(command, Boolean.class).orElse(false);
        return ResponseEntity.status(imported ? HttpStatus.CREATED : HttpStatus.OK)
                .body(new Imported(imported, command.file(), command.parts().size()));
    }

    @GetMapping("/imports")
    PriceImportsView imports() {
        return desk.ask(new FindPriceImports());
    }

    /** Every deployment, with the price that holds on a day; today unless told otherwise. */
    @GetMapping
    PricesView prices(@RequestParam @Nullable LocalDate date) {
        return desk.ask(new FindPrices(date == null ? today() : date));
    }

    /** The deployments whose price differs. */
    @GetMapping("/changes")
    PricesView changes(@RequestParam @Nullable LocalDate date) {
        PricesView all = prices(date);
        return new PricesView(
                all.date(),
                all.policy(),
                all.deployments().stream().filter(DeploymentPrice::differs).toList());
    }

    /**
     * What to make a draft of.
     *
     * @param date whose prices; today's unless told
     * @param deployments whose prices; of all unless told
     */
    record Wanted(
            @Nullable LocalDate date,
            @Nullable List<String> deployments,
            @Nullable String reason) {}

    /**
     * The draft that it became.
     *
     * @param changes in it
     * @param byHand changes that are not in it, since the policy's file has no such value to be replaced
     */
    record Proposed(String draft, List<PriceChange> changes, List<PriceChange> byHand) {}

    /** Proposes the listed prices as a draft of the policy, which people approve by {@code /api/policy/drafts}. */
    @PostMapping("/changes/drafts")
    @ResponseStatus(HttpStatus.CREATED)
    Proposed propose(@RequestBody Wanted body, Principal person) {
        String reason = desk.reason(body.reason());
        List<String> wanted = body.deployments();
        List<DeploymentPrice> differing = changes(body.date()).deployments().stream()
                .filter(each -> wanted == null || wanted.contains(each.deployment()))
                .toList();
        List<PriceChange> changes =
                differing.stream().flatMap(each -> each.changes().stream()).toList();
        List<PriceChange> byHand =
                differing.stream().flatMap(each -> each.byHand().stream()).toList();
        if (changes.isEmpty()) {
            throw Problem.conflict(
                    "nothing-to-draft",
                    byHand.isEmpty()
                            ? "No list says another price for these deployments."
                            : "The lists say prices for which the policy has no value yet. Add them by hand; 'GET"
                                    + " /api/prices/changes' shows them.");
        }
        TreeSet<String> sources = new TreeSet<>();
        List<Drafting.Wanted> values = new ArrayList<>();
        for (DeploymentPrice each : differing) {
            PriceListFile file = each.list();
            if (file != null && !each.changes().isEmpty()) {
                sources.add(file.source() + " of " + file.date() + " (SHA-256 "
                        + file.sha256().substring(0, 16) + "…)");
            }
        }
        changes.forEach(change -> values.add(new Drafting.Wanted(change.pointer(), "\"" + change.after() + "\"")));
        String why = "Prices of " + String.join(", ", sources) + ": " + reason;
        return new Proposed(desk.done(() -> drafting.propose(values, why, person.getName())), changes, byHand);
    }

    private static LocalDate today() {
        return LocalDate.now(Clock.systemUTC());
    }
}
