package dev.chancery.app.incidents;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.ContentScope.Kind;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.query.contracts.EvidenceToHoldView;
import dev.chancery.query.contracts.IncidentQuery.FindEvidenceToHold;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.query.web.Evidence;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places a legal hold on everything that an open incident is about, so that nothing of it is erased or expires: at once when it is opened
 * here, and every few seconds for what a process that died in between has left, and for parts that a system has got since. The record is the
 * queue, and an incident's hold on a scope has always the same id, so one that is placed twice is placed once. The node that leads looks.
 *
 * <p>It never lifts one. A person does, once the incident is closed.
 */
public final class WhenAnIncidentOpensThenHold implements Evidence, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WhenAnIncidentOpensThenHold.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final String BY = "chancery";

    /** So many are remembered as placed; when there are more, they are placed again, which does nothing. */
    private static final int REMEMBERED = 10_000;

    private final Nodes nodes;
    private final EventLog log;
    private final Supplier<List<EvidenceToHoldView.Open>> open;
    private final Parts parts;
    private final Consumer<Command> send;
    private final Set<String> placed = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("incidents").daemon().factory());

    /** What a link means in the tasks that are recorded. */
    public interface Parts {

        /** Workflows and agents of a system in the register; none when it is not there. */
        List<ContentScope> ofSystem(String system);

        /** Workflows in which a deployment has answered. */
        List<WorkflowId> ofModel(String deployment);
    }

    WhenAnIncidentOpensThenHold(
            Nodes nodes,
            EventLog log,
            Supplier<List<EvidenceToHoldView.Open>> open,
            Parts parts,
            Consumer<Command> send) {
        this.nodes = nodes;
        this.log = log;
        this.open = open;
        this.parts = parts;
        this.send = send;
    }

    /** Begins to look. */
    public static WhenAnIncidentOpensThenHold start(
            Nodes nodes, EventLog log, QueryGateway queries, Parts parts, Consumer<Command> send) {
        WhenAnIncidentOpensThenHold started = new WhenAnIncidentOpensThenHold(
                nodes,
                log,
                () -> queries.query(new FindEvidenceToHold(), EvidenceToHoldView.class)
                        .join()
                        .incidents(),
                parts,
                send);
        started.start(LOOK);
        return started;
    }

    void start(Duration every) {
        worker.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (nodes.leads()) {
                open.get().forEach(incident -> look(incident.incident(), incident.links()));
            }
        } catch (RuntimeException e) {
            (ViewsRebuilding.isWhy(e) ? LOG.atDebug() : LOG.atWarn())
                    .setCause(e)
                    .log("The open incidents could not be looked at; it is tried again");
        }
    }

    /** One incident must not keep the others from it. */
    private void look(String incident, IncidentLinks links) {
        try {
            hold(incident, links);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("incident", incident)
                    .setCause(e)
                    .log("Not all evidence of an incident is held; it is tried again");
        }
    }

    /** Reads the incident from the record itself, which is never behind. */
    @Override
    public void hold(String incident) {
        IncidentLinks links = null;
        for (var stored : log.readStream(IncidentCommand.STREAM + incident)) {
            switch (log.decode(stored).event()) {
                case IncidentOpened opened -> links = opened.links();
                case IncidentClosed ignored -> {
                    return;
                }
                default -> {}
            }
        }
        if (links != null) {
            hold(incident, links);
        }
    }

    /** First what needs no question. */
    private void hold(String incident, IncidentLinks links) {
        links.workflows().stream().map(WhenAnIncidentOpensThenHold::scope).forEach(scope -> place(incident, scope));
        links.tasks().stream().map(TaskId::value).forEach(task -> place(incident, new ContentScope(Kind.TASK, task)));
        Stream.concat(
                        links.systems().stream().flatMap(system -> parts.ofSystem(system).stream()),
                        links.models().stream()
                                .flatMap(model -> parts.ofModel(model.deployment()).stream())
                                .map(WhenAnIncidentOpensThenHold::scope))
                .distinct()
                .forEach(scope -> place(incident, scope));
    }

    private static ContentScope scope(WorkflowId workflow) {
        return new ContentScope(Kind.WORKFLOW, workflow.value());
    }

    private void place(String incident, ContentScope scope) {
        String hold = HoldCommand.ofIncident(incident, scope);
        if (placed.contains(hold)) {
            return;
        }
        send.accept(new PlaceHold(hold, scope, "Evidence of the incident " + incident, BY));
        if (placed.size() >= REMEMBERED) {
            placed.clear();
        }
        placed.add(hold);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
