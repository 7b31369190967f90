package dev.chancery.contracts.event;

import dev.chancery.contracts.TaskId;

/** A deployment and the versions it served; stream {@code model/<deployment>}. */
public sealed interface ModelEvent extends Event {

    /** A provider reported a version that this deployment had not reported before. */
    record ModelVersionSeen(String deployment, String modelVersion, TaskId firstTask) implements ModelEvent {}
}
