package dev.chancery.contracts.fact;

import dev.chancery.contracts.Micros;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why Chancery refused; each has the code that the caller sees in {@code error.code} and a sentence that says what to do. */
public sealed interface Refusal {

    /** Stable code, as in {@code error.code}. */
    String code();

    /** For people. */
    String sentence();

    /** A cap leaves no room for the cheapest permitted model. */
    record BudgetExceeded(BudgetScope scope, Micros cap, Micros headroom, Micros needed) implements Refusal {
        @Override
        public String code() {
            return "budget_exceeded";
        }

        @Override
        public String sentence() {
            return "The " + scope.kind().words() + " budget of " + cap + " (" + scope.id() + ") has "
                    + cap.minus(headroom) + " spent or promised and " + headroom
                    + " left, and this request may cost " + needed + ". " + renewal()
                    + "Ask for fewer tokens, or have the cap raised in the policy.";
        }

        private String renewal() {
            return switch (scope.kind()) {
                case TASK -> "It is one request's. ";
                case SESSION -> "What calls under way have promised may come free; for more begin another session. ";
                case AGENT_DAY, WORKFLOW_DAY, AGENT_MONTH, COMPANY_MONTH ->
                    scope.end()
                            .map(end -> "It is whole again on "
                                    + end.atOffset(ZoneOffset.UTC).toLocalDate() + " at 00:00 UTC. ")
                            .orElse("");
            };
        }
    }

    /** Sensitive data, and no permitted model on local hardware. */
    record RestrictedData(List<String> types) implements Refusal {
        public RestrictedData {
            types = List.copyOf(types);
        }

        @Override
        public String code() {
            return "restricted_data";
        }

        @Override
        public String sentence() {
            return "The request holds restricted data (" + String.join(", ", types)
                    + ") and no local model is permitted for it. Remove it, or add a local deployment to the workflow.";
        }
    }

    /** No deployment passed the walls. */
    record NoPermittedModel(String requested) implements Refusal {
        @Override
        public String code() {
            return "no_permitted_model";
        }

        @Override
        public String sentence() {
            return "No model is permitted for '" + requested
                    + "' here. GET /v1/models lists the names; the task's timeline says why each deployment was rejected.";
        }
    }

    /** The policy does not take such input. */
    record InputRejected(String detail) implements Refusal {
        @Override
        public String code() {
            return "input_rejected";
        }

        @Override
        public String sentence() {
            return detail;
        }
    }

    /** Why a caller may do nothing at all for now; that it is so is a fact of another stream. */
    sealed interface Stopped extends Refusal {}

    /** A person pulled a kill switch. */
    record KillSwitchIsPulled(StopScope scope, String reason) implements Stopped {
        @Override
        public String code() {
            return "kill_switch";
        }

        @Override
        public String sentence() {
            return "A kill switch stops " + scope + " (" + reason + "). Nothing is done until a person resets it.";
        }
    }

    /** The agent is suspended. */
    record AgentIsSuspended(String since) implements Stopped {
        @Override
        public String code() {
            return "agent_suspended";
        }

        @Override
        public String sentence() {
            return "This agent was suspended (" + since + "). Its owner can have it reinstated.";
        }
    }

    /** The agent was not granted the tool. */
    record ToolNotGranted(String tool, String detail) implements Refusal {
        @Override
        public String code() {
            return "tool_denied";
        }

        @Override
        public String sentence() {
            return "The tool '" + tool + "' was denied: " + detail;
        }
    }

    /** The tool is not what it was when it was approved. */
    record ToolHasChanged(String tool) implements Refusal {
        @Override
        public String code() {
            return "tool_changed";
        }

        @Override
        public String sentence() {
            return "The tool '" + tool + "' was denied: its server describes it in another way than it was approved."
                    + " A person has to look at it first.";
        }
    }

    /**
     * The agent runs in circles: it asked for the same, got the same, and asks again.
     *
     * @param call the tool, null for a prompt
     * @param times how often it asked in a row before
     * @param limit how often it may
     * @param withinSeconds of each other
     */
    record LoopDetected(@Nullable String call, int times, int limit, int withinSeconds) implements Refusal {
        @Override
        public String code() {
            return "loop_detected";
        }

        @Override
        public String sentence() {
            return (call == null
                            ? "The same prompt was sent "
                            : "The tool '" + call + "' was called with the same arguments ")
                    + times + " times in a row before in this session, without another result, and may be " + limit
                    + " times. Do something else, wait " + withinSeconds
                    + " seconds, or have the policy changed (loops).";
        }
    }

    /** The agent used a grant as often as it may for now. */
    record ToolRateExceeded(String tool, String grant, int limit, String period) implements Refusal {
        @Override
        public String code() {
            return "tool_rate_exceeded";
        }

        @Override
        public String sentence() {
            return "The tool '" + tool + "' was denied: the grant " + grant + " is for " + limit + " calls per "
                    + period + ", and they were made. Wait, or have the policy changed.";
        }
    }
}
