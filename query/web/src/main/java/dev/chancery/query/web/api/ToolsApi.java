package dev.chancery.query.web.api;

import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ToolsView.Tool;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.Tools;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The tools that the policy names, to which definition each is held, and who may call it. */
@RestController
@RequestMapping("/api/tools")
final class ToolsApi {

    private final Tools tools;

    ToolsApi(Tools tools) {
        this.tools = tools;
    }

    @GetMapping
    ToolsView tools() {
        return tools.all();
    }

    /**
     * What a person approves.
     *
     * @param tool {@code server/tool} where the path does not name it; what follows the first slash is the tool, so its name
     *     may have slashes, which no path of a URL carries safely
     * @param digest of the definition that he was shown
     */
    record Approval(
            @Nullable String tool,
            @Nullable String digest,
            @Nullable String reason) {}

    /** Answers 200 with the tool; 400, 404 or 409 with a problem that says what to do. */
    @PostMapping("/approvals")
    Tool approve(@RequestBody Approval approval, Principal person) {
        String named = approval.tool() == null ? "" : approval.tool();
        int slash = named.indexOf('/');
        if (slash < 1 || slash == named.length() - 1) {
            throw Problem.invalid("Give 'tool' as server/tool, as grants are written.");
        }
        return tools.approve(
                named.substring(0, slash),
                named.substring(slash + 1),
                approval.digest(),
                approval.reason(),
                person.getName());
    }

    /** The same for a tool whose name has no slash. */
    @PostMapping("/{server}/{tool}/approve")
    Tool approve(
            @PathVariable String server, @PathVariable String tool, @RequestBody Approval approval, Principal person) {
        return tools.approve(server, tool, approval.digest(), approval.reason(), person.getName());
    }
}
