package dev.chancery.query.web;

import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import dev.chancery.query.contracts.RegistryQuery.FindTools;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ToolsView.State;
import dev.chancery.query.contracts.ToolsView.Tool;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where people look at tools and approve what has changed of them. */
@Component
public final class Tools {

    private final Desk desk;

    public Tools(Desk desk) {
        this.desk = desk;
    }

    /** What the policy names, and what is known of it. */
    public ToolsView all() {
        return desk.ask(new FindTools());
    }

    /** A tool of a server, or {@link Problem#notFound}. */
    public Tool tool(String server, String tool) {
        return all().servers().stream()
                .filter(each -> each.server().equals(server))
                .flatMap(each -> each.tools().stream())
                .filter(each -> each.tool().equals(tool) && each.state() != State.UNSEEN)
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND, "not-found", "No such tool was ever seen. GET /api/tools lists them."));
    }

    /**
     * A person approves what a server shows now.
     *
     * @param digest of the definition that the person was shown, so that no other is approved by it
     */
    public Tool approve(String server, String tool, @Nullable String digest, @Nullable String reason, String by) {
        if (digest == null || digest.isBlank()) {
            throw Problem.invalid("Give 'digest', that of the definition that you looked at; GET /api/tools shows it.");
        }
        String why = desk.reason(reason);
        tool(server, tool);
        desk.act(new ApproveTool(server, tool, digest, by, why));
        return tool(server, tool);
    }
}
