package dev.chancery.query.contracts;

import dev.chancery.contracts.TaskId;
import java.util.List;

/** Tasks in whose outputs' place a person put another text, about which a judge is to be asked. */
public record DuePairsView(List<TaskId> tasks) {}
