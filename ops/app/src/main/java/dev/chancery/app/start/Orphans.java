package dev.chancery.app.start;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.AbandonExport;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.contracts.ActQuery.FindOpenActs;
import dev.chancery.query.contracts.OpenActsView;
import dev.chancery.query.contracts.OpenActsView.OpenAct;
import dev.chancery.query.contracts.Query;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the acts whose outcome never came, because the process died between intent and outcome, but for exports that can be gone on
 * with. The views have an index of what is open, so finding them costs the same however long the record is.
 */
public final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private final QueryGateway queries;
    private final Commands commands;
    private final Predicate<String> exports;

    /**
     * Acts and how they are ended.
     *
     * @param exports goes on with the export of an id, and says whether that is possible
     */
    public Orphans(QueryGateway queries, Commands commands, Predicate<String> exports) {
        this.queries = queries;
        this.commands = commands;
        this.exports = exports;
    }

    /**
     * Closes them all; the views show the log up to {@code end}. For when there is no other node.
     *
     * @param end where the log ended when this process started: what is open from there on is its own
     */
    public void close(long end) {
        close(page -> page.stream().filter(act -> act.position() < end).toList());
    }

    /**
     * Closes those that were opened by nodes which are no more, or by a process that had the record for itself; the views show
     * the log to the end that it had after they were gone.
     */
    public void closeThoseOfTheDead(Nodes nodes) {
        close(page -> {
            // Asked after the page was read: whoever has opened an act was alive before.
            Set<String> alive = nodes.alive();
            return page.stream()
                    .filter(act ->
                            nodes.author(act.position()).filter(alive::contains).isEmpty())
                    .toList();
        });
    }

    private void close(UnaryOperator<List<OpenAct>> orphans) {
        Map<Act, Integer> closed = new EnumMap<>(Act.class);
        Long after = null;
        for (List<OpenAct> page = page(after); !page.isEmpty(); page = page(after)) {
            for (OpenAct act : orphans.apply(page)) {
                close(act, closed);
            }
            after = page.getLast().position();
        }
        closed.forEach((act, count) -> LOG.atWarn()
                .addKeyValue("act", act)
                .addKeyValue("count", count)
                .log("Closed acts that a crash had left open"));
    }

    private List<OpenAct> page(@Nullable Long after) {
        return queries.query(new FindOpenActs(after, Query.PAGE_LIMIT), OpenActsView.class)
                .join()
                .acts();
    }

    private void close(OpenAct act, Map<Act, Integer> closed) {
        try {
            if (act.act() == Act.EXPORT && exports.test(act.stream().substring(ExportCommand.STREAM.length()))) {
                return;
            }
            commands.send(abandonment(act));
            closed.merge(act.act(), 1, Integer::sum);
        } catch (RecordUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            // One stream that cannot be read must not keep the others from being served; it stays in the list of open
            // acts.
            LOG.atError().addKeyValue("stream", act.stream()).setCause(e).log("An open act could not be closed");
        }
    }

    private static Command abandonment(OpenAct act) {
        return switch (act.act()) {
            case TASK, DELIVERY -> new AbandonTask(TaskCommand.task(act.stream()), AbandonCause.PROCESS_ENDED);
            case EXPORT ->
                new AbandonExport(act.stream().substring(ExportCommand.STREAM.length()), AbandonCause.PROCESS_ENDED);
        };
    }
}
