package dev.chancery.query.web.bias;

import dev.chancery.contracts.command.BiasCommand.CloseFinding;
import dev.chancery.contracts.command.BiasCommand.SetBounds;
import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasConvention;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasMetric.Needs;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.query.contracts.BiasFindingsView.FindingView;
import dev.chancery.query.contracts.BiasUsesView.DatasetView;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.web.BiasWork;
import dev.chancery.query.web.BiasWork.Crossing;
import dev.chancery.query.web.BiasWork.Group;
import dev.chancery.query.web.BiasWork.Split;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes of what people ask for what can be done, or says why it cannot. */
@Component
public final class BiasDesk {

    private final Desk desk;
    private final UsesDesk uses;
    private final BiasWork work;

    BiasDesk(Desk desk, UsesDesk uses, BiasWork work) {
        this.desk = desk;
        this.uses = uses;
        this.work = work;
    }

    // What decides

    /** The workflow or the system that is named; exactly one is. */
    public BiasSubject subject(@Nullable String workflow, @Nullable String system) {
        if ((workflow == null) == (system == null)) {
            throw Problem.invalid("Give either 'workflow' or 'system': whose outcomes they are.");
        }
        if (system != null) {
            return new BiasSubject(BiasSubject.Kind.SYSTEM, desk.newId("system", system));
        }
        if (desk.ask(new FindWorkflows()).workflows().stream()
                .noneMatch(known -> known.workflow().equals(workflow))) {
            throw Problem.notFound("workflow", String.valueOf(workflow));
        }
        return new BiasSubject(BiasSubject.Kind.WORKFLOW, String.valueOf(workflow));
    }

    // Findings

    /**
     * Closes a finding.
     *
     * @param outcome null is told what it may be
     * @param check that shows that it is resolved, null for none
     */
    public void close(
            FindingView finding,
            BiasFindingClosed.@Nullable Outcome outcome,
            @Nullable String check,
            @Nullable String reason,
            String by) {
        if (outcome == null) {
            throw Problem.invalid("'outcome' is RESOLVED, when the cause was removed, or ACCEPTED, when it stays.");
        }
        desk.act(new CloseFinding(finding.subject(), finding.finding(), outcome, check, desk.reason(reason), by));
    }

    // Checks

    /** A group as it is asked for. */
    public record AskedGroup(
            @Nullable String group,
            @Nullable List<String> values,
            @Nullable Double atLeast,
            @Nullable Double below) {}

    /** An attribute as it is asked for. */
    public record AskedAttribute(
            @Nullable String attribute,
            @Nullable List<AskedGroup> groups,
            @Nullable List<String> privileged) {}

    /** A bound as it is asked for. */
    public record AskedBound(
            @Nullable BiasMetric metric,
            @Nullable Double least,
            @Nullable Double most) {}

    /** Sizes as they are asked for; null for the usual ones. */
    public record AskedRules(
            @Nullable Integer smallCell,
            @Nullable Integer minimumGroup,
            @Nullable Integer minimumEvents,
            @Nullable Double significance) {}

    /** A check as it is asked for. */
    public record AskedCheck(
            @Nullable String dataset,
            @Nullable String workflow,
            @Nullable String system,
            @Nullable List<String> favourable,
            @Nullable List<AskedAttribute> attributes,
            @Nullable List<List<String>> intersections,
            @Nullable List<BiasMetric> metrics,
            @Nullable List<AskedBound> bounds,
            @Nullable String owner,
            @Nullable Integer days,
            @Nullable AskedRules rules) {}

    /** Checks, and tells the id of the check. */
    public String check(AskedCheck asked, String by) {
        if (asked.dataset() == null) {
            throw Problem.invalid("Give 'dataset', the id of one that was uploaded.");
        }
        DatasetView dataset = uses.dataset(asked.dataset());
        if (dataset.deleted() != null) {
            throw Problem.conflict("dataset-deleted", "The data set was deleted. Upload one to check again.");
        }
        demandSame(dataset.subject(), asked);
        List<Split> splits = splits(asked.attributes());
        List<String> favourable = asked.favourable() == null ? List.of() : asked.favourable();
        if (favourable.isEmpty()) {
            throw Problem.invalid("Give 'favourable', the outcomes that are good for the person concerned.");
        }
        favourable.forEach(value -> desk.plain("favourable", value));
        BiasWork.Check check = new BiasWork.Check(
                UUID.randomUUID().toString(),
                dataset.subject(),
                dataset.dataset(),
                dataset.use(),
                dataset.rows(),
                favourable.stream().map(String::strip).toList(),
                splits,
                crossings(asked.intersections(), splits),
                metrics(asked.metrics(), dataset, splits),
                asked.bounds() == null ? null : boundsOfCases(asked.bounds(), asked.owner(), asked.days()),
                rules(asked.rules()));
        desk.done(() -> {
            work.check(check, by);
            return check;
        });
        return check.check();
    }

    private static void demandSame(BiasSubject subject, AskedCheck asked) {
        String of = subject.kind() == BiasSubject.Kind.WORKFLOW ? asked.workflow() : asked.system();
        String other = subject.kind() == BiasSubject.Kind.WORKFLOW ? asked.system() : asked.workflow();
        if (other != null || (of != null && !of.equals(subject.id()))) {
            throw Problem.invalid(
                    "The data set is of " + subject + ". Leave 'workflow' and 'system' out, or name that.");
        }
    }

