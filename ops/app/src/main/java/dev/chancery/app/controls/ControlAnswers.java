package dev.chancery.app.controls;

import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.decisions.obligation.Control;
import dev.chancery.decisions.obligation.ControlThresholds;
import dev.chancery.decisions.obligation.Controls;
import dev.chancery.decisions.obligation.Obligation;
import dev.chancery.decisions.obligation.Obligations;
import dev.chancery.decisions.obligation.Obligations.Applied;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.query.contracts.ControlEvidenceView;
import dev.chancery.query.contracts.ControlQuery.FindControlEvidence;
import dev.chancery.query.contracts.ControlQuery.FindControls;
import dev.chancery.query.contracts.ControlQuery.FindObligations;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ControlsView.ControlView;
import dev.chancery.query.contracts.ControlsView.Figure;
import dev.chancery.query.contracts.ControlsView.SystemControls;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.contracts.ObligationsView.CatalogueEntry;
import dev.chancery.query.contracts.ObligationsView.ObligationView;
import dev.chancery.query.contracts.ObligationsView.SystemObligations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Has the evidence gathered from the views and evaluates it by the pure decisions; the thresholds are those of the settings. */
public final class ControlAnswers {

    private static final String COMPANY_NAME = "The company as a whole";

    private final QueryGateway queries;
    private final Policies policies;
    private final ControlThresholds thresholds;
    private final Obligations obligations = Obligations.current();

    public ControlAnswers(QueryGateway queries, Policies policies, ControlThresholds thresholds) {
        this.queries = queries;
        this.policies = policies;
        this.thresholds = thresholds;
    }

    @QueryHandler
    public ObligationsView handle(FindObligations query) {
        List<SystemObligations> systems = evidence(null, start(query.today())).systems().stream()
                .map(system -> new SystemObligations(
                        system.system(),
                        system.name(),
                        system.risk(),
                        system.outdated(),
                        obligations.of(system, query.on()).stream()
                                .map(applied -> view(applied, system, query.today()))
                                .toList()))
                .toList();
        return new ObligationsView(
                obligations.version(),
                obligations.asOf(),
                query.on(),
                systems,
                obligations.all().stream().map(ControlAnswers::entry).toList());
    }

    private ObligationView view(Applied applied, SystemEvidence system, LocalDate today) {
        Obligation obligation = applied.obligation();
        boolean now = obligations.of(system, today).stream()
                .anyMatch(other -> other.obligation().id().equals(obligation.id()) && other.applies());
        return new ObligationView(
                obligation.id(),
                obligation.article(),
                obligation.title(),
                obligation.sentence(),
                applied.readings(),
                applied.readings().size() > 1,
                applied.applies(),
                applied.applies() && !now,
                applied.daysLeft(today),
                applied.assumed(),
                applied.note(),
                obligation.controls());
    }

    private static CatalogueEntry entry(Obligation obligation) {
        return new CatalogueEntry(
                obligation.id(),
                obligation.article(),
                obligation.title(),
                obligation.sentence(),
                appliesTo(obligation),
                obligation.disputed(),
                obligation.starts().stream()
                        .flatMap(start -> start.readings().stream())
                        .distinct()
                        .sorted(Comparator.comparing(DateReading::from))
                        .toList(),
                obligation.controls());
    }

    private static String appliesTo(Obligation obligation) {
        List<String> words = new ArrayList<>();
        words.add(words(obligation.roles()) + " of systems of class " + words(obligation.classes()));
        add(words, "where high risk comes from ", words(obligation.bases()));
        add(words, "of points ", String.join(", ", obligation.points()));
        add(words, "only of points ", String.join(", ", obligation.onlyPoints()));
        add(words, "not of points ", String.join(", ", obligation.exceptPoints()));
        add(words, "used by ", words(obligation.deployers()));
        add(words, "or of points ", String.join(", ", obligation.orPoints()));
        add(words, "where fits ", String.join(", ", obligation.transparency()));
        return String.join(", ", words);
    }

    private static void add(List<String> words, String before, String list) {
        if (!list.isEmpty()) {
            words.add(before + list);
        }
    }

    private static String words(List<? extends Enum<?>> all) {
        return all.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }

