package dev.chancery.app.wiring;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.query.contracts.ReplayView;
import dev.chancery.query.contracts.ReplayView.FieldView;
import dev.chancery.query.contracts.ReplayView.ReplayedDecision;
import dev.chancery.query.contracts.TaskQuery.ReplayTask;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.check.FieldDifference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Takes a task's decisions again, by the code of today; views meet decisions here. */
final class TaskReplay {

    private final EventLog log;
    private final Policies policies;
    private final EventCodec codec = new EventCodec();

    TaskReplay(EventLog log, Policies policies) {
        this.log = log;
        this.policies = policies;
    }

    private String json(@Nullable Event event) {
        return event == null ? "null" : new String(codec.encode(event), StandardCharsets.UTF_8);
    }

    private List<FieldView> differences(Event recorded, @Nullable Event recomputed) {
        if (recomputed == null || !codec.nameOf(recorded).equals(codec.nameOf(recomputed))) {
            return List.of();
        }
        return FieldDifference.between(codec.encode(recorded), codec.encode(recomputed)).stream()
                .map(field -> new FieldView(field.pointer(), text(field.recorded()), text(field.recomputed())))
                .toList();
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null ? null : value.toString();
    }

    /** What becomes of the decisions; null when there is no such task. */
    @QueryHandler
    @Nullable
    ReplayView replay(ReplayTask query) {
        List<StoredEvent> stored = log.readStream(TaskCommand.stream(query.task()));
        if (stored.isEmpty()) {
            return null;
        }
        PolicyVersion other = query.policy();
        List<ReplayedDecision> decisions = DecisionReplay.replay(
                        stored.stream().map(log::decode).map(Recorded::event).toList(),
                        version -> policies.version(other == null ? version : other))
                .stream()
                .map(taken -> new ReplayedDecision(
                        stored.get(taken.index()).position(),
                        stored.get(taken.index()).name(),
                        json(taken.recorded()),
                        json(taken.recomputed()),
                        differences(taken.recorded(), taken.recomputed())))
                .toList();
        return new ReplayView(decisions.stream().allMatch(d -> d.recorded().equals(d.recomputed())), decisions);
    }
}