    private List<Split> splits(@Nullable List<AskedAttribute> attributes) {
        if (attributes == null || attributes.isEmpty()) {
            throw Problem.invalid("Give 'attributes': each with 'attribute', its 'groups' and which are 'privileged'.");
        }
        if (attributes.stream().map(AskedAttribute::attribute).distinct().count() < attributes.size()) {
            throw Problem.invalid("Give each attribute once, with all its 'groups'.");
        }
        return attributes.stream()
                .map(asked -> {
                    List<AskedGroup> groups = asked.groups() == null ? List.of() : asked.groups();
                    List<String> privileged = asked.privileged() == null ? List.of() : asked.privileged();
                    List<String> names = groups.stream()
                            .map(group -> desk.plain("group", group.group()))
                            .toList();
                    privileged.forEach(group -> desk.plain("privileged", group));
                    if (names.stream().distinct().count() < names.size()) {
                        throw Problem.invalid("Each group has a name of its own.");
                    }
                    return new Split(
                            desk.plain("attribute", asked.attribute()),
                            groups.stream()
                                    .map(group -> new Group(
                                            desk.plain("group", group.group()),
                                            group.values() == null ? List.of() : group.values(),
                                            group.atLeast(),
                                            group.below()))
                                    .toList(),
                            privileged);
                })
                .toList();
    }

    private static List<Crossing> crossings(@Nullable List<List<String>> intersections, List<Split> splits) {
        if (intersections == null) {
            return List.of();
        }
        return intersections.stream()
                .map(pair -> {
                    List<Split> both = pair.stream()
                            .distinct()
                            .flatMap(name -> splits.stream()
                                    .filter(split -> split.attribute().equals(name)))
                            .toList();
                    if (pair.size() != 2 || both.size() != 2) {
                        throw Problem.invalid("An intersection names two of the 'attributes'.");
                    }
                    return new Crossing(both.getFirst(), both.getLast());
                })
                .toList();
    }

    /** What the data set does not allow cannot be asked for; what nobody asks for is everything that it allows. */
    private static List<BiasMetric> metrics(@Nullable List<BiasMetric> asked, DatasetView dataset, List<Split> splits) {
        List<BiasMetric> possible = Arrays.stream(BiasMetric.values())
                .filter(metric -> metric.needs() != Needs.LABEL || dataset.labelled())
                .filter(metric -> metric.needs() != Needs.SCORE || dataset.scored())
                .filter(metric -> metric.needs() != Needs.PAIRS)
                .toList();
        if (asked == null) {
            return possible;
        }
        for (BiasMetric metric : asked) {
            if (metric.needs() == Needs.PAIRS) {
                throw Problem.invalid(metric + " is of counterfactual prompts: /api/bias/pairs.");
            }
            if (!possible.contains(metric)) {
                throw Problem.invalid(metric + " needs a " + (metric.needs() == Needs.LABEL ? "label" : "score")
                        + ", which the data set has not.");
            }
            if (metric.convention() == BiasConvention.AIF360
                    && splits.stream().allMatch(split -> split.privileged().isEmpty())) {
                throw Problem.invalid(metric + " compares with privileged groups. Name them as 'privileged'.");
            }
        }
        if (asked.isEmpty()) {
            throw Problem.invalid("Name at least one of the 'metrics', or leave them out for all.");
        }
        return asked.stream().distinct().toList();
    }

    /** Bounds to set. */
    public record NewBounds(
            @Nullable String workflow,
            @Nullable String system,
            @Nullable List<AskedBound> bounds,
            @Nullable String owner,
            @Nullable Integer days,
            @Nullable String reason) {}

    /** Sets bounds for later checks, in place of those that were set. */
    public void set(NewBounds asked, String by) {
        desk.act(new SetBounds(
                subject(asked.workflow(), asked.system()),
                boundsOfCases(asked.bounds(), asked.owner(), asked.days()),
                desk.reason(asked.reason()),
                by));
    }

    /** Bounds that a person gave for checks of cases. */
    BiasBounds boundsOfCases(@Nullable List<AskedBound> bounds, @Nullable String owner, @Nullable Integer days) {
        BiasBounds given = bounds(bounds, owner, days);
        given.bounds().stream()
                .map(BiasBound::metric)
                .filter(metric -> metric.needs() == Needs.PAIRS)
                .findFirst()
                .ifPresent(metric -> {
                    throw Problem.invalid(metric + " is of counterfactual prompts: /api/bias/pairs.");
                });
        return given;
    }

    /** Bounds that a person gave. */
    BiasBounds bounds(@Nullable List<AskedBound> bounds, @Nullable String owner, @Nullable Integer days) {
        if (bounds == null || bounds.isEmpty() || days == null) {
            throw Problem.invalid(
                    "Give 'bounds', each with 'metric' and 'least' or 'most'; the 'owner' of findings, a role"
                            + " or a team; and in how many 'days' they are due.");
        }
        String team = desk.plain("owner", owner);
        return desk.done(() -> new BiasBounds(
                bounds.stream()
                        .map(bound -> {
                            if (bound.metric() == null) {
                                throw new IllegalArgumentException("A bound names its 'metric': "
                                        + Arrays.stream(BiasMetric.values())
                                                .map(BiasMetric::name)
                                                .collect(Collectors.joining(", "))
                                        + ".");
                            }
                            return new BiasBound(bound.metric(), bound.least(), bound.most());
                        })
                        .toList(),
                team,
                days));
    }

    private BiasRules rules(@Nullable AskedRules asked) {
        BiasRules usual = BiasRules.USUAL;
        if (asked == null) {
            return usual;
        }
        return desk.done(() -> new BiasRules(
                usual.version(),
                asked.smallCell() == null ? usual.smallCell() : asked.smallCell(),
                asked.minimumGroup() == null ? usual.minimumGroup() : asked.minimumGroup(),
                asked.minimumEvents() == null ? usual.minimumEvents() : asked.minimumEvents(),
                asked.significance() == null ? usual.significance() : asked.significance()));
    }
}
