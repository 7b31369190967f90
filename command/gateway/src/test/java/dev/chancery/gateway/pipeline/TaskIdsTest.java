package dev.chancery.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskIdsTest {

    private static final AgentId CLERK = new AgentId("clerk");

    @Test
    void givesOneNameToOneKeyOfOneAgent() {
        String named = TaskIds.of(CLERK, "key").value();
        assertThat(TaskIds.of(CLERK, "key").value()).isEqualTo(named);
        assertThat(TaskIds.of(CLERK, "other").value()).isNotEqualTo(named);
        assertThat(TaskIds.of(new AgentId("clerkke"), "y").value())
                .isNotEqualTo(TaskIds.of(new AgentId("clerk"), "key").value());
        assertThat(UUID.fromString(named).version()).isEqualTo(8);
        assertThat(UUID.fromString(named).variant()).isEqualTo(2);
        assertThat(TaskIds.of(CLERK, "key").isRandom()).isFalse();
    }

    @Test
    void givesANewNameWithoutAKey() {
        UUID one = UUID.fromString(TaskIds.of(CLERK, null).value());
        UUID other = UUID.fromString(TaskIds.of(CLERK, null).value());
        assertThat(one).isNotEqualTo(other);
        assertThat(one.version()).isEqualTo(7);
        assertThat(one.variant()).isEqualTo(2);
        assertThat(TaskIds.of(CLERK, null).isRandom()).isTrue();
    }
}
