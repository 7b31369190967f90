package dev.chancery.reports.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.RecordJson;
import dev.chancery.verifier.check.Evidence;
import dev.chancery.verifier.check.FieldDifference;
import dev.chancery.verifier.check.Replay;
import dev.chancery.verifier.pack.Line;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was decided at one event of a task, executed again.
 *
 * @param event stored name
 * @param policy under which the task is decided
 * @param code version that executed it; which one decided it then is not recorded
 * @param identical whether all of it comes out as recorded
 * @param facts the events of the task before it, from which it was decided, the newest {@value #MOST_FACTS}
 * @param decisions none when the event is a fact, or what a person decided
 * @param note for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DecisionAgain(
        String task,
        long position,
        Instant at,
        String event,
        PolicyVersion policy,
        String code,
        boolean identical,
        List<Fact> facts,
        List<Decision> decisions,
        String note) {

    static final int MOST_FACTS = 200;

    /** An event that a decision follows from. */
    record Fact(long position, String event, JsonNode payload) {}

    /**
     * One decision.
     *
     * @param decision its kind
     * @param recorded payload
     * @param recomputed payload of what has to be there, null when nothing has to
     * @param instead stored name of that
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decision(
            String decision,
            boolean identical,
            JsonNode recorded,
            @Nullable JsonNode recomputed,
            @Nullable String instead,
            List<FieldDifference> differences) {}

    /**
     * Executes it again.
     *
     * @return empty when the task has no event there
     */
    static Optional<DecisionAgain> of(EventLog log, String task, long position) throws IOException {
        List<StoredEvent> stream = log.readStream("task/" + task);
        Optional<StoredEvent> there =
                stream.stream().filter(e -> e.position() == position).findFirst();
        if (there.isEmpty() || !(log.decode(stream.getFirst()).event() instanceof TaskOpened opened)) {
            return Optional.empty();
        }
        EventCodec codec = new EventCodec();
        List<Decision> decisions = new ArrayList<>();
        Replay.Result result = Replay.replay(alone(log, stream), executed -> {
            if (executed.position() == position) {
                decisions.add(decision(codec, executed));
            }
        });
        StoredEvent event = there.get();
        return Optional.of(new DecisionAgain(
                task,
                position,
                event.at(),
                event.name(),
                opened.policy(),
                Replay.CODE,
                result.failed() == 0 && decisions.stream().allMatch(Decision::identical),
                stream.stream()
                        .filter(e -> e.position() < position)
                        .skip(Math.max(0, stream.indexOf(event) - MOST_FACTS))
                        .map(e -> new Fact(
                                e.position(), e.name(), RecordJson.mapper().readTree(e.payload())))
                        .toList(),
                List.copyOf(decisions),
                note(result, decisions)));
    }

    private static String note(Replay.Result result, List<Decision> decisions) {
        if (result.failed() > 0) {
            return result.failures().getFirst().why();
        }
        return decisions.isEmpty()
                ? "Nothing was decided by the code at this event: it is a fact, or what a person did."
                : "Events do not tell the version of the code that they were decided by. Identical means that the code of today"
                        + " decides the same from the same facts under the same policy.";
    }

    private static Decision decision(EventCodec codec, Replay.Executed executed) {
        byte[] recorded = codec.encode(executed.recorded());
        Event again = executed.recomputed();
        byte[] recomputed = again == null ? null : codec.encode(again);
        return new Decision(
                executed.kind(),
                executed.recorded().equals(again),
                RecordJson.mapper().readTree(recorded),
                recomputed == null ? null : RecordJson.mapper().readTree(recomputed),
                again == null ? null : codec.nameOf(again).name(),
                recomputed == null ? List.of() : FieldDifference.between(recorded, recomputed));
    }

    /** One stream, beside which all others are known. */
    private static Evidence alone(EventLog log, List<StoredEvent> stream) {
        LogEvidence all = new LogEvidence(log, new Period(0, 0, null), read -> {});
        return new Evidence() {
            @Override
            public void read(Consumer<Line.Disclosed> reader) {
                stream.forEach(event -> reader.accept(new Line.Disclosed(event)));
            }

            @Override
            public byte[] policy(PolicyVersion version) {
                return all.policy(version);
            }

            @Override
            public List<StoredEvent> earlier(String other) {
                return other.equals(stream.getFirst().stream()) ? List.of() : log.readStream(other);
            }

            @Override
            public boolean isEverything() {
                return true;
            }
        };
    }
}
