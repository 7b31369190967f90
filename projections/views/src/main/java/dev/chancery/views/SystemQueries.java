package dev.chancery.views;

import dev.chancery.contracts.command.RuleSetCommand;
import dev.chancery.contracts.command.ShadowAiCommand;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.contracts.event.ShadowAiEvent.ShadowAiImported;
import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.AiSystems.Classified;
import dev.chancery.folds.AiSystems.Mark;
import dev.chancery.folds.PartsInUse.PartInUse;
import dev.chancery.folds.ShadowServices.Service;
import dev.chancery.folds.SystemGaps;
import dev.chancery.query.contracts.AdoptedRulesView;
import dev.chancery.query.contracts.AdoptedRulesView.AdoptionView;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.ShadowAiView;
import dev.chancery.query.contracts.ShadowAiView.ImportView;
import dev.chancery.query.contracts.ShadowAiView.ServiceView;
import dev.chancery.query.contracts.SystemFactsView;
import dev.chancery.query.contracts.SystemFactsView.KnownView;
import dev.chancery.query.contracts.SystemQuery.FindAdoptedRules;
import dev.chancery.query.contracts.SystemQuery.FindShadowAi;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.contracts.SystemQuery.FindSystemFacts;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.SystemQuery.FindUnclassified;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemView.AssessmentView;
import dev.chancery.query.contracts.SystemView.ClassifiedView;
import dev.chancery.query.contracts.SystemView.EntryView;
import dev.chancery.query.contracts.SystemView.FieldView;
import dev.chancery.query.contracts.SystemView.HistoryView;
import dev.chancery.query.contracts.SystemView.ImpactView;
import dev.chancery.query.contracts.SystemView.InstructedView;
import dev.chancery.query.contracts.SystemView.MarkView;
import dev.chancery.query.contracts.SystemView.NotifiedView;
import dev.chancery.query.contracts.SystemView.OverseerView;
import dev.chancery.query.contracts.SystemView.RelievedView;
import dev.chancery.query.contracts.SystemView.RiskView;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.SystemsView.SystemLine;
import dev.chancery.query.contracts.UnclassifiedView;
import dev.chancery.query.contracts.UnclassifiedView.PartView;
import dev.chancery.query.contracts.UnclassifiedView.Why;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about the register of AI systems, which whoever asks has often just written to himself. */
public final class SystemQueries {

    private static final String STREAM = "system/";

    private final Views views;
    private final EventLog log;
    private final ViewKeeper keeper;

    public SystemQueries(EventLog log, ViewKeeper keeper) {
        this.views = keeper.views();
        this.log = log;
        this.keeper = keeper;
    }

