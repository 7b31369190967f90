package dev.chancery.contracts.log;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The content store, destroyed. An erasure is condemned, which is quick, durable and cannot be taken back, and then carried
 * out, which may take as long as it has contents and may be repeated until it is done.
 */
public interface ErasableContents {

    /** Those of some scopes that contain a content which the scope contains too. */
    List<ContentScope> touched(ContentScope scope, List<ContentScope> others);

    /**
     * The point of no return: contents of the scope cannot be read any more, nor when an older copy of the database is put in
     * place of this one.
     *
     * @param scope a person concerned or a task
     */
    void condemn(String erasure, ContentScope scope);

    /** Whether an erasure was condemned. */
    boolean isCondemned(String erasure);

    /**
     * Destroys what was condemned, and says what that was, however often it is called.
     *
     * @param tasks told each task that had such contents, in any order, perhaps more than once
     */
    Erased erase(String erasure, Consumer<TaskId> tasks);

    /** The tasks that had contents which an erasure destroyed. */
    List<TaskId> tasksOf(String erasure);

    /**
     * Contents that have become too old.
     *
     * @param workflow whose contents
     * @param before stored before this instant
     * @param kept scopes to be passed over
     * @param limit at most so many
     */
    List<ContentId> older(WorkflowId workflow, Instant before, List<ContentScope> kept, int limit);

    /** The workflows that have contents. */
    Set<WorkflowId> workflows();

    /** Destroys single contents, and leaves their keys. */
    void expire(List<ContentId> contents);
}
