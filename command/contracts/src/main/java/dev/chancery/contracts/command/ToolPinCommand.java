package dev.chancery.contracts.command;

/** What is asked of the record of a tool's definition. */
public sealed interface ToolPinCommand extends Command {

    String server();

    String tool();

    /** The stream of a tool. */
    static String stream(String server, String tool) {
        return "tool/" + server + "/" + tool;
    }

    @Override
    default String target() {
        return stream(server(), tool());
    }

    /** A server shows this definition. Does nothing when it is the one that was seen last. */
    record ReportTool(String server, String tool, String digest, String definition) implements ToolPinCommand {}

    /** A person approves the definition that the server shows now. Fails when it is another, or when none waits for it. */
    record ApproveTool(String server, String tool, String digest, String by, String reason) implements ToolPinCommand {}
}
