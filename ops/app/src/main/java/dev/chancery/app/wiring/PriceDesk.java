package dev.chancery.app.wiring;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.PriceCommand;
import dev.chancery.contracts.event.PriceEvent;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.pricing.PriceCatalogue;
import dev.chancery.decisions.pricing.PriceCatalogue.Found;
import dev.chancery.decisions.pricing.PriceComparison;
import dev.chancery.decisions.pricing.PriceComparison.Compared;
import dev.chancery.decisions.pricing.PriceComparison.Difference;
import dev.chancery.decisions.saving.SavingProposals;
import dev.chancery.decisions.saving.SavingProposals.Measured;
import dev.chancery.decisions.saving.SavingProposals.Quality;
import dev.chancery.query.contracts.CostProposalsView;
import dev.chancery.query.contracts.CostProposalsView.DraftChange;
import dev.chancery.query.contracts.CostProposalsView.Proposal;
import dev.chancery.query.contracts.CostQuery.FindCostProposals;
import dev.chancery.query.contracts.CostQuery.FindPriceImports;
import dev.chancery.query.contracts.CostQuery.FindPrices;
import dev.chancery.query.contracts.CostQuery.FindQualities;
import dev.chancery.query.contracts.CostQuery.FindUses;
import dev.chancery.query.contracts.PricesView;
import dev.chancery.query.contracts.PricesView.DeploymentPrice;
import dev.chancery.query.contracts.PricesView.PriceChange;
import dev.chancery.query.contracts.UsesView;
import dev.chancery.query.contracts.UsesView.Use;
import dev.chancery.views.CostQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Holds the policy's prices against price lists, and what was used against the policy: where views meet decisions. */
final class PriceDesk {

    private final EventLog log;
    private final Policies policies;
    private final CostQueries costs;

    PriceDesk(EventLog log, Policies policies, CostQueries costs) {
        this.log = log;
        this.policies = policies;
        this.costs = costs;
    }

    @QueryHandler
    PricesView prices(FindPrices query) {
        Policy policy = policies.current();
        TreeSet<String> sources = new TreeSet<>();
        costs.handle(new FindPriceImports())
                .imports()
                .forEach(each -> sources.add(each.file().source()));
        List<PriceCatalogue> lists = new ArrayList<>();
        for (String source : sources) {
            lists.addAll(PriceCatalogue.of(log.readStream(PriceCommand.STREAM + source).stream()
                    .map(stored -> (PriceEvent) log.decode(stored).event())
                    .toList()));
        }
        return new PricesView(
                query.date(),
                policy.version().value(),
                PriceComparison.compare(policy, lists, query.date()).stream()
                        .map(PriceDesk::price)
                        .toList());
    }

    private static DeploymentPrice price(Compared compared) {
        Found found = compared.listed();
        return new DeploymentPrice(
                compared.deployment().id(),
                compared.deployment().model(),
                compared.deployment().tariff(),
                found == null ? null : found.tariff(),
                found == null ? null : found.provider(),
                found == null ? null : found.model(),
                compared.file(),
                compared.note(),
                compared.values().stream().map(PriceDesk::change).toList(),
                compared.byHand().stream().map(PriceDesk::change).toList());
    }

    private static PriceChange change(Difference difference) {
        return new PriceChange(
                difference.pointer(), difference.name(), text(difference.before()), text(difference.after()));
    }

    private static @Nullable String text(@Nullable Micros amount) {
        return amount == null ? null : PriceComparison.text(amount);
    }

    @QueryHandler
    CostProposalsView proposals(FindCostProposals query) {
        UsesView uses = costs.handle(new FindUses(query.from(), query.to()));
        SavingProposals.Decided decided = SavingProposals.decide(
                policies.current(),
                new Measured(
                        query.from(),
                        query.to(),
                        costs.handle(new FindQualities()).lines().stream()
                                .map(line -> new Quality(
                                        line.workflow(),
                                        line.label(),
                                        line.model(),
                                        line.deployment(),
                                        line.tasks(),
                                        line.cost(),
                                        line.reviewed(),
                                        line.approved(),
                                        line.judged(),
                                        line.passed()))
                                .toList(),
                        uses(uses.deployments()),
                        uses(uses.agents()),
                        uses(uses.workflows())));
        return new CostProposalsView(
                query.from(),
                query.to(),
                decided.proposals().stream()
                        .map(each -> new Proposal(
                                CostProposalsView.Kind.valueOf(each.kind().name()),
                                each.about(),
                                each.says(),
                                each.evidence(),
                                each.saving(),
                                each.basis(),
                                each.draft().stream()
                                        .map(change -> new DraftChange(change.pointer(), change.value()))
                                        .toList()))
                        .toList(),
                decided.insufficient());
    }

    private static List<SavingProposals.Use> uses(List<Use> uses) {
        return uses.stream()
                .map(use -> new SavingProposals.Use(
                        use.id(), use.tasks(), use.cost(), use.peakDay(), use.peakMonth(), use.last()))
                .toList();
    }
}
