package dev.chancery.app.start;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.views.ViewKeeper;
import java.time.Duration;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the tasks whose outcome never came, because the process died between intent and outcome. */
public final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final Duration REBUILD = Duration.ofHours(1);

    private final EventLog log;
    private final ViewKeeper views;
    private final QueryGateway queries;
    private final Commands commands;

    public Orphans(EventLog log, ViewKeeper views, QueryGateway queries, Commands commands) {
        this.log = log;
        this.views = views;
        this.queries = queries;
        this.commands = commands;
    }

    /** Closes them all; call it before the first request. */
    public void close() throws InterruptedException {
        if (!views.await(log.size(), REBUILD)) {
            throw new IllegalStateException("The views do not follow the record, so open tasks cannot be found");
        }
        int closed = 0;
        Long before = null;
        do {
            TaskPageView page = queries.query(
                            new FindTasks(null, null, TaskState.OPENED, null, before, Query.PAGE_LIMIT),
                            TaskPageView.class)
                    .join();
            for (TaskSummaryView task : page.tasks()) {
                commands.send(new AbandonTask(
                        new TaskId(task.task()), "the process ended before the outcome was recorded", false));
                closed++;
            }
            before = page.next();
        } while (before != null);
        if (closed > 0) {
            LOG.atWarn().addKeyValue("tasks", closed).log("Closed tasks that a crash had left open");
        }
    }
}
