package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.log.Nodes.Overtaken;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final AbandonTask COMMAND = new AbandonTask(new TaskId("t"), AbandonCause.FAULT);

    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final SimpleCommandBus bus = SimpleCommandBus.builder().build();
    private final Commands commands =
            new Commands(DefaultCommandGateway.builder().commandBus(bus).build());
    private int handled;

    CommandsTest() {
        bus.subscribe(AbandonTask.class.getName(), message -> {
            handled++;
            RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return "done";
        });
    }

    private void failWith(RuntimeException... next) {
        failures.addAll(Arrays.asList(next));
    }

    @Test
    void decidesAgainWhatAnotherNodeOvertook() {
        // given
        failWith(new Overtaken("once"), new Overtaken("twice"));

        // when then
        assertThat(commands.send(COMMAND, String.class, new Receipt())).isEqualTo("done");
        assertThat(handled).isEqualTo(3);
    }

    @Test
    void givesUpWhenOthersAreAlwaysFaster() {
        // given
        failures.addAll(Collections.nCopies(100, new Overtaken("again")));

        // when then
        assertThatThrownBy(() -> commands.send(COMMAND, String.class, new Receipt()))
                .isInstanceOf(RecordUnavailable.class);
        assertThat(handled).isLessThan(100);
    }

    @Test
    void sendsOnceMoreWhatMetAnotherCommandAndMayComeTwice() {
        // given
        failWith(new ConcurrencyException("faster"));

        // when
        commands.send(COMMAND);

        // then
        assertThat(handled).isEqualTo(2);
        failWith(new ConcurrencyException("faster"), new ConcurrencyException("faster again"));
        assertThatThrownBy(() -> commands.send(COMMAND)).isInstanceOf(ConcurrencyException.class);
        failWith(new ConcurrencyException("the task is there"));
        assertThatThrownBy(() -> commands.send(COMMAND, String.class, new Receipt()))
                .isInstanceOf(ConcurrencyException.class);
    }
}