    @QueryHandler
    public SystemsView handle(FindSystems query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.AI_SYSTEMS.fold());
        String after = query.after();
        String rules = adopted();
        LocalDate today = today();
        List<AiSystem> systems = all();
        List<SystemLine> page = systems.stream()
                .filter(system -> after == null || system.system().compareTo(after) > 0)
                .limit(query.limit())
                .map(system -> line(system, rules, today))
                .toList();
        boolean more = !page.isEmpty()
                && !systems.isEmpty()
                && !systems.getLast().system().equals(page.getLast().system());
        return new SystemsView(
                rules, page, unclassified(systems).size(), more ? page.getLast().system() : null);
    }

    @QueryHandler
    public @Nullable SystemView handle(FindSystem query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.AI_SYSTEMS.fold());
        AiSystem system = views.load(Generation.AI_SYSTEMS, query.system());
        return system == null ? null : view(system);
    }

    @QueryHandler
    public SystemFactsView handle(FindSystemFacts query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.AI_SYSTEMS.fold());
        return new SystemFactsView(all().stream()
                .map(system -> {
                    Classified classified = system.classified();
                    return new KnownView(
                            system.system(),
                            system.description().name(),
                            system.status(),
                            system.facts(),
                            classified == null ? null : classified.ruleSet(),
                            classified == null ? null : classified.on(),
                            classified == null ? null : classified.verdict(),
                            system.outdated());
                })
                .toList());
    }

    @QueryHandler
    public UnclassifiedView handle(FindUnclassified query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.AI_SYSTEMS.fold());
        List<PartView> parts = unclassified(all());
        return new UnclassifiedView(parts.stream().limit(Query.PAGE_LIMIT).toList(), parts.size());
    }

    /** Read from the record itself: its stream is short. */
    @QueryHandler
    public AdoptedRulesView handle(FindAdoptedRules query) {
        List<AdoptionView> adoptions = new ArrayList<>();
        for (StoredEvent stored : log.readStream(RuleSetCommand.STREAM)) {
            Recorded recorded = log.decode(stored);
            RuleSetAdopted e = (RuleSetAdopted) recorded.event();
            adoptions.addFirst(new AdoptionView(
                    e.version(), e.digest(), e.replaces(), e.reason(), e.by(), recorded.at(), recorded.position()));
        }
        return new AdoptedRulesView(
                adoptions.isEmpty() ? null : adoptions.getFirst().version(), adoptions);
    }

    @QueryHandler
    public ShadowAiView handle(FindShadowAi query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.SHADOW_SERVICES.fold());
        List<ImportView> imports = new ArrayList<>();
        for (StoredEvent stored : log.readStream(ShadowAiCommand.STREAM)) {
            Recorded recorded = log.decode(stored);
            ShadowAiImported e = (ShadowAiImported) recorded.event();
            imports.addFirst(new ImportView(
                    e.sha256(),
                    e.lines(),
                    e.unknown(),
                    e.unreadable(),
                    e.services().size(),
                    e.by(),
                    recorded.at(),
                    recorded.position()));
        }
        return new ShadowAiView(
                services().stream()
                        .map(service -> new ServiceView(
                                service.service(),
                                service.provider(),
                                service.requests(),
                                service.users(),
                                service.bytes(),
                                service.first(),
                                service.last(),
                                service.imports()))
                        .toList(),
                imports.stream().limit(Query.PAGE_LIMIT).toList());
    }

    private List<AiSystem> all() {
        return views.list(Generation.AI_SYSTEMS, Integer.MAX_VALUE).stream()
                .sorted(Comparator.comparing(AiSystem::system))
                .toList();
    }

    private List<Service> services() {
        return views.list(Generation.SHADOW_SERVICES, Integer.MAX_VALUE);
    }

    private @Nullable String adopted() {
        return handle(new FindAdoptedRules()).version();
    }

    private static LocalDate today() {
        return LocalDate.now(Clock.systemUTC());
    }

    private List<PartView> unclassified(List<AiSystem> systems) {
        return parts(systems).stream().filter(part -> part.why() != null).toList();
    }

    /** What was seen in use, the newest first. */
    private List<PartView> parts(List<AiSystem> systems) {
        Map<SystemPart, List<AiSystem>> owners = new TreeMap<>();
        for (AiSystem system : systems) {
            system.description()
                    .parts()
                    .forEach(part -> owners.computeIfAbsent(part, none -> new ArrayList<>())
                            .add(system));
        }
        Map<SystemPart, PartView> seen = new TreeMap<>();
        for (PartInUse use : views.list(Generation.PARTS_IN_USE, Integer.MAX_VALUE)) {
            seen.merge(
                    use.part(),
                    new PartView(
                            use.part().kind(),
                            use.part().id(),
                            use.modelVersion() == null ? List.of() : List.of(use.modelVersion()),
                            use.first(),
                            use.last(),
                            use.tasks(),
                            null,
                            List.of()),
                    SystemQueries::together);
        }
        for (Service service : services()) {
            SystemPart part = new SystemPart(SystemPart.Kind.HOST, service.service());
            seen.put(
                    part,
                    new PartView(
                            part.kind(),
                            part.id(),
                            List.of(),
                            service.first(),
                            service.last(),
                            service.requests(),
                            null,
                            List.of()));
        }
        return seen.entrySet().stream()
                .map(entry -> owned(entry.getValue(), owners.getOrDefault(entry.getKey(), List.of())))
                .sorted(Comparator.comparing(PartView::firstSeen).reversed())
                .toList();
    }

    private static PartView together(PartView a, PartView b) {
        List<String> versions = new ArrayList<>(a.versions());
        versions.addAll(b.versions());
        return new PartView(
                a.kind(),
                a.id(),
                versions,
                a.firstSeen().isBefore(b.firstSeen()) ? a.firstSeen() : b.firstSeen(),
                a.lastSeen().isAfter(b.lastSeen()) ? a.lastSeen() : b.lastSeen(),
                a.tasks() + b.tasks(),
                null,
                List.of());
    }

    private static PartView owned(PartView part, List<AiSystem> owners) {
        return new PartView(
                part.kind(),
                part.id(),
                part.versions(),
                part.firstSeen(),
                part.lastSeen(),
                part.tasks(),
                why(part, owners),
                owners.stream().map(AiSystem::system).toList());
    }

    /** One system that is classified and goes on is enough. */
    private static @Nullable Why why(PartView part, List<AiSystem> owners) {
        Why worst = owners.isEmpty() ? Why.NO_SYSTEM : null;
        for (AiSystem owner : owners) {
            Why why = why(part, owner);
            if (why == null) {
                return null;
            }
            worst = why;
        }
        return worst;
    }

    private static @Nullable Why why(PartView part, AiSystem owner) {
        boolean since = part.lastSeen().isAfter(owner.statusSince().at());
        if (owner.status() == SystemStatus.DECOMMISSIONED && since) {
            return Why.DECOMMISSIONED;
        }
        if (owner.status() == SystemStatus.SUSPENDED && since) {
            return Why.SUSPENDED;
        }
        Classified classified = owner.classified();
        return classified == null || classified.verdict().risk() == RiskClass.UNCLASSIFIED ? Why.NO_CLASS : null;
    }

    private static SystemLine line(AiSystem system, @Nullable String rules, LocalDate today) {
        Classified classified = system.classified();
        return new SystemLine(
                system.system(),
                system.description().name(),
                system.description().owner(),
                system.description().roles(),
                system.status(),
                classified == null
                        ? RiskClass.UNCLASSIFIED
                        : classified.verdict().risk(),
                classified == null
                        ? RiskClass.UNCLASSIFIED
                        : classified.verdict().applying(),
                classified == null ? List.of() : classified.verdict().basis(),
                classified == null ? null : classified.on(),
                classified == null ? null : classified.mark().at(),
                classified == null ? null : classified.ruleSet(),
                system.outdated(),
                SystemGaps.of(system, rules, today));
    }

    private SystemView view(AiSystem system) {
        LocalDate today = today();
        AiSystems.Impact impact = system.impact();
        AiSystems.Notified notified = impact == null ? null : impact.notified();
        AiSystems.Instructed instructed = system.instructions();
        Classified classified = system.classified();
        return new SystemView(
                system.system(),
                system.description(),
                system.status(),
                mark(system.registered()),
                mark(system.described()),
                mark(system.statusSince()),
                system.facts(),
                assessment(system.screening()),
                assessment(system.use()),
                assessment(system.derogation()),
                classified == null
                        ? null
                        : new ClassifiedView(
                                classified.verdict(),
                                classified.ruleSet(),
                                classified.digest(),
                                classified.on(),
                                mark(classified.mark())),
                system.outdated(),
                impact == null
                        ? null
                        : new ImpactView(
                                impact.version(),
                                impact.items(),
                                impact.dataProtection(),
                                mark(impact.mark()),
                                notified == null
                                        ? null
                                        : new NotifiedView(notified.authority(), notified.on(), mark(notified.mark()))),
                system.risks().stream()
                        .map(risk -> new RiskView(risk.version(), risk.entry(), mark(risk.mark())))
                        .toList(),
                system.overseers().stream()
                        .map(overseer -> overseer(overseer, today))
                        .toList(),
                instructed == null
                        ? null
                        : new InstructedView(instructed.version(), instructed.instructions(), mark(instructed.mark())),
                system.registration().stream()
                        .map(field -> new FieldView(field.section(), field.point(), field.text(), mark(field.mark())))
                        .toList(),
                system.entries().stream()
                        .map(entry -> new EntryView(entry.section(), entry.number(), entry.on(), mark(entry.mark())))
                        .toList(),
                parts(all()).stream()
                        .filter(part -> part.systems().contains(system.system()))
                        .toList(),
                SystemGaps.of(system, adopted(), today),
                history(system.system()));
    }

    private static OverseerView overseer(AiSystems.Overseer overseer, LocalDate today) {
        AiSystems.Relieved relieved = overseer.relieved();
        return new OverseerView(
                overseer.assignment(),
                overseer.active(today),
                mark(overseer.mark()),
                relieved == null ? null : new RelievedView(relieved.on(), relieved.reason(), mark(relieved.mark())));
    }

    private List<HistoryView> history(String system) {
        List<HistoryView> history = new ArrayList<>();
        for (StoredEvent stored : log.readStream(STREAM + system)) {
            Recorded recorded = log.decode(stored);
            history.add(new HistoryView(
                    recorded.position(), recorded.at(), stored.name(), ((SystemEvent) recorded.event()).by()));
        }
        return history;
    }

    private static @Nullable AssessmentView assessment(AiSystems.@Nullable Assessment assessment) {
        return assessment == null
                ? null
                : new AssessmentView(assessment.version(), assessment.ruleSet(), mark(assessment.mark()));
    }

    private static MarkView mark(Mark mark) {
        return new MarkView(mark.position(), mark.at(), mark.by());
    }
}