    /** Null when there is no such system or control. */
    @QueryHandler
    public @Nullable ControlsView handle(FindControls query) {
        boolean company = query.system() == null || query.system().equals(DutyEvent.COMPANY);
        List<Control> wanted = Arrays.stream(Control.values())
                .filter(control -> query.control() == null || control.id().equals(query.control()))
                .toList();
        ControlEvidenceView evidence = evidence(query.system(), query.now());
        boolean known = query.system() == null || company || !evidence.systems().isEmpty();
        if (wanted.isEmpty() || !known) {
            return null;
        }
        Controls controls = new Controls(thresholds, query.now());
        LocalDate today = LocalDate.ofInstant(query.now(), ZoneOffset.UTC);
        Stream<SystemControls> systems = evidence.systems().stream()
                .map(system ->
                        new SystemControls(system.system(), system.name(), ofSystem(controls, wanted, system, today)));
        Stream<SystemControls> all = company
                ? Stream.concat(
                        Stream.of(new SystemControls(
                                DutyEvent.COMPANY, COMPANY_NAME, ofCompany(controls, wanted, evidence))),
                        systems)
                : systems;
        return new ControlsView(query.now(), evidence.position(), obligations.version(), all.toList());
    }

    private List<ControlView> ofSystem(
            Controls controls, List<Control> wanted, SystemEvidence system, LocalDate today) {
        List<Applied> asked = obligations.of(retained(system), today);
        return wanted.stream()
                .filter(control -> !control.ofCompany())
                .map(control -> {
                    List<Applied> of = asked.stream()
                            .filter(applied -> applied.obligation().controls().contains(control.id()))
                            .toList();
                    return view(
                            control,
                            of.isEmpty() ? articles(control) : articles(of),
                            controls.evaluate(control, retained(system), of),
                            of.stream()
                                    .map(Applied::from)
                                    .min(Comparator.naturalOrder())
                                    .orElse(null));
                })
                .toList();
    }

    private List<ControlView> ofCompany(Controls controls, List<Control> wanted, ControlEvidenceView evidence) {
        return Controls.ofCompany().stream()
                .filter(wanted::contains)
                .map(control -> view(
                        control,
                        articles(control),
                        controls.evaluate(control, evidence.company()),
                        obligations.all().stream()
                                .filter(obligation -> obligation.controls().contains(control.id()))
                                .flatMap(obligation -> obligation.starts().stream())
                                .map(start -> start.readings().getFirst().from())
                                .min(Comparator.naturalOrder())
                                .orElse(null)))
                .toList();
    }

    private List<String> articles(Control control) {
        return obligations.all().stream()
                .filter(obligation -> obligation.controls().contains(control.id()))
                .map(Obligation::article)
                .toList();
    }

    private static List<String> articles(List<Applied> asked) {
        return asked.stream().map(applied -> applied.obligation().article()).toList();
    }

    private static ControlView view(
            Control control, List<String> articles, Control.Found found, @Nullable LocalDate bindsFrom) {
        return new ControlView(
                control.id(),
                control.title(),
                articles,
                found.state(),
                found.why(),
                found.since(),
                found.figures().stream()
                        .map(figure -> new Figure(figure.name(), figure.value()))
                        .toList(),
                found.threshold(),
                found.freshness(),
                bindsFrom,
                found.evidence());
    }

    /** What the policy in force says of the system's workflows: how long their contents are kept, and whether gates are watched. */
    private SystemEvidence retained(SystemEvidence system) {
        Policy policy = policies.current();
        SystemEvidence.Work work = system.work();
        Integer days = work.workflows().stream()
                .flatMap(workflow -> policy.retentionOf(workflow).stream())
                .map(Policy.Retention::days)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return system.with(new SystemEvidence.Work(
                work.workflows(),
                work.days(),
                work.first(),
                work.firstPosition(),
                work.unfinished(),
                work.waiting(),
                work.waitingSince(),
                policy.gates().monitoring() == null ? List.of() : work.watched(),
                days));
    }

    private ControlEvidenceView evidence(@Nullable String system, Instant now) {
        return queries.query(
                        new FindControlEvidence(
                                system,
                                now,
                                thresholds.days(),
                                now.minus(Duration.ofMinutes(thresholds.unfinishedMinutes())),
                                now.minus(Duration.ofHours(thresholds.reviewHours())),
                                now.minus(Duration.ofDays(thresholds.changeDays()))),
                        ControlEvidenceView.class)
                .join();
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
