package dev.chancery.query.web.api;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.query.contracts.KillSwitchesView;
import dev.chancery.query.contracts.RegistryQuery.FindKillSwitches;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.security.Principal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Stopping an agent, a workflow or everything. Whoever is told that it is done may rely on it. */
@RestController
@RequestMapping("/api/kill")
final class KillSwitchApi {

    private final Desk desk;

    KillSwitchApi(Desk desk) {
        this.desk = desk;
    }

    /** What is stopped now. */
    @GetMapping
    KillSwitchesView pulled() {
        return desk.ask(new FindKillSwitches());
    }

    /**
     * What to stop.
     *
     * @param scope agent, workflow or everything
     * @param id of the agent or the workflow
     */
    record Kill(
            @Nullable String scope,
            @Nullable String id,
            @Nullable String reason) {}

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void pull(@RequestBody Kill kill, Principal person) {
        StopScope scope = desk.stopping(scope(kill.scope(), kill.id()));
        desk.act(new PullKillSwitch(scope, desk.reason(kill.reason()), person.getName()));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reset(
            @RequestParam String scope,
            @RequestParam @Nullable String id,
            @RequestParam @Nullable String reason,
            Principal person) {
        desk.act(new ResetKillSwitch(scope(scope, id), desk.reason(reason), person.getName()));
    }

    private static StopScope scope(@Nullable String kind, @Nullable String id) {
        for (StopScope.Kind known : StopScope.Kind.values()) {
            if (known.name().equalsIgnoreCase(kind)) {
                return scope(known, id == null || id.isBlank() ? null : id.strip());
            }
        }
        throw Problem.invalid("Say as 'scope' what to stop: agent, workflow or everything.");
    }

    private static StopScope scope(StopScope.Kind kind, @Nullable String id) {
        if (kind == StopScope.Kind.EVERYTHING ? id != null : id == null || !Id.isValid(id)) {
            throw Problem.invalid(
                    kind == StopScope.Kind.EVERYTHING
                            ? "Everything has no 'id'. Leave it out, or say which agent or workflow to stop."
                            : "Say as 'id' which " + kind.name().toLowerCase(Locale.ROOT) + " to stop.");
        }
        return new StopScope(kind, id);
    }
}
